"""Judged numbers -> views -> charts, tables, sentences and files. Imports judge, measure, declare.

Nothing here knows the screen: every function is pure, and its answer can be compared with numbers
worked by hand.
"""

from kpi.judge import Certification, Judge, Progress, Schema, SiteLevels, Target
from kpi.measure import Contribution, Figures, Scope
from kpi.show.format import display
from kpi.show.voice import Voice, choose_language

__all__ = [
    "Certification",
    "Contribution",
    "Figures",
    "Judge",
    "Progress",
    "Schema",
    "Scope",
    "SiteLevels",
    "Target",
    "Voice",
    "choose_language",
    "display",
]
