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
from kpi.acts.mapping import (
    Form,
    Mapped,
    draft_of,
    is_unknown,
    layout_behind,
    layout_body,
    likelier_kind,
    lines_of,
    may_be_mapped,
    open_points,
    proposal,
    save_layout,
    start,
)
from kpi.acts.source import Origin, origin_of
from kpi.acts.values import LeftStanding, Preview, Receipt, Refused, Replacement
from kpi.acts.vocabulary import vocabulary
from kpi.intake.proposal import Proposal
from kpi.store import Verdict

__all__ = [
    "Acts",
    "Effect",
    "Form",
    "LeftStanding",
    "LogLine",
    "Mapped",
    "Origin",
    "Preview",
    "Proposal",
    "Receipt",
    "Refused",
    "Replacement",
    "Restored",
    "Verdict",
    "WayBack",
    "back_up",
    "build_demonstration",
    "draft_of",
    "is_built_from",
    "is_unknown",
    "layout_behind",
    "layout_body",
    "likelier_kind",
    "lines_of",
    "log_of",
    "may_be_mapped",
    "open_points",
    "origin_of",
    "proposal",
    "restore_store",
    "save_layout",
    "start",
    "verify_store",
    "vocabulary",
    "ways_back",
]
