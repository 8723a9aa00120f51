"""The region: hospitals side by side, signed summaries out and in, the definitions they share."""

from kpi.ui.region import draw_region

draw_region()
