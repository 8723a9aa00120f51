"""Judged numbers -> views -> charts, tables, sentences and files. Imports judge, measure, declare.

Nothing here knows the screen: every function is pure, and its answer can be compared with numbers
worked by hand.
"""

from kpi.judge import (
    Certification,
    Judge,
    Outstanding,
    Progress,
    Schema,
    SiteLevels,
    Target,
    outstanding,
    withheld_for,
)
from kpi.measure import Contribution, Curve, Figures, Scope, Series, curve_of, meters_of
from kpi.show.format import display
from kpi.show.voice import Voice, choose_language

__all__ = [
    "Certification",
    "Contribution",
    "Curve",
    "Figures",
    "Judge",
    "Outstanding",
    "Progress",
    "Schema",
    "Scope",
    "Series",
    "SiteLevels",
    "Target",
    "Voice",
    "choose_language",
    "curve_of",
    "display",
    "meters_of",
    "outstanding",
    "withheld_for",
]
