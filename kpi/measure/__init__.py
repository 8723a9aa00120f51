"""Indicator + scope -> a number that is a sum or a ratio of rows, its series, its source rows.

Imports store and declare. What follows from several numbers is the judge's.
"""

from kpi.measure.allocation import Shares, shares_in
from kpi.measure.curves import Curve, Point, Series, View, curve_of, meters_of
from kpi.measure.figures import SEEN_WITHIN, Figures
from kpi.measure.hidden import hidden_lines
from kpi.measure.small import join_rows
from kpi.measure.values import Contribution, Coverage, Measured, Reason, Scope, Status

__all__ = [
    "SEEN_WITHIN",
    "Contribution",
    "Coverage",
    "Curve",
    "Figures",
    "Measured",
    "Point",
    "Reason",
    "Scope",
    "Series",
    "Shares",
    "Status",
    "View",
    "curve_of",
    "hidden_lines",
    "join_rows",
    "meters_of",
    "shares_in",
]
