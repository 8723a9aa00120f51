"""The month: a sentence to repeat, the main figures of every theme, what changed, what came in."""

from kpi.ui.month import draw_month

draw_month()
