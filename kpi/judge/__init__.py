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
from kpi.judge.events import Event, events_of, one_off_in, read_event
from kpi.judge.footprint import (
    COUNTINGS,
    Counting,
    Flow,
    FootprintRow,
    FootprintYear,
    footprint_flows,
)
from kpi.judge.judge import LOWER_IS_BETTER, Judge
from kpi.judge.lamps import Lamp, LampName, Light, lamps
from kpi.judge.measures import (
    SUMMED,
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
from kpi.judge.payback import Duty, PaybackRule, duty, rule_on
from kpi.judge.recalculation import (
    CAUSES,
    Decision,
    Recalculation,
    Rule,
    Way,
    decide,
    recalculation,
)
from kpi.judge.scenario import RANGES, Choice, Range, Scenario, read_scenario
from kpi.judge.signals import ChartWay, ControlChart, SignalPoint, Stretch, control_chart, usual_way
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
from kpi.judge.what_if import End, Step, WhatIf, available, usual_choice, what_if
from kpi.judge.year_path import YearMonth, YearPath, year_path
from kpi.methods import Assurance, Forecast, Limits, Signal, Standing, Variation

__all__ = [
    "CAUSES",
    "COUNTINGS",
    "LOWER_IS_BETTER",
    "RANGES",
    "SUMMED",
    "Assessment",
    "Assurance",
    "Base",
    "BudgetView",
    "Certificate",
    "Certification",
    "Chance",
    "Change",
    "ChartWay",
    "Choice",
    "ControlChart",
    "Counting",
    "Decision",
    "Derived",
    "Distance",
    "Duty",
    "End",
    "Event",
    "Exceeds",
    "FanPoint",
    "Flow",
    "FootprintRow",
    "FootprintYear",
    "Forecast",
    "Input",
    "Judge",
    "Lamp",
    "LampName",
    "Light",
    "Limits",
    "Measure",
    "Milestone",
    "Outlook",
    "PathPoint",
    "PaybackRule",
    "Plan",
    "Progress",
    "Range",
    "Recalculation",
    "Required",
    "Requirement",
    "Rule",
    "Saved",
    "Scenario",
    "Schema",
    "Signal",
    "SignalPoint",
    "SiteLevels",
    "Standing",
    "Step",
    "Stretch",
    "Target",
    "Variation",
    "Verdict",
    "VerdictChange",
    "Way",
    "WhatIf",
    "Worth",
    "YearMonth",
    "YearPath",
    "available",
    "changes",
    "control_chart",
    "counted",
    "decide",
    "duty",
    "events_of",
    "footprint_flows",
    "lamps",
    "one_off_in",
    "outlook",
    "read_event",
    "read_measure",
    "read_scenario",
    "recalculation",
    "rule_on",
    "saved_between",
    "tonnes_of",
    "usual_choice",
    "usual_way",
    "what_if",
    "worth",
    "year_path",
]
