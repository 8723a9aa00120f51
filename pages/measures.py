"""Measures: what is done, what it is worth, what came of it."""

from kpi.ui.measures import draw_measures

draw_measures()
