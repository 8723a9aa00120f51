"""Safekeeping: is everything still there, backups, and the log of who did what."""

from kpi.ui.safekeeping import draw_safekeeping

draw_safekeeping()
