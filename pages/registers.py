"""Administration: sites, expected data, suppliers' names, and how figures are reckoned."""

from kpi.ui.registers import draw_registers

draw_registers()
