"""Reusables: the share of uses, uses per patient day, what was avoided, wear and cost."""

from kpi.ui.theme import draw_theme

draw_theme("reusables")
