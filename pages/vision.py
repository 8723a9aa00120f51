"""The points of the vision, those without a figure as well."""

from kpi.ui.vision import draw_vision

draw_vision()
