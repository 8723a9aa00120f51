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
from kpi.judge.effect import changes
from kpi.judge.footprint import (
    COUNTINGS,
    Counting,
    Flow,
    FootprintRow,
    FootprintYear,
    footprint_flows,
)
from kpi.judge.judge import Judge
from kpi.judge.recalculation import (
    CAUSES,
    Decision,
    Recalculation,
    Rule,
    Way,
    decide,
    recalculation,
)
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
    "CAUSES",
    "COUNTINGS",
    "Assessment",
    "Base",
    "Certificate",
    "Certification",
    "Change",
    "Counting",
    "Decision",
    "Flow",
    "FootprintRow",
    "FootprintYear",
    "Judge",
    "Milestone",
    "PathPoint",
    "Progress",
    "Recalculation",
    "Required",
    "Requirement",
    "Rule",
    "Schema",
    "SiteLevels",
    "Standing",
    "Target",
    "Verdict",
    "VerdictChange",
    "Way",
    "changes",
    "decide",
    "footprint_flows",
    "recalculation",
]
