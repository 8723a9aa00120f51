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
    Progress,
    Scenario,
    Schema,
    SiteLevels,
    Target,
    WhatIf,
)
from kpi.measure import Contribution, Figures, Scope
from kpi.show.format import display
from kpi.show.views import loads_of
from kpi.show.voice import Voice, choose_language

__all__ = [
    "RANGES",
    "Certification",
    "Choice",
    "Contribution",
    "Event",
    "Figures",
    "Judge",
    "Measure",
    "Outlook",
    "Progress",
    "Scenario",
    "Schema",
    "Scope",
    "SiteLevels",
    "Target",
    "Voice",
    "WhatIf",
    "choose_language",
    "display",
    "loads_of",
]
