"""Pure mathematics on series: target paths and what a position on them means; levels by rule.

Imports nothing of the house; every function is checked against cases worked by hand.
"""

from kpi.methods.level import Answer, Demand, Item, Rule, Standing, reached_level, standings
from kpi.methods.path import Point, linear_path, progress_ratio

__all__ = [
    "Answer",
    "Demand",
    "Item",
    "Point",
    "Rule",
    "Standing",
    "linear_path",
    "progress_ratio",
    "reached_level",
    "standings",
]
