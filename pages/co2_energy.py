"""CO2 and energy: use, cost and emissions by carrier and source."""

from kpi.ui.theme import draw_theme

draw_theme("co2_energy")
