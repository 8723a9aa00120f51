"""Where a stored line came from: its upload, and the line of the accepted file in the archive."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from kpi.acts.acts import SUMMED, Acts
from kpi.acts.vocabulary import vocabulary
from kpi.intake.source import SourceLine, find_line
from kpi.store import UploadRecord


@dataclass(frozen=True)
class Origin:
    """An upload and one line of its file.

    `source` is None when the line cannot be shown; then `lost` says why: not_kept (a file of single
    events), no_archive (a store in memory), file_missing, file_changed (its fingerprint is another), line_missing.
    """

    record: UploadRecord
    source: SourceLine | None
    lost: str = ""


def origin_of(acts: Acts, receipt: int, line: int) -> Origin | None:
    """Return the upload with this number and a line of its file; None without such an upload."""
    record = next((r for r in acts.uploads() if r.upload == receipt), None)
    if record is None:
        return None
    data, lost = _archived(acts, record)
    if data is None:
        return Origin(record, None, lost)
    contract = acts.contract(record.kind)
    words = vocabulary(acts.catalogue, acts.store)
    source = find_line(contract, data, words, line, _given(record))
    return Origin(record, source, "" if source else "line_missing")


def _given(record: UploadRecord) -> dict[str, str]:
    found: dict[str, str] = json.loads(record.decisions or "{}")
    return found


def _archived(acts: Acts, record: UploadRecord) -> tuple[bytes | None, str]:
    """Return the accepted bytes, or why they are not there; other bytes are never shown."""
    if record.origin == SUMMED:
        return None, "not_kept"
    if acts.store.archive is None:
        return None, "no_archive"
    try:
        data = (acts.store.archive / record.file_hash).read_bytes()
    except OSError:
        return None, "file_missing"
    if hashlib.sha256(data).hexdigest() != record.file_hash:
        return None, "file_changed"
    return data, ""
