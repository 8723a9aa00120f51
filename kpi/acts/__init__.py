"""The only room that writes: preview, accept, take back, set an entry.

Every act has an actor and a revision; those that undo or set something have a reason. Imports
intake, store, measure, judge and declare.
"""

from kpi.acts.acts import Acts, Effect
from kpi.acts.demonstration import build_demonstration, is_built_from
from kpi.acts.source import Origin, origin_of
from kpi.acts.values import LeftStanding, Preview, Receipt, Refused, Replacement
from kpi.acts.vocabulary import vocabulary

__all__ = [
    "Acts",
    "Effect",
    "LeftStanding",
    "Origin",
    "Preview",
    "Receipt",
    "Refused",
    "Replacement",
    "build_demonstration",
    "is_built_from",
    "origin_of",
    "vocabulary",
]
