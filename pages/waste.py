"""Waste: by stream, separation, per patient day, project waste apart."""

from kpi.ui.theme import draw_theme

draw_theme("waste")
