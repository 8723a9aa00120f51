"""Upload: bring figures in, see their effect first, take them back when they were wrong."""

from kpi.ui.upload import draw_upload

draw_upload()
