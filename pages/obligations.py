"""Obligations: what has to be reported when, and where else every figure is asked."""

from kpi.ui.obligations import draw_obligations

draw_obligations()
