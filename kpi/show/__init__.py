"""Judged numbers -> views -> charts, tables, sentences and files. Imports judge, measure, declare.

Nothing here knows the screen: every function is pure, and its answer can be compared with numbers
worked by hand.
"""

from kpi.judge import (
    RANGES,
    Certification,
    Choice,
    Event,
    Judge,
    Measure,
    Outlook,
    Outstanding,
    Progress,
    Scenario,
    Schema,
    SiteLevels,
    Target,
    WhatIf,
    outstanding,
    withheld_for,
)
from kpi.measure import Contribution, Curve, Figures, Scope, Series, curve_of, meters_of
from kpi.show.format import display
from kpi.show.views import loads_of
from kpi.show.voice import Voice, choose_language

__all__ = [
    "RANGES",
    "Certification",
    "Choice",
    "Contribution",
    "Curve",
    "Event",
    "Figures",
    "Judge",
    "Measure",
    "Outlook",
    "Outstanding",
    "Progress",
    "Scenario",
    "Schema",
    "Scope",
    "Series",
    "SiteLevels",
    "Target",
    "Voice",
    "WhatIf",
    "choose_language",
    "curve_of",
    "display",
    "loads_of",
    "meters_of",
    "outstanding",
    "withheld_for",
]
