"""Pure mathematics on series: target paths and what a position on them means; levels by rule.

Imports nothing of the house; every function is checked against cases worked by hand.
"""

from kpi.methods.budget import Budget, budget, even_step
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
    "Budget",
    "Covered",
    "Demand",
    "Forecast",
    "Item",
    "Model",
    "PathImpossible",
    "Point",
    "Rule",
    "Shape",
    "Standing",
    "budget",
    "change",
    "contraction",
    "even_step",
    "forecast",
    "half_drift",
    "linear_path",
    "measured_coverage",
    "pace_ratio",
    "path_value",
    "progress_ratio",
    "reached_level",
    "rolling_year",
    "same_months",
    "seasonal_year",
    "standings",
    "t_chance",
    "t_quantile",
    "yearly_rate",
]
