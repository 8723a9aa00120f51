"""Pure mathematics on series: target paths and what a position on them means; levels by rule.

Imports nothing of the house; every function is checked against cases worked by hand.
"""

from kpi.methods.budget import Budget, budget, even_step
from kpi.methods.control import (
    Assurance,
    Direction,
    Limits,
    Signal,
    Variation,
    assurance,
    limits,
    signals,
    variation,
)
from kpi.methods.forecast import (
    Covered,
    Forecast,
    Model,
    forecast,
    half_drift,
    measured_coverage,
)
from kpi.methods.level import Answer, Demand, Item, Rule, Standing, reached_level, standings
from kpi.methods.part_year import change, rolling_year, same_months, seasonal_year
from kpi.methods.path import (
    PathImpossible,
    Point,
    Shape,
    contraction,
    linear_path,
    pace_ratio,
    path_value,
    progress_ratio,
    yearly_rate,
)
from kpi.methods.student import t_chance, t_quantile

__all__ = [
    "Answer",
    "Assurance",
    "Budget",
    "Covered",
    "Demand",
    "Direction",
    "Forecast",
    "Item",
    "Limits",
    "Model",
    "PathImpossible",
    "Point",
    "Rule",
    "Shape",
    "Signal",
    "Standing",
    "Variation",
    "assurance",
    "budget",
    "change",
    "contraction",
    "even_step",
    "forecast",
    "half_drift",
    "limits",
    "linear_path",
    "measured_coverage",
    "pace_ratio",
    "path_value",
    "progress_ratio",
    "reached_level",
    "rolling_year",
    "same_months",
    "seasonal_year",
    "signals",
    "standings",
    "t_chance",
    "t_quantile",
    "variation",
    "yearly_rate",
]
