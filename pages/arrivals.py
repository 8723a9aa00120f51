"""The arrivals: what is late and from whom, reminders to send, which figures are whole."""

from kpi.ui.arrivals import draw_arrivals

draw_arrivals()
