"""What follows from several numbers: progress against targets, levels, the effect of an upload.

Imports measure, methods and declare. Registers reach it through measure's reader.
"""

from kpi.judge.certification import (
    Assessment,
    Certificate,
    Certification,
    Requirement,
    Schema,
    SiteLevels,
)
from kpi.judge.deliveries import Delivery, Outstanding, outstanding, parts_of, withheld_for
from kpi.judge.effect import changes
from kpi.judge.judge import Judge
from kpi.judge.values import (
    Base,
    Change,
    Milestone,
    PathPoint,
    Progress,
    Required,
    Target,
    Verdict,
    VerdictChange,
)
from kpi.methods import Standing

__all__ = [
    "Assessment",
    "Base",
    "Certificate",
    "Certification",
    "Change",
    "Delivery",
    "Judge",
    "Milestone",
    "Outstanding",
    "PathPoint",
    "Progress",
    "Required",
    "Requirement",
    "Schema",
    "SiteLevels",
    "Standing",
    "Target",
    "Verdict",
    "VerdictChange",
    "changes",
    "outstanding",
    "parts_of",
    "withheld_for",
]
