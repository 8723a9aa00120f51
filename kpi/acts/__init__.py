"""The only room that writes: preview, accept, take back, set an entry.

Every act has an actor and a revision; those that undo or set something have a reason. Imports
intake, store, measure, judge and declare.
"""

from kpi.acts.acts import Acts, Effect
from kpi.acts.demonstration import build_demonstration, is_built_from
from kpi.acts.keeping import (
    LogLine,
    Restored,
    WayBack,
    back_up,
    log_of,
    restore_store,
    verify_store,
    ways_back,
)
from kpi.acts.source import Origin, origin_of
from kpi.acts.values import LeftStanding, Preview, Receipt, Refused
from kpi.acts.vocabulary import vocabulary
from kpi.store import Verdict

__all__ = [
    "Acts",
    "Effect",
    "LeftStanding",
    "LogLine",
    "Origin",
    "Preview",
    "Receipt",
    "Refused",
    "Restored",
    "Verdict",
    "WayBack",
    "back_up",
    "build_demonstration",
    "is_built_from",
    "log_of",
    "origin_of",
    "restore_store",
    "verify_store",
    "vocabulary",
    "ways_back",
]
