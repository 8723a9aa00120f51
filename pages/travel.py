"""Travel: commuting and business kilometres, their CO2, and the report to type over."""

from kpi.ui.form import draw_forms
from kpi.ui.theme import draw_theme

draw_theme("travel")
draw_forms("travel")
