"""Reports of a year, the Milieubarometer, and what is sent by itself."""

from kpi.ui.reports import draw_reports

draw_reports()
