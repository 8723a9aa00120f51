"""Travel: commuting and business kilometres, their CO2, and the report that asks for them."""

from kpi.ui.theme import draw_theme

draw_theme("travel")
