"""The acts people do: preview, accept, take back, set an entry. The only writers of the store."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from kpi.acts.actor import Actor
from kpi.acts.bounds import outside_bounds
from kpi.acts.compare import Comparison, compare, touched_months, unlike_history
from kpi.acts.entries import require_body, require_validity
from kpi.acts.guards import (
    Before,
    require_acceptable,
    require_incomplete,
    require_reason,
    require_same,
    tried_again,
)
from kpi.acts.likeness import require_like
from kpi.acts.readings import beside, counted_in, store_readings
from kpi.acts.rights import require, require_entries
from kpi.acts.scan import require_clean
from kpi.acts.sense import require_sense
from kpi.acts.slips import unit_questions
from kpi.acts.suspects import not_counting
from kpi.acts.typed import spread_file, typed_file
from kpi.acts.values import Preview, Receipt, Refused
from kpi.acts.vocabulary import vocabulary
from kpi.declare import Catalogue, Contract, Layout, Month
from kpi.intake import Checked, Finding, check
from kpi.judge import Change, Judge, VerdictChange, changes
from kpi.store import (
    Entry,
    Rehearsed,
    Store,
    UploadRecord,
    Writing,
    add_upload,
    entries,
    history,
    put,
    restore_shipped,
    take_back,
    uploads,
)

SUMMED = "summed"
"""The origin of an upload of which only sums were kept."""
DEMONSTRATION = "demonstration_date"
"""The setting that marks a store of invented figures and fixes its reporting date."""


@dataclass(frozen=True)
class Effect:
    """What an act changes: figures and verdicts before and after it, and what cannot be right."""

    changes: tuple[Change, ...]
    verdict_changes: tuple[VerdictChange, ...]
    outside: tuple[Finding, ...] = ()


class Acts:
    """Every act on one store. `today` gives the reporting date; the clock stays outside.

    The judge and its measured cells are kept for the newest revision: an act raises the revision,
    so nothing is ever cleared. A rehearsal is never kept.
    """

    def __init__(self, store: Store, catalogue: Catalogue, *, today: Callable[[], dt.date]) -> None:
        self.store = store
        self.catalogue = catalogue
        self._calendar = today
        self._invented: tuple[int, dt.date | None] = (-1, None)
        self._kept: tuple[tuple[int, Month], Judge] | None = None

    @property
    def demonstration(self) -> dt.date | None:
        """The fixed reporting date of a store whose figures are invented; None for a real one.

        The store itself says so, so that invented figures are known wherever the file is opened.
        """
        revision = self.store.revision
        if self._invented[0] != revision:
            marks = [e.body["value"] for e in self.entries("setting") if e.id == DEMONSTRATION]
            self._invented = revision, dt.date.fromisoformat(marks[0]) if marks else None
        return self._invented[1]

    def today(self) -> dt.date:
        """Return the reporting date: the calendar's, or the fixed one of invented figures."""
        return self.demonstration or self._calendar()

    @property
    def last_month(self) -> Month:
        """The last month that can be complete: the one before the reporting date."""
        return Month.of(self.today()).plus(-1)

    def judge(self, *, as_of: int | None = None) -> Judge:
        """Return the judge at the newest revision, or as of an earlier one."""
        key = (self.store.revision, self.last_month)
        if as_of is not None and as_of != key[0]:
            return Judge(self.catalogue, self.store, last_month=key[1], as_of=as_of)
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = key, Judge(self.catalogue, self.store, last_month=key[1], as_of=key[0])
            self._kept = kept
        return kept[1]

    def contract(self, kind: str) -> Contract:
        """Return an upload kind by id or alias; Refused when there is none."""
        found = self.catalogue.contract(kind)
        if found is None:
            raise Refused("kind_unknown", kind=kind, known=", ".join(self.catalogue.contracts))
        return found

    # --- uploads -----------------------------------------------------------------------------

    def preview(
        self,
        kind: str,
        data: bytes,
        file_name: str,
        *,
        decide: Mapping[str, str] | None = None,
        constants: Mapping[str, str] | None = None,
        origin: str = "file",
        rehearse: bool = True,
        layout: Layout | None = None,
    ) -> Preview:
        """Check a file, lay it beside what is live and rehearse the upload; nothing is stored.

        Without the rehearsal the effect on figures and verdicts stays empty. `layout` is tried
        before the saved ones: so a person sees what a mapping does before it is saved.
        """
        contract = self.contract(kind)
        answers, given = dict(decide or {}), dict(constants or {})
        words = vocabulary(self.catalogue, self.store)
        if layout is not None:
            words = replace(words, layouts=(layout, *words.layouts))
        checked = check(
            contract,
            data,
            words,
            decide=answers,
            constants=given,
            today=self.today(),
            name=file_name,
        )
        comparison = compare(contract, checked, self.store, answers)
        touched = touched_months(contract, comparison.slices, self.store)
        effect = Effect((), ())
        if rehearse and touched and comparison.already is None:
            effect = self._rehearse(contract, checked, comparison, touched)
        unlike = unlike_history(contract, checked, self.store)
        slips = unit_questions(contract, checked, unlike, words)
        return Preview(
            kind=contract.id,
            file_name=file_name,
            data=data,
            origin=origin,
            decide=answers,
            constants=given,
            checked=checked,
            findings=(
                *checked.findings,
                *unlike,
                *comparison.findings,
                *effect.outside,
                *self._beside(contract, checked),
                *not_counting(contract, checked, self.judge().figures()),
            ),
            questions=(*checked.questions, *slips, *comparison.questions),
            rows_new=comparison.rows_new,
            rows_replaced=comparison.rows_replaced,
            rows_unchanged=comparison.rows_unchanged,
            left_standing=comparison.left_standing,
            changes=effect.changes,
            verdict_changes=effect.verdict_changes,
            touched=touched,
            revision=self.store.revision,
            already=comparison.already,
            replacements=comparison.replacements,
        )

    def _rehearse(
        self,
        contract: Contract,
        checked: Checked,
        comparison: Comparison,
        touched: Sequence[tuple[str, Month]],
    ) -> Effect:
        with self.store.rehearse("preview", "preview") as writing:
            _write(writing, contract, checked, comparison, file_name="", origin="")
            return self._effect(writing, touched, counted_in(contract))

    def _beside(self, contract: Contract, checked: Checked) -> Iterable[Finding]:
        return beside(self.catalogue, contract, checked, self.store)

    def _effect(self, writing: Writing, touched: Sequence[tuple[str, Month]], kind: str) -> Effect:
        before = self.judge()
        reader = Rehearsed(writing, self.store.remembered)
        after = Judge(self.catalogue, reader, last_month=self.last_month)
        figures, verdicts = changes(before, after, touched, kind)
        outside = outside_bounds(self.catalogue, after.figures(), touched, kind)
        return Effect(tuple(figures), tuple(verdicts), tuple(outside))

    @tried_again
    def accept(
        self, preview: Preview, *, actor: Actor, without_refused_rows: bool = False, note: str = ""
    ) -> Receipt:
        """Store a previewed file in one transaction and return its receipt.

        Refused when there is an open question, an error (unless the refused rows may be left
        out), no row to store, or when a touched slice changed since the preview.
        """
        contract = self.contract(preview.kind)
        places = {site for site, _ in preview.touched}
        permit = require(self, "accept", actor, sites=places, kinds=[contract.id])
        if preview.already is not None:
            return self.receipt_of(preview)
        require_acceptable(preview, without_refused_rows)
        require_clean(permit, preview.data)
        answers = {**preview.decide, **preview.constants}
        with permit.write(note) as writing:
            before = Before(writing, self.store)
            comparison = compare(contract, preview.checked, before, preview.decide)
            if before.revision != preview.revision:
                require_same(before, preview, comparison)
            if without_refused_rows and preview.checked.refused and not note:
                require_incomplete(preview, comparison)
            number = _write(
                writing,
                contract,
                preview.checked,
                comparison,
                file_name=preview.file_name,
                origin=SUMMED if preview.checked.summed else preview.origin,
                decide=answers,
            )
            store_readings(writing, contract, preview.checked)
            # Before the act is stored: an upload whose file is lost could not explain itself.
            # Of single events (one line an operation) no more than the sums may be kept.
            if not preview.checked.summed:
                self.store.archive_file(preview.data, preview.checked.file_hash)
        return Receipt(
            number=number,
            kind=contract.id,
            file_name=preview.file_name,
            file_hash=preview.checked.file_hash,
            actor=actor.name,
            stamped=writing.stamped,
            rows_new=comparison.rows_new,
            rows_replaced=comparison.rows_replaced,
            rows_unchanged=comparison.rows_unchanged,
            answers=answers,
        )

    def receipt_of(self, preview: Preview) -> Receipt:
        """Return the receipt of the upload by which this very file is live already."""
        record = self._record(preview.already or 0)
        return Receipt(
            number=record.upload,
            kind=record.kind,
            file_name=record.file_name,
            file_hash=record.file_hash,
            actor=record.actor,
            stamped=record.stamped,
            rows_new=0,
            rows_replaced=0,
            rows_unchanged=preview.rows_unchanged,
            already=True,
        )

    def _record(self, number: int) -> UploadRecord:
        for record in uploads(self.store, number):
            return record
        raise Refused("receipt_unknown", receipt=str(number))

    def take_back(self, receipt: int, *, actor: Actor, reason: str) -> int:
        """Take an upload back and return the new revision; what it replaced is live again."""
        record = self._record(receipt)
        touched = touched_months(self.contract(record.kind), record.slices, self.store)
        places = {site for site, _ in touched}
        permit = require(self, "take_back", actor, sites=places, kinds=[record.kind])
        require_reason(reason)
        if record.taken_back is not None:
            raise Refused("already_taken_back", receipt=str(receipt))
        with permit.write(reason) as writing:
            take_back(writing, receipt)
            return writing.revision

    def effect_of_taking_back(self, receipt: int) -> Effect:
        """Return what taking an upload back would change; nothing is stored."""
        record = self._record(receipt)
        contract = self.contract(record.kind)
        touched = touched_months(contract, record.slices, self.store)
        with self.store.rehearse("take_back", "preview") as writing:
            take_back(writing, receipt)
            return self._effect(writing, touched, counted_in(contract))

    def uploads(self) -> list[UploadRecord]:
        """Return the ledger, newest first."""
        return uploads(self.store)

    def typed_file(self, kind: str, rows: Sequence[Mapping[str, str]]) -> bytes:
        """Return typed-in rows (canonical column -> text) as a file of this kind."""
        return typed_file(self.contract(kind), rows)

    def spread_year(self, kind: str, year: int, row: Mapping[str, str]) -> bytes:
        """Return a year's figure as twelve equal months, marked estimated and spread."""
        return spread_file(self.contract(kind), year, row)

    # --- registers ---------------------------------------------------------------------------

    def entries(self, register: str) -> list[Entry]:
        """Return the entries of a register that are valid now, one an id."""
        return entries(self.store, register)

    def history(self, register: str, identifier: str) -> list[Entry]:
        """Return every version of one entry, newest first."""
        return history(self.store, register, identifier)

    def set_entry(
        self,
        register: str,
        identifier: str,
        body: Mapping[str, object],
        *,
        actor: Actor,
        reason: str,
        valid_from: str = "",
        valid_to: str = "",
    ) -> int:
        """Store a new version of a register entry and return the new revision.

        Refused when a field is unknown or missing, a date in it or of its validity is none, or it
        contradicts itself, another entry or the figures it speaks of.
        """
        permit = require_entries(self, "set_entry", actor, [(register, identifier, body)])
        require_reason(reason)
        declared = self.catalogue.registers[register]
        require_body(declared, body)
        require_validity(valid_from, valid_to)
        require_sense(self.judge(), register, identifier, body, valid_from, valid_to)
        if declared.like is not None:
            require_like(declared.like, body, self.entries(declared.like.register_id))
        with permit.write(reason) as writing:
            put(
                writing,
                declared,
                identifier,
                body,
                valid_from=valid_from,
                valid_to=valid_to,
            )
            return writing.revision

    def restore_shipped(self, register: str, identifier: str, *, actor: Actor, reason: str) -> int:
        """Give an entry its shipped value back, as an act of its own."""
        permit = require_entries(self, "restore_shipped", actor, [(register, identifier, None)])
        require_reason(reason)
        with permit.write(reason) as writing:
            restore_shipped(writing, self.catalogue.registers[register], identifier)
            return writing.revision


def _write(
    writing: Writing,
    contract: Contract,
    checked: Checked,
    comparison: Comparison,
    *,
    file_name: str,
    origin: str,
    decide: Mapping[str, str] | None = None,
) -> int:
    # A value found in a single event is no longer needed once its file is let go.
    findings = [
        replace(f, facts=dict(f.facts), value=None if checked.summed else f.value)
        for f in checked.findings
    ]
    return add_upload(
        writing,
        contract,
        file_name=file_name,
        file_hash=checked.file_hash,
        origin=origin,
        rows=comparison.rows,
        empty_slices=comparison.empty,
        refused=checked.refused,
        rows_read=checked.rows_read,
        rows_refused=checked.rows_refused,
        decisions=json.dumps(dict(decide or {}), sort_keys=True),
        findings=json.dumps([asdict(finding) for finding in findings]),
    )
