"""A month's states: provisional by a word, closed with reasons, restated with one; nothing is lost.

A month is open until somebody calls it provisional or closes it. Closing stores its snapshot word
for word; restating stores another one, and the earlier stays. There is no way back to open: what
was reported was reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.binder import Change, put_entries
from kpi.acts.guards import Before, require_reason
from kpi.acts.rights import require
from kpi.acts.sense_of_months import require_note
from kpi.acts.values import Refused
from kpi.declare import ALL, LANGUAGES, Month
from kpi.judge.closing import lacking, to_explain
from kpi.judge.notes import EXPLANATIONS, STATES, explanations, provisional_months
from kpi.judge.snapshot import (
    Around,
    Closing,
    Said,
    Snapshot,
    SnapshotDamaged,
    State,
    read_snapshot,
    text_of,
)
from kpi.store import KeptMonth, Writing, keep_month, kept_months, kept_text

__all__ = [
    "MonthLine",
    "around",
    "close_month",
    "closed_among",
    "closed_before",
    "explain",
    "explain_all",
    "month_lines",
    "newest_version",
    "require_closable",
    "require_month",
    "restate_month",
    "set_state",
    "snapshot_at",
    "snapshots",
    "state_of",
]


@dataclass(frozen=True)
class MonthLine:
    """One month with its state and every version that was reported, the oldest first."""

    month: Month
    state: State
    versions: tuple[KeptMonth, ...]

    @property
    def newest(self) -> KeptMonth | None:
        """The version that holds, None of a month that is not closed."""
        return self.versions[-1] if self.versions else None


def month_lines(acts: Acts, *, as_of: int | None = None) -> tuple[MonthLine, ...]:
    """Return every month of which there are figures and that is over, the newest first."""
    first = acts.judge(as_of=as_of).figures().first_month
    if first is None:
        return ()
    versions = kept_months(acts.store, as_of=as_of)
    provisional = provisional_months(acts.judge(as_of=as_of))
    found = []
    for month in first.until(acts.last_month):
        own = tuple(kept for kept in versions if kept.month == month)
        state: State = "provisional" if month in provisional else "open"
        found.append(MonthLine(month, "closed" if own else state, own))
    return tuple(reversed(found))


def state_of(acts: Acts, month: Month) -> State:
    """Return the state of a month; one that is not over or not known is open."""
    return next((line.state for line in month_lines(acts) if line.month == month), "open")


def require_month(acts: Acts, text: str) -> Month:
    """Return a month that has figures and is over; Refused when it is none."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise Refused("month_unreadable", month=text) from None
    figures = acts.judge().figures()
    first, last = figures.first_month, acts.last_month
    if first is None:
        raise Refused("month_without_figures", month=text)
    if month > last:
        raise Refused("month_not_over", month=text, last=str(last))
    if month < first:
        raise Refused("month_unknown", month=text, first=str(first), last=str(last))
    return month


# --- reading what was reported -------------------------------------------------------------------


def newest_version(acts: Acts, month: Month, *, as_of: int | None = None) -> KeptMonth | None:
    """Return the version of a month that holds at a revision; None when it is not closed."""
    found = [kept for kept in kept_months(acts.store, as_of=as_of) if kept.month == month]
    return found[-1] if found else None


def snapshot_at(acts: Acts, revision: int) -> tuple[Snapshot, str]:
    """Return what one closing or restating stored, as a value and word for word.

    Refused when that act stored none, or what it stored cannot be read.
    """
    try:
        text = kept_text(acts.store, revision)
        return read_snapshot(text), text
    except KeyError:
        raise Refused("report_unknown", revision=str(revision)) from None
    except SnapshotDamaged as damage:
        raise Refused("report_unreadable", revision=str(revision), detail=str(damage)) from None


def snapshots(acts: Acts, versions: Sequence[KeptMonth]) -> tuple[Snapshot, ...]:
    """Return the snapshots of these versions."""
    return tuple(snapshot_at(acts, version.revision)[0] for version in versions)


def closed_before(acts: Acts, month: Month) -> tuple[Snapshot, ...]:
    """Return the newest version of the last month closed before a month; empty without one."""
    earlier = [kept for kept in kept_months(acts.store) if kept.month < month]
    last = max(earlier, key=lambda kept: (kept.month, kept.revision), default=None)
    return () if last is None else snapshots(acts, [last])


def around(acts: Acts, month: Month) -> Around:
    """Return what a draft of a month holds beside its figures: state, day, ledger, last report."""
    return Around(
        state=state_of(acts, month),
        invented=acts.demonstration is not None,
        today=acts.today(),
        uploads=acts.uploads(),
        reports=closed_before(acts, month),
    )


def closed_among(acts: Acts, months: Iterable[Month]) -> tuple[Month, ...]:
    """Return which of these months are closed, the oldest first."""
    return tuple(sorted(set(months) & {kept.month for kept in kept_months(acts.store)}))


# --- acts ----------------------------------------------------------------------------------------


def set_state(acts: Acts, month: Month, state: State, *, actor: Actor, reason: str) -> int:
    """Call a month provisional, or open again; return the revision. A closed one is refused."""
    if newest_version(acts, month) is not None:
        raise Refused("month_closed", month=str(month))
    body = {"month": str(month), "state": state}
    return acts.set_entry(STATES, str(month), body, actor=actor, reason=reason)


def explain(
    acts: Acts, month: Month, indicator: str, cause: str, owner: str, *, actor: Actor
) -> int:
    """Write why a figure of a month lies where it lies, and whose it is; return the revision.

    Refused without a cause, an owner or a known figure.
    """
    if indicator not in acts.catalogue.indicators:
        raise Refused("indicator_unknown", indicator=indicator)
    body = {
        "month": str(month), "indicator": indicator,
        "cause": cause.strip(), "owner": owner.strip(),
    }  # fmt: skip
    return acts.set_entry(
        EXPLANATIONS, f"{month}/{indicator}", body, actor=actor, reason=cause.strip()
    )


def explain_all(
    acts: Acts, month: Month, given: Mapping[str, tuple[str, str]], *, actor: Actor
) -> int:
    """Write several explanations (cause and owner by figure) in one act; return the revision.

    Refused when one of them is, and then none is written.
    """
    register = acts.catalogue.registers[EXPLANATIONS]
    changes = []
    for indicator, (cause, owner) in given.items():
        body = {"month": str(month), "indicator": indicator, "cause": cause, "owner": owner}
        require_note(register, body)
        changes.append(Change(EXPLANATIONS, f"{month}/{indicator}", body))
    return put_entries(acts, changes, actor=actor, reason=str(month))


def require_closable(acts: Acts, text: str, *, although: str = "") -> Month:
    """Return the month when nothing keeps it from closing, before anybody makes its snapshot.

    Refused when the month is unknown, not over, closed already or out of order, when a figure that
    has to be explained is not, and when something lacks and `although` does not say why it is
    closed all the same.
    """
    month = require_month(acts, text)
    versions = kept_months(acts.store)
    if any(kept.month == month for kept in versions):
        raise Refused("month_closed", month=str(month))
    _require_order(month, [kept.month for kept in versions])
    _require_explained(acts, month)
    missing = lacking(acts.judge(), month)
    if missing and not although.strip():
        raise Refused("month_lacking", month=str(month), count=str(len(missing)))
    return month


def close_month(acts: Acts, snapshot: Snapshot, *, actor: Actor, although: str = "") -> Snapshot:
    """Close a month: store its snapshot for good and return it with who closed it and when.

    Refused to whom may not, where `require_closable` refuses, or when anything was stored since
    the snapshot was made.
    """
    permit = require(acts, "close_month", actor, sites=[ALL])
    require_closable(acts, snapshot.month, although=although)
    with permit.write(although.strip()) as writing:
        return _keep(acts, writing, snapshot, actor, although.strip(), None)


def restate_month(acts: Acts, snapshot: Snapshot, *, actor: Actor, reason: str) -> Snapshot:
    """Report a closed month anew: store another snapshot beside the earlier ones and return it.

    Refused without a reason, of a month that is not closed, or as closing is.
    """
    permit = require(acts, "restate_month", actor, sites=[ALL])
    require_reason(reason)
    month = require_month(acts, snapshot.month)
    before = newest_version(acts, month)
    if before is None:
        raise Refused("month_not_closed", month=str(month))
    _require_explained(acts, month)
    with permit.write(reason.strip()) as writing:
        return _keep(acts, writing, snapshot, actor, reason.strip(), before.revision)


def _require_order(month: Month, closed: Sequence[Month]) -> None:
    """Refuse to leave a gap: months close one after the other from the first that was closed."""
    if not closed:
        return
    if month < min(closed):
        raise Refused("month_too_early", month=str(month), first=str(min(closed)))
    wanted = max(closed).plus(1)
    if month != wanted:
        raise Refused("month_out_of_order", month=str(month), wanted=str(wanted))


def _require_explained(acts: Acts, month: Month) -> None:
    judge = acts.judge()
    done = {e.indicator for e in explanations(judge, month) if e.cause.strip() and e.owner.strip()}
    open_ = [asked.indicator for asked in to_explain(judge, month) if asked.indicator not in done]
    if open_:
        raise Refused("month_unexplained", month=str(month), figures=", ".join(open_))


def _keep(
    acts: Acts,
    writing: Writing,
    snapshot: Snapshot,
    actor: Actor,
    reason: str,
    restates: int | None,
) -> Snapshot:
    if Before(writing, acts.store).revision != snapshot.revision:
        raise Refused("report_outdated", revision=str(snapshot.revision))
    words = acts.catalogue.words
    kept = replace(
        snapshot,
        state="closed",
        state_text=Said(*(words.say(language, "month_state.closed") for language in LANGUAGES)),
        closing=Closing(
            writing.revision, writing.stamped.isoformat(), actor.name, reason, restates
        ),
    )
    keep_month(writing, kept.period, text_of(kept))
    return kept
