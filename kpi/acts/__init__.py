"""The only room that writes: preview, accept, take back, set an entry.

Every act has an actor and a revision; those that undo or set something have a reason. Imports
intake, store, measure, judge and declare.
"""

from kpi.acts.acts import Acts, Effect
from kpi.acts.binder import Change, assess, attach, detach, document_of, put_entries
from kpi.acts.demonstration import build_demonstration, is_built_from
from kpi.acts.source import Origin, origin_of
from kpi.acts.values import LeftStanding, Preview, Receipt, Refused
from kpi.acts.vocabulary import vocabulary

__all__ = [
    "Acts",
    "Change",
    "Effect",
    "LeftStanding",
    "Origin",
    "Preview",
    "Receipt",
    "Refused",
    "assess",
    "attach",
    "build_demonstration",
    "detach",
    "document_of",
    "is_built_from",
    "origin_of",
    "put_entries",
    "vocabulary",
]
