"""Food: the share of plant protein by group of eaters, and food thrown away."""

from kpi.ui.theme import draw_theme

draw_theme("food")
