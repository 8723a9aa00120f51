"""Closing a month: what lacks, why figures lie where they lie, what is decided, and the act itself."""

from kpi.ui.closing import draw_closing

draw_closing()
