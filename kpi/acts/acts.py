"""The acts people do: preview, accept, take back, set an entry. The only writers of the store."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from kpi.acts.bounds import outside_bounds
from kpi.acts.compare import Comparison, compare, touched_months, unlike_history
from kpi.acts.entries import require_body, require_validity
from kpi.acts.likeness import require_like
from kpi.acts.typed import spread_file, typed_file
from kpi.acts.values import Preview, Receipt, Refused
from kpi.acts.vocabulary import vocabulary
from kpi.declare import Catalogue, Contract, Month
from kpi.intake import Checked, Finding, check
from kpi.judge import Change, Judge, VerdictChange, changes
from kpi.store import (
    Entry,
    Store,
    UploadRecord,
    Writing,
    add_upload,
    changed_since,
    entries,
    history,
    put,
    restore_shipped,
    take_back,
    uploads,
)

DEMONSTRATION = "demonstration_date"
"""The setting that marks a store of invented figures and fixes its reporting date."""


class _Before:
    """The store as it was when the write began, read inside its transaction."""

    def __init__(self, writing: Writing) -> None:
        self.revision = writing.revision - 1
        self.rows = writing.rows


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

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        *,
        today: Callable[[], dt.date],
    ) -> None:
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
    ) -> Preview:
        """Check a file, lay it beside what is live and rehearse the upload; nothing is stored.

        Without the rehearsal the effect on figures and verdicts stays empty.
        """
        contract = self.contract(kind)
        answers, given = dict(decide or {}), dict(constants or {})
        checked = check(
            contract,
            data,
            vocabulary(self.catalogue, self.store),
            decide=answers,
            constants=given,
            today=self.today(),
        )
        comparison = compare(contract, checked, self.store, answers)
        touched = touched_months(contract, comparison.slices, self.store)
        effect = Effect((), ())
        if rehearse and touched and comparison.already is None:
            effect = self._rehearse(contract, checked, comparison, touched)
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
                *unlike_history(contract, checked, self.store),
                *comparison.findings,
                *effect.outside,
            ),
            questions=(*checked.questions, *comparison.questions),
            rows_new=comparison.rows_new,
            rows_replaced=comparison.rows_replaced,
            rows_unchanged=comparison.rows_unchanged,
            left_standing=comparison.left_standing,
            changes=effect.changes,
            verdict_changes=effect.verdict_changes,
            touched=touched,
            revision=self.store.revision,
            already=comparison.already,
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
            return self._effect(writing, touched, contract.id)

    def _effect(self, writing: Writing, touched: Sequence[tuple[str, Month]], kind: str) -> Effect:
        before = self.judge()
        after = Judge(self.catalogue, writing, last_month=self.last_month, but_for=(before, kind))
        figures, verdicts = changes(before, after, touched, kind)
        outside = outside_bounds(self.catalogue, after.figures(), touched, kind)
        return Effect(tuple(figures), tuple(verdicts), tuple(outside))

    def accept(
        self, preview: Preview, *, actor: str, without_refused_rows: bool = False, note: str = ""
    ) -> Receipt:
        """Store a previewed file in one transaction and return its receipt.

        Refused when there is an open question, an error (unless the refused rows may be left
        out), no row to store, or when a touched slice changed since the preview.
        """
        _require_actor(actor)
        contract = self.contract(preview.kind)
        if preview.already is not None:
            return self._already(preview)
        _require_acceptable(preview, without_refused_rows)
        # The archive comes first: a stored upload whose file is lost could not explain itself.
        self.store.archive_file(preview.data, preview.checked.file_hash)
        with self.store.write("upload", actor, note) as writing:
            before = _Before(writing)
            comparison = compare(contract, preview.checked, before, preview.decide)
            if before.revision != preview.revision:
                _require_same(before, preview, comparison)
            if without_refused_rows and preview.checked.refused and not note:
                _require_incomplete(preview, comparison)
            number = _write(
                writing,
                contract,
                preview.checked,
                comparison,
                file_name=preview.file_name,
                origin=preview.origin,
                decide={**preview.decide, **preview.constants},
            )
        return Receipt(
            number=number,
            kind=contract.id,
            file_name=preview.file_name,
            file_hash=preview.checked.file_hash,
            actor=actor,
            stamped=writing.stamped,
            rows_new=comparison.rows_new,
            rows_replaced=comparison.rows_replaced,
            rows_unchanged=comparison.rows_unchanged,
        )

    def _already(self, preview: Preview) -> Receipt:
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
        for record in uploads(self.store):
            if record.upload == number:
                return record
        raise Refused("receipt_unknown", receipt=str(number))

    def take_back(self, receipt: int, *, actor: str, reason: str) -> int:
        """Take an upload back and return the new revision; what it replaced is live again."""
        _require_actor(actor)
        _require_reason(reason)
        if self._record(receipt).taken_back is not None:
            raise Refused("already_taken_back", receipt=str(receipt))
        with self.store.write("take_back", actor, reason) as writing:
            take_back(writing, receipt)
            return writing.revision

    def effect_of_taking_back(self, receipt: int) -> Effect:
        """Return what taking an upload back would change; nothing is stored."""
        record = self._record(receipt)
        contract = self.contract(record.kind)
        touched = touched_months(contract, record.slices, self.store)
        with self.store.rehearse("take_back", "preview") as writing:
            take_back(writing, receipt)
            return self._effect(writing, touched, contract.id)

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
        actor: str,
        reason: str,
        valid_from: str = "",
        valid_to: str = "",
    ) -> int:
        """Store a new version of a register entry and return the new revision.

        Refused when a field is unknown or missing, or a date in it or of its validity is none.
        """
        _require_actor(actor)
        _require_reason(reason)
        declared = self.catalogue.registers[register]
        require_body(declared, body)
        require_validity(valid_from, valid_to)
        if declared.like is not None:
            require_like(declared.like, body, self.entries(declared.like.register_id))
        with self.store.write("register", actor, reason) as writing:
            put(
                writing,
                declared,
                identifier,
                body,
                valid_from=valid_from,
                valid_to=valid_to,
            )
            return writing.revision

    def restore_shipped(self, register: str, identifier: str, *, actor: str, reason: str) -> int:
        """Give an entry its shipped value back, as an act of its own."""
        _require_actor(actor)
        _require_reason(reason)
        with self.store.write("register", actor, reason) as writing:
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
        findings=json.dumps([asdict(replace(f, facts=dict(f.facts))) for f in checked.findings]),
    )


def _require_actor(actor: str) -> None:
    if not actor.strip():
        raise Refused("actor_missing")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason_missing")


def _require_acceptable(preview: Preview, without_refused_rows: bool) -> None:
    if preview.open_questions:
        keys = ", ".join(question.key for question in preview.open_questions)
        raise Refused("question_open", questions=keys)
    whole_file = [finding for finding in preview.errors if finding.line is None]
    if whole_file or (preview.errors and not without_refused_rows):
        raise Refused("errors_open", count=str(len(preview.errors)))
    if not preview.checked.rows:
        raise Refused("nothing_to_store")


def _require_same(before: _Before, preview: Preview, now: Comparison) -> None:
    """Refuse when a touched slice changed since the preview was made."""
    changed = changed_since(before, preview.kind, now.slices, preview.revision)
    if changed or preview.left_standing != now.left_standing:
        raise Refused("changed_since", revision=str(preview.revision))


def _require_incomplete(preview: Preview, comparison: Comparison) -> None:
    """Refuse to put an incomplete month over a complete one without a word of why."""
    if comparison.rows_replaced or comparison.rows_unchanged:
        raise Refused("complete_already", count=str(preview.checked.rows_refused))
