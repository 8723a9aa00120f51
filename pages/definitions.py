"""Definitions and manual, made from the declarations."""

from kpi.ui.definitions import draw_definitions

draw_definitions()
