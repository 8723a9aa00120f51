"""A second, append-only account of every act beside the database: one compressed file an event.

It holds the rows an act wrote, so that a database that lost an act, or is lost itself, is made
whole from it. A file is written before the act is committed and settles afterwards: what stays
pending is compared with the database at the next start.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kpi.store.files import settle_folder, write_whole
from kpi.store.trouble import raise_trouble

Columns = Mapping[str, list[str | None]]
SETTLED, PENDING = ".json.gz", ".pending"


@dataclass(frozen=True)
class Replaced:
    """Rows of earlier acts that an act put others in the place of: those with a key's value."""

    table: str
    key: str
    value: str
    columns: Columns


@dataclass(frozen=True)
class Entry:
    """One event with its place in the chain and the rows of its act, table by table as texts.

    `bulk` are the rows of tables with very many: one text a column, cells separated by commas.
    """

    no: int
    hash: str
    previous: str
    tables: Mapping[str, Columns]
    replaced: Sequence[Replaced] = ()
    bulk: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def revision(self) -> int | None:
        """The revision of its act; None for a mere remark."""
        found = self.tables.get("deed", {}).get("revision", [None])[0]
        return None if found is None else int(found)


class JournalDamaged(Exception):
    """A file of the journal cannot be read."""


class Journal:
    """The journal of one store; its folder is made with its first entry."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def numbers(self) -> list[int]:
        """Return the numbers of the settled entries, in order."""
        return self._found(SETTLED)

    def pending(self) -> list[int]:
        """Return the numbers of entries whose act may or may not have been committed."""
        return self._found(PENDING)

    def is_pending(self, no: int) -> bool:
        """Tell whether the entry of this number is pending."""
        return self._path(no, PENDING).exists()

    def _found(self, ending: str) -> list[int]:
        if not self.folder.is_dir():
            return []
        names = (path.name for path in self.folder.iterdir() if path.name.endswith(ending))
        return sorted(int(name.removesuffix(ending)) for name in names if name[:8].isdigit())

    def _path(self, no: int, ending: str) -> Path:
        return self.folder / f"{no:08d}{ending}"

    def prepare(self, entry: Entry) -> None:
        """Put an entry on disk before its act is committed; OSError when it cannot be."""
        if entry.replaced:
            write_whole(self.to_clean, str(entry.no).encode())
        write_whole(self._path(entry.no, PENDING), _packed(entry))

    def settle(self, no: int) -> None:
        """Tell that the act of a pending entry is committed."""
        self._path(no, PENDING).replace(self._path(no, SETTLED))
        settle_folder(self.folder)

    def probe(self) -> None:
        """See that an entry could be written; StoreTrouble when not."""
        mark = self.folder / "probe"
        try:
            write_whole(mark, b"probe")
            mark.unlink(missing_ok=True)
        except OSError as error:
            raise_trouble(error)

    def drop(self, no: int) -> None:
        """Let go of a pending entry whose act was not committed."""
        self._path(no, PENDING).unlink(missing_ok=True)

    def keep(self, entry: Entry) -> None:
        """Write a settled entry, in the place of one with its number."""
        write_whole(self._path(entry.no, SETTLED), _packed(entry))

    @property
    def to_clean(self) -> Path:
        """The mark of entries that still hold what an act took out; it names that act's event."""
        return self.folder / "to-clean"

    def read(self, no: int, *, pending: bool = False) -> Entry:
        """Return an entry; JournalDamaged when it is not there or not whole."""
        try:
            data = gzip.decompress(self._path(no, PENDING if pending else SETTLED).read_bytes())
            told = json.loads(data)
            return Entry(**told | {"replaced": [Replaced(**part) for part in told["replaced"]]})
        except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
            raise JournalDamaged(str(no)) from error


def _packed(entry: Entry) -> bytes:
    text = json.dumps(
        {
            "no": entry.no,
            "hash": entry.hash,
            "previous": entry.previous,
            "tables": entry.tables,
            "replaced": [asdict(part) for part in entry.replaced],
            "bulk": entry.bulk,
        },
        ensure_ascii=False,
    )
    return gzip.compress(text.encode(), compresslevel=1, mtime=0)


def journal_of(path: Path) -> Path:
    """Return the folder of the journal that belongs to a database file."""
    return path.with_suffix(".journal")


def is_there(path: Path) -> bool:
    """Tell whether there is a store: its database, or the journal from which it is made again."""
    return path.exists() or bool(Journal(journal_of(path)).numbers())
