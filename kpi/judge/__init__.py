"""What follows from several numbers: progress against targets, levels, the effect of an upload.

Imports measure, methods and declare. Registers reach it through measure's reader.
"""

from kpi.judge.binder import (
    BinderFault,
    Falling,
    Gap,
    GroupLevels,
    Step,
    binder_faults,
    days_left,
    falling,
    gap_to,
    group_levels,
    listed_schema,
)
from kpi.judge.certification import Certification
from kpi.judge.criteria import site_levels
from kpi.judge.effect import changes
from kpi.judge.judge import Judge
from kpi.judge.obligations import Asked, Duty, Filing, Obligation, Obligations, known_figures
from kpi.judge.readiness import ReadyPoint, readiness
from kpi.judge.scheme import (
    Assessment,
    Certificate,
    Criterion,
    Dossier,
    Earlier,
    Evidence,
    Live,
    Requirement,
    Schema,
    SiteLevels,
    Validity,
    validity,
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
from kpi.judge.vision import STAGES, VisionPoint, vision_points
from kpi.methods import Standing

__all__ = [
    "STAGES",
    "Asked",
    "Assessment",
    "Base",
    "BinderFault",
    "Certificate",
    "Certification",
    "Change",
    "Criterion",
    "Dossier",
    "Duty",
    "Earlier",
    "Evidence",
    "Falling",
    "Filing",
    "Gap",
    "GroupLevels",
    "Judge",
    "Live",
    "Milestone",
    "Obligation",
    "Obligations",
    "PathPoint",
    "Progress",
    "ReadyPoint",
    "Required",
    "Requirement",
    "Schema",
    "SiteLevels",
    "Standing",
    "Step",
    "Target",
    "Validity",
    "Verdict",
    "VerdictChange",
    "VisionPoint",
    "binder_faults",
    "changes",
    "days_left",
    "falling",
    "gap_to",
    "group_levels",
    "known_figures",
    "listed_schema",
    "readiness",
    "site_levels",
    "validity",
    "vision_points",
]
