"""What follows from several numbers: progress against targets, the effect of an upload.

Imports measure, methods and declare. Registers reach it through measure's reader.
"""

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

__all__ = [
    "Base",
    "Change",
    "Judge",
    "Milestone",
    "PathPoint",
    "Progress",
    "Required",
    "Target",
    "Verdict",
    "VerdictChange",
    "changes",
]
