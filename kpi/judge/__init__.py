"""What follows from several numbers: progress against targets, levels, the effect of an upload.

Imports measure, methods and declare. Registers reach it through measure's reader.
"""

from kpi.judge.budget import BudgetView, Distance
from kpi.judge.certification import (
    Assessment,
    Certificate,
    Certification,
    Requirement,
    Schema,
    SiteLevels,
)
from kpi.judge.derived import Derived, Input
from kpi.judge.effect import changes
from kpi.judge.judge import Judge
from kpi.judge.lamps import Lamp, LampName, Light, lamps
from kpi.judge.measures import (
    Exceeds,
    Measure,
    Saved,
    Worth,
    counted,
    read_measure,
    saved_between,
    tonnes_of,
    worth,
)
from kpi.judge.outlook import Chance, FanPoint, Outlook, Plan, outlook
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
    "BudgetView",
    "Certificate",
    "Certification",
    "Chance",
    "Change",
    "Derived",
    "Distance",
    "Exceeds",
    "FanPoint",
    "Input",
    "Judge",
    "Lamp",
    "LampName",
    "Light",
    "Measure",
    "Milestone",
    "Outlook",
    "PathPoint",
    "Plan",
    "Progress",
    "Required",
    "Requirement",
    "Saved",
    "Schema",
    "SiteLevels",
    "Standing",
    "Target",
    "Verdict",
    "VerdictChange",
    "Worth",
    "changes",
    "counted",
    "lamps",
    "outlook",
    "read_measure",
    "saved_between",
    "tonnes_of",
    "worth",
]
