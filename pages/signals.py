"""Signals: control charts that mark what chance does not explain."""

from kpi.ui.signals import draw_signals

draw_signals()
