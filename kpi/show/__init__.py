"""Judged numbers -> views -> charts, tables, sentences and files. Imports judge, measure, declare.

Nothing here knows the screen: every function is pure, and its answer can be compared with numbers
worked by hand.
"""

from kpi.judge import (
    RANGES,
    Certification,
    Choice,
    Dossier,
    Event,
    Evidence,
    Judge,
    Measure,
    Obligations,
    Outlook,
    Progress,
    Scenario,
    Schema,
    SiteLevels,
    Target,
    VisionPoint,
    WhatIf,
    binder_faults,
    falling,
    gap_to,
    group_levels,
    listed_schema,
    readiness,
    site_levels,
    validity,
    vision_points,
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
    "Dossier",
    "Event",
    "Evidence",
    "Figures",
    "Judge",
    "Measure",
    "Obligations",
    "Outlook",
    "Progress",
    "Scenario",
    "Schema",
    "Scope",
    "SiteLevels",
    "Target",
    "VisionPoint",
    "Voice",
    "WhatIf",
    "binder_faults",
    "choose_language",
    "display",
    "falling",
    "gap_to",
    "group_levels",
    "listed_schema",
    "loads_of",
    "readiness",
    "site_levels",
    "validity",
    "vision_points",
]
