"""As it was reported against as it is known now, in words: what changed, and what did it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from kpi.judge import Judge
from kpi.judge.closing import judged_figures
from kpi.judge.since import Changed, Part, Since
from kpi.judge.snapshot import Said, Snapshot, SnapshotChange
from kpi.measure.registers import Deed
from kpi.show.ahead import step_text
from kpi.show.both import Both
from kpi.show.receipts import moment
from kpi.show.views import status_text
from kpi.show.voice import Voice

FACTORS = ("factor", "own_factor")
SPANS = ("month", "ytd", "r12")


def changes_since(judge: Judge, snapshot: Snapshot, both: Both) -> tuple[SnapshotChange, ...]:
    """Return the reported figures that read otherwise now, each with what did it.

    Only figures that a month is judged by; the group before its sites, the month before longer
    spans. A figure that moved by less than people are shown is left out.
    """
    found = Since(judge, snapshot).changed(judged_figures(judge))
    sites = [site.code for site in snapshot.sites]
    seen = [c for c in found if _visible(c, both)]
    seen.sort(key=lambda c: (SPANS.index(c.reported.span), sites.index(c.reported.site)))
    return tuple(_change(c, snapshot, both) for c in seen)


def _visible(changed: Changed, both: Both) -> bool:
    reported = changed.reported
    return both.display(changed.now) != reported.display or changed.now.status != reported.status


def _change(changed: Changed, snapshot: Snapshot, both: Both) -> SnapshotChange:
    reported, now = changed.reported, changed.now
    old, new = reported.display, both.display(now)
    if reported.status != now.status:
        old = _with_state(old, reported.state)
        new = _with_state(new, both.told(partial(status_text, now)))
    return SnapshotChange(
        indicator=reported.indicator,
        label=both.label(reported.indicator),
        site=reported.site,
        month=snapshot.month,
        span=reported.span,
        old=old,
        new=new,
        causes=tuple(
            both.told(partial(part_text, part, reported.indicator)) for part in changed.parts
        ),
    )


def _with_state(display: Said, state: Said) -> Said:
    return Said(f"{display.nl} ({state.nl})", f"{display.en} ({state.en})")


def part_text(part: Part, indicator: str, voice: Voice) -> str:
    """Return what one act did to a figure: which act, and by how much the figure moved."""
    did = voice.say("since.program") if part.deed is None else deed_text(part.deed, voice)
    amount = part.amount
    if amount is None:
        return did
    if not amount:
        return voice.say("since.state_only", did=did)
    step = step_text(voice, indicator, amount)
    return voice.say("since.moved", did=did, step=f"+{step}" if amount > 0 else step)


def deed_text(deed: Deed, voice: Voice) -> str:
    """Name an act: the upload with its file, the factor, the register and its entry."""
    zone = voice.catalogue.organisation.organisation.timezone
    facts = {"actor": deed.actor, "stamped": moment(deed.stamped, zone, voice.language)}
    if deed.receipt is not None:
        key = "since.upload" if deed.receipt == deed.revision else "since.taken_back"
        contract = voice.catalogue.contracts.get(deed.contract)
        kind = deed.contract if contract is None else contract.label.of(voice.language)
        return voice.say(
            key, receipt=deed.receipt, file=deed.file_name, kind=kind, reason=deed.reason, **facts
        )
    named = _entries_told(deed.entries, voice)
    factors = all(register in FACTORS for register, _ in deed.entries)
    key = "since.factor" if factors else "since.entry"
    return voice.say(key, entries=named, reason=deed.reason, revision=deed.revision, **facts)


def _entries_told(entries: Sequence[tuple[str, str]], voice: Voice) -> str:
    """Return the entries by register; of many in one register only how many."""
    by_register: dict[str, list[str]] = {}
    for register, name in entries:
        by_register.setdefault(register, []).append(name)
    told = []
    for register, names in by_register.items():
        declared = voice.catalogue.registers.get(register)
        label = register if declared is None else declared.label.of(voice.language)
        shown = names[0] if len(names) == 1 else voice.say("since.many", count=len(names))
        told.append(f"{label}: {shown}")
    return "; ".join(told)


def newest_before(snapshots: Iterable[Snapshot], month: str) -> Snapshot | None:
    """Return the newest version of the last closed month before a month; None without one."""
    earlier = [s for s in snapshots if s.month < month and s.closing is not None]
    return max(earlier, key=_order, default=None)


def _order(snapshot: Snapshot) -> tuple[str, int]:
    return snapshot.month, 0 if snapshot.closing is None else snapshot.closing.revision
