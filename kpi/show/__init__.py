"""Judged numbers -> views -> charts, tables, sentences and files. Imports judge, measure, declare.

Nothing here knows the screen: every function is pure, and its answer can be compared with numbers
worked by hand.
"""

from kpi.judge import (
    Certification,
    Dossier,
    Evidence,
    Judge,
    Obligations,
    Progress,
    Schema,
    SiteLevels,
    Target,
    VisionPoint,
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
from kpi.show.voice import Voice, choose_language

__all__ = [
    "Certification",
    "Contribution",
    "Dossier",
    "Evidence",
    "Figures",
    "Judge",
    "Obligations",
    "Progress",
    "Schema",
    "Scope",
    "SiteLevels",
    "Target",
    "VisionPoint",
    "Voice",
    "binder_faults",
    "choose_language",
    "display",
    "falling",
    "gap_to",
    "group_levels",
    "listed_schema",
    "readiness",
    "site_levels",
    "validity",
    "vision_points",
]
