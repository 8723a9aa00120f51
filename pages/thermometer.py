"""Milieuthermometer: certificates, levels by rule, themes, requirements and what is missing."""

from kpi.ui.certification import draw_thermometer

draw_thermometer()
