"""Pure mathematics on series: target paths and what a position on them means; levels by rule.

Imports nothing of the house; every function is checked against cases worked by hand.
"""

from kpi.methods.budget import Budget, budget, even_step
from kpi.methods.level import Answer, Demand, Item, Rule, Standing, reached_level, standings
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

__all__ = [
    "Answer",
    "Budget",
    "Demand",
    "Item",
    "PathImpossible",
    "Point",
    "Rule",
    "Shape",
    "Standing",
    "budget",
    "contraction",
    "even_step",
    "linear_path",
    "pace_ratio",
    "path_value",
    "progress_ratio",
    "reached_level",
    "standings",
    "yearly_rate",
]
