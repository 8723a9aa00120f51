"""The evidence binder: what falls away today, requirements with their evidence, the list itself."""

from kpi.ui.binder import draw_binder

draw_binder()
