"""Targets: what was promised, where it stands, and what still has to be settled."""

from kpi.ui.targets import draw_targets

draw_targets()
