"""Definitions and sources, made from the declarations."""

from kpi.ui.definitions import draw_definitions

draw_definitions()
