"""CO2 and energy: use, cost and emissions by carrier and source, and the account of a year."""

from kpi.ui.footprint import draw_footprints
from kpi.ui.recalculate import draw_recalculation
from kpi.ui.theme import draw_theme

draw_theme("co2_energy")
draw_footprints("co2_energy")
draw_recalculation("co2_energy")
