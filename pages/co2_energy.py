"""CO2 and energy: use, cost and emissions by carrier and source, and the account of a year."""

from kpi.ui.bridge import draw_bridges
from kpi.ui.footprint import draw_footprints
from kpi.ui.recalculate import draw_recalculation
from kpi.ui.theme import draw_theme
from kpi.ui.weather import draw_weather

draw_theme("co2_energy")
draw_footprints("co2_energy")
draw_bridges("co2_energy")
draw_weather("co2_energy")
draw_recalculation("co2_energy")
