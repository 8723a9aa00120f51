"""The meters: the load curve of one meter over a day, a week or a year."""

from kpi.ui.meters import draw_meters

draw_meters()
