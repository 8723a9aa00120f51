"""Pure mathematics on series: target paths and what a position on them means; levels by rule.

Imports nothing of the house; every function is checked against cases worked by hand.
"""

from kpi.methods.gap import Candidate, cheapest
from kpi.methods.level import (
    Answer,
    Demand,
    Item,
    Rule,
    Standing,
    demand,
    effective,
    lowest_reached,
    reached_level,
    standings,
)
from kpi.methods.path import Point, linear_path, progress_ratio

__all__ = [
    "Answer",
    "Candidate",
    "Demand",
    "Item",
    "Point",
    "Rule",
    "Standing",
    "cheapest",
    "demand",
    "effective",
    "linear_path",
    "lowest_reached",
    "progress_ratio",
    "reached_level",
    "standings",
]
