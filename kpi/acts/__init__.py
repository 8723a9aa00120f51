"""The only room that writes: preview, accept, take back, set an entry.

Every act has an actor and a revision; those that undo or set something have a reason. Imports
intake, store, measure, judge and declare.
"""

from kpi.acts.actor import SYSTEM, Actor, Grant
from kpi.acts.acts import Acts, Effect
from kpi.acts.binder import Change, assess, attach, detach, document_of, put_entries
from kpi.acts.demonstration import build_demonstration, is_built_from
from kpi.acts.inbox import Dropped, Inbox
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
from kpi.acts.listing import (
    ListPreview,
    ListTarget,
    accept_list,
    care_types_of,
    open_document,
    preview_list,
)
from kpi.acts.listing import levels_of as listed_levels
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
    saved_layouts,
    start,
    withdraw_layout,
)
from kpi.acts.people import forget_person
from kpi.acts.rights import RULES, is_denied, note_refusal, refusal, require_role
from kpi.acts.roles import Identity, Limits, Shut, actor_of, limits_of
from kpi.acts.source import Origin, origin_of
from kpi.acts.values import LeftStanding, Preview, Receipt, Refused, Replacement
from kpi.acts.vocabulary import vocabulary
from kpi.intake import whole_lines
from kpi.intake.listing import FIELDS as LIST_FIELDS
from kpi.intake.listing import LEVEL as LIST_LEVEL
from kpi.intake.listing import ListFault, ListLayout, ListSheet, headers_of, suggested_meanings
from kpi.intake.proposal import Proposal
from kpi.store import Verdict

__all__ = [
    "LIST_FIELDS",
    "LIST_LEVEL",
    "RULES",
    "SYSTEM",
    "Actor",
    "Acts",
    "Change",
    "Dropped",
    "Effect",
    "Form",
    "Grant",
    "Identity",
    "Inbox",
    "LeftStanding",
    "Limits",
    "ListFault",
    "ListLayout",
    "ListPreview",
    "ListSheet",
    "ListTarget",
    "LogLine",
    "Mapped",
    "Origin",
    "Preview",
    "Proposal",
    "Receipt",
    "Refused",
    "Replacement",
    "Restored",
    "Shut",
    "Verdict",
    "WayBack",
    "accept_list",
    "actor_of",
    "assess",
    "attach",
    "back_up",
    "build_demonstration",
    "care_types_of",
    "detach",
    "document_of",
    "draft_of",
    "forget_person",
    "headers_of",
    "is_built_from",
    "is_denied",
    "is_unknown",
    "layout_behind",
    "layout_body",
    "likelier_kind",
    "limits_of",
    "lines_of",
    "listed_levels",
    "log_of",
    "may_be_mapped",
    "note_refusal",
    "open_document",
    "open_points",
    "origin_of",
    "preview_list",
    "proposal",
    "put_entries",
    "refusal",
    "require_role",
    "restore_store",
    "save_layout",
    "saved_layouts",
    "start",
    "suggested_meanings",
    "verify_store",
    "vocabulary",
    "ways_back",
    "whole_lines",
    "withdraw_layout",
]
