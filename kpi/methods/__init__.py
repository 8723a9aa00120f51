"""Pure mathematics on series: target paths and what a position on them means.

Imports nothing of the house; every function is checked against cases worked by hand.
"""

from kpi.methods.path import Point, linear_path, progress_ratio

__all__ = ["Point", "linear_path", "progress_ratio"]
