"""CO2 and energy: use, cost and emissions; the account of a year; why a figure changed."""

from kpi.ui.bridge import draw_bridges
from kpi.ui.footprint import draw_footprints
from kpi.ui.recalculate import draw_recalculation
from kpi.ui.theme import draw_theme
from kpi.ui.weather import draw_weather

draw_theme(
    "co2_energy",
    {
        "change": draw_bridges,
        "weather": draw_weather,
        "account": draw_footprints,
        "again": draw_recalculation,
    },
)
