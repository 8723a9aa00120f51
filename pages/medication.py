"""Medication: dispensed, returned, destroyed and lost, in units, euro and kilograms."""

from kpi.ui.theme import draw_theme

draw_theme("medication")
