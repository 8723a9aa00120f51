"""Care choices: simple proxies of aims that have no agreed measure."""

from kpi.ui.theme import draw_theme

draw_theme("care")
