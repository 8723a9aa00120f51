"""What if: measures and assumptions that move the projected path."""

from kpi.ui.what_if import draw_what_if

draw_what_if()
