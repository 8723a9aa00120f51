"""The ledger of uploads: what was accepted, what is live, what was taken back.

An upload is numbered by the revision that accepted it. Live data are, for every slice, the newest
upload that was not taken back; nothing is marked, so taking back is one more line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpi.declare import Contract, Month
from kpi.store.moved import SEPARATOR
from kpi.store.relations import CHOSEN, live_slices_sql
from kpi.store.schema import columns_of, table_of
from kpi.store.writing import Reader, Writing

Slice = tuple[str, ...]


@dataclass(frozen=True)
class StoredRow:
    """A typed row on its way into the store: its slice, its line in the file, its cells.

    `carried_from` is the earlier upload whose file holds the line, for a row that a newer version
    of the slice keeps.
    """

    slice: Slice
    line: int
    cells: Mapping[str, object]
    carried_from: int | None = None


@dataclass(frozen=True)
class TakenBack:
    """The act that took an upload back."""

    revision: int
    actor: str
    stamped: dt.datetime
    reason: str


@dataclass(frozen=True)
class UploadRecord:
    """One upload in the ledger. `stamped` is UTC without a zone; `note` what its actor added."""

    upload: int
    kind: str
    file_name: str
    file_hash: str
    origin: str
    actor: str
    stamped: dt.datetime
    note: str
    rows_read: int
    rows: int
    rows_refused: int
    decisions: str
    slices: tuple[Slice, ...]
    live_slices: tuple[Slice, ...]
    taken_back: TakenBack | None


def add_upload(
    writing: Writing,
    contract: Contract,
    *,
    file_name: str,
    file_hash: str,
    origin: str,
    rows: Sequence[StoredRow],
    empty_slices: Iterable[Slice],
    refused: Iterable[tuple[str, Month]],
    rows_read: int,
    rows_refused: int,
    decisions: str,
    findings: str,
) -> int:
    """Write an upload with its slices and rows; return its number, the writing's revision."""
    number = writing.revision
    keys = dict.fromkeys([*(row.slice for row in rows), *empty_slices])
    order = {key: place for place, key in enumerate(keys)}
    live = _live_of(writing, contract.id, keys)
    writing.tell(
        subject=contract.id,
        file=file_hash,
        before=_fingerprint(live.items()),
        after=_fingerprint((key, number) for key in keys),
    )
    writing.insert(
        "upload",
        {
            "upload": [str(number)],
            "kind": [contract.id],
            "file_name": [file_name],
            "file_hash": [file_hash],
            "origin": [origin],
            "rows_read": [str(rows_read)],
            "rows_stored": [str(len(rows))],
            "rows_refused": [str(rows_refused)],
            "decisions": [decisions],
            "findings": [findings],
        },
    )
    writing.insert(
        "slice",
        {
            "upload": [str(number)] * len(order),
            "kind": [contract.id] * len(order),
            "slice": [SEPARATOR.join(key) for key in order],
            "no": [str(place) for place in order.values()],
        },
    )
    left_out = sorted(set(refused))
    if left_out:
        writing.insert(
            "refused",
            {
                "upload": [str(number)] * len(left_out),
                "kind": [contract.id] * len(left_out),
                "site": [site for site, _ in left_out],
                "month": [str(month.first_day) for _, month in left_out],
            },
        )
    if rows:
        columns: dict[str, list[str | None]] = {
            "upload": [str(number)] * len(rows),
            "no": [str(order[row.slice]) for row in rows],
            "line": [str(row.line) for row in rows],
            "carried_from": [_text(row.carried_from) for row in rows],
        }
        for name in columns_of(contract):
            columns[name] = [_text(row.cells.get(name)) for row in rows]
        writing.insert(table_of(contract.id), columns)
    return number


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, Month):
        return str(cell.first_day)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return str(cell)


def take_back(writing: Writing, upload: int) -> None:
    """Write that an upload no longer counts from this revision on."""
    slices = writing.rows("select kind, slice from slice where upload = ?", (upload,))
    kind = slices[0][0] if slices else ""
    keys = [parts(key) for _, key in slices]
    before = _live_of(writing, kind, keys)
    writing.insert("taken_back", {"upload": [str(upload)], "revision": [str(writing.revision)]})
    after = _live_of(writing, kind, keys)
    writing.tell(
        subject=kind,
        receipt=upload,
        before=_fingerprint(before.items()),
        after=_fingerprint(after.items()),
    )


def _live_of(reader: Reader, kind: str, slices: Iterable[Slice]) -> dict[Slice, int]:
    """Return the live upload of each of these slices that has one."""
    found = reader.rows(
        f"select slice, upload from ({live_slices_sql(among=CHOSEN)})",
        {
            "kind": kind,
            "as_of": reader.revision,
            "slices": [SEPARATOR.join(key) for key in slices],
        },
    )
    return {parts(key): upload for key, upload in found}


def _fingerprint(live: Iterable[tuple[Slice, int]]) -> str:
    """Return the fingerprint of what is live: each slice with its upload."""
    lines = sorted(f"{SEPARATOR.join(key)}={upload}" for key, upload in live)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def parts(key: str) -> Slice:
    """Return a slice from its key."""
    return tuple(key.split(SEPARATOR))


def slices_of_file(reader: Reader, contract: str, file_hash: str) -> dict[Slice, int]:
    """Return the slices that a file was accepted for, with the newest upload not taken back."""
    found = reader.rows(
        """
        select slice.slice, max(slice.upload)
        from slice
        join upload using (upload)
        left join taken_back using (upload)
        where slice.kind = $kind and upload.file_hash = $file_hash
            and taken_back.upload is null and slice.upload <= $as_of
        group by slice.slice
        """,
        {"kind": contract, "file_hash": file_hash, "as_of": reader.revision},
    )
    return {parts(key): upload for key, upload in found}


def changed_since(reader: Reader, contract: str, slices: Collection[Slice], revision: int) -> bool:
    """Tell whether a slice got another upload, or lost one, after a revision."""
    found = reader.rows(
        """
        select count(*)
        from slice
        left join taken_back using (upload)
        where slice.kind = $kind and slice.slice in (select unnest($slices))
            and greatest(slice.upload, coalesce(taken_back.revision, 0)) > $revision
        """,
        {
            "kind": contract,
            "slices": [SEPARATOR.join(key) for key in slices],
            "revision": revision,
        },
    )
    return bool(found[0][0])


def uploads(reader: Reader, number: int | None = None) -> list[UploadRecord]:
    """Return the ledger, newest first; of one upload only, where its number is given."""
    # Whether a slice of one is live depends on the others that hold it, and on no more.
    shared = "slice.slice in (select slice from slice where upload = $number)"
    one = {} if number is None else {"number": number}
    slices: dict[int, list[Slice]] = {}
    live: dict[int, list[Slice]] = {}
    for upload, key, is_live in reader.rows(
        f"""
        select slice.upload, slice.slice,
            taken_back.upload is null and slice.upload = max(
                case when taken_back.upload is null then slice.upload end
            ) over (partition by slice.kind, slice.slice)
        from slice
        left join taken_back using (upload)
        where {shared if one else "true"}
        qualify {"slice.upload = $number" if one else "true"}
        order by slice.upload, slice.no
        """,
        one,
    ):
        slices.setdefault(upload, []).append(parts(key))
        if is_live:
            live.setdefault(upload, []).append(parts(key))
    found = reader.rows(
        f"""
        select upload.upload, upload.kind, upload.file_name, upload.file_hash, upload.origin,
            act.actor, act.stamped, act.reason, upload.rows_read, upload.rows_stored,
            upload.rows_refused, upload.decisions,
            taken_back.revision, back.actor, back.stamped, back.reason
        from upload
        join act on act.revision = upload.upload
        left join taken_back on taken_back.upload = upload.upload
        left join act as back on back.revision = taken_back.revision
        where {"upload.upload = $number" if one else "true"}
        order by upload.upload desc
        """,
        one,
    )
    return [_record(row, slices.get(row[0], []), live.get(row[0], [])) for row in found]


def _record(row: tuple[Any, ...], slices: list[Slice], live: list[Slice]) -> UploadRecord:
    *facts, revision, actor, stamped, reason = row
    names = ("upload", "kind", "file_name", "file_hash", "origin", "actor", "stamped", "note",
             "rows_read", "rows", "rows_refused", "decisions")  # fmt: skip
    return UploadRecord(
        **dict(zip(names, facts, strict=True)),
        slices=tuple(slices),
        live_slices=tuple(live),
        taken_back=None if revision is None else TakenBack(revision, actor, stamped, reason),
    )


def revision_at(reader: Reader, text: str) -> int:
    """Return the revision that a number or a moment (ISO, UTC unless it names a zone) means.

    ValueError when it is neither, or names a revision that does not exist yet.
    """
    if text.isdigit():
        number = int(text)
        if number > reader.revision:
            raise ValueError(text)
        return number
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    found = reader.rows("select coalesce(max(revision), 0) from act where stamped <= ?", (moment,))
    return int(found[0][0])
