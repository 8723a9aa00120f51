"""Overview: targets, main figures, what is missing, what needs attention."""

from kpi.ui.overview import draw_overview

draw_overview()
