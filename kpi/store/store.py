"""One DuckDB file owned by one process: a cursor a call, one write lock, one transaction an act.

An act counts as done when its rows are committed and its journal entry is on disk. An error of the
engine does not say whether an act was stored: the file is opened anew and looked at.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import duckdb

from kpi.declare import Catalogue
from kpi.store.chain import Event, last_event
from kpi.store.engine import Engine
from kpi.store.files import write_whole
from kpi.store.journal import Entry, Journal, journal_of
from kpi.store.recover import Recovery, apply, clean, complete, missing_entries, resolve_pending
from kpi.store.remembered import Remembered
from kpi.store.schema import log_unlogged, migrate, outstanding
from kpi.store.seed import load_seeds
from kpi.store.trouble import StoreDamaged, StoreTrouble, is_dead, trouble_of
from kpi.store.writing import Parameters, Writing

ASKING, REHEARSING = 10.0, 60.0
"""Seconds a question, and a rehearsal of an act, may take."""


class Store:
    """The store of one organisation. Readers see the last committed revision.

    `path` is None for a store in memory, which keeps no archive of files and no journal.
    `recovery` tells what opening it found and mended.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.journal = None if path is None else Journal(journal_of(path))
        self.recovery = Recovery()
        self.revision = 0
        self.remembered = Remembered()
        self._lock = threading.RLock()
        self._unsettled = False
        self._archived: list[Path] = []
        self._engine = Engine(path, self._look_again)

    @classmethod
    def open(cls, path: Path | None, catalogue: Catalogue) -> Store:
        """Open or make a store, bring its tables up to date and load changed seeds.

        What the journal holds and the file lost is written again. StoreLocked when another process
        has it open, StoreDamaged when it is no readable store.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls._open(path, catalogue)
        except StoreDamaged:
            aside = None if path is None else _set_aside(path)
            if path is None or aside is None:
                raise
        try:
            return cls._open(path, catalogue, set_aside=True)
        except StoreDamaged:
            aside.replace(_log_of(path))
            raise

    @classmethod
    def _open(cls, path: Path | None, catalogue: Catalogue, *, set_aside: bool = False) -> Store:
        store = cls(path)
        try:
            store._bring_up_to_date(catalogue)
            store._recover(set_aside)
            store._look_again()
            load_seeds(store, catalogue)
            store._engine.harden()
        except (duckdb.Error, StoreTrouble) as error:
            store.close()
            raise StoreDamaged(str(error).splitlines()[0]) from error
        return store

    def _bring_up_to_date(self, catalogue: Catalogue) -> None:
        """Make the tables this release needs; what was there before is kept beside it first."""
        with self._engine.cursor() as cursor:
            before = outstanding(cursor, catalogue)
            if before is None:
                return
            if before and self.path is not None:
                self.snapshot(self.path.parent / "backups" / f"{self.path.stem}-{before}.duckdb")
            cursor.execute("begin")
            migrate(cursor, catalogue)
            log_unlogged(Writing(cursor, 0, _now()))
            cursor.execute("commit")
            # Changes of tables that are still in the write-ahead log are the engine's weak spot.
            cursor.execute("checkpoint")

    def _recover(self, set_aside: bool) -> None:
        """Bring database and journal to the same last event."""
        if self.journal is None:
            return
        resolve_pending(self, self.journal)
        entries, lost, unlike = missing_entries(self, self.journal)
        if entries:
            with self._engine.cursor() as cursor:
                cursor.execute("begin")
                for entry in entries:
                    apply(Writing(cursor, 0, _now()), entry)
                cursor.execute("commit")
                cursor.execute("checkpoint")
        complete(self, self.journal)
        clean(self, self.journal)
        again = tuple(e.revision for e in entries if e.revision is not None)
        self.recovery = Recovery(again, tuple(lost), unlike, set_aside)

    def _look_again(self) -> None:
        """Read after opening what is kept in memory, and decide about acts left pending."""
        if self.journal is not None:
            resolve_pending(self, self.journal)
        self.revision = self.rows("select coalesce(max(revision), 0) from deed")[0][0]
        self.remembered.forget()
        self._unsettled = False

    def close(self) -> None:
        """Close the store; it cannot be used afterwards."""
        self._engine.close()

    # --- reading -----------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query at the last committed revision.

        StoreTrouble when it takes too long, or the store fails and cannot be opened anew.
        """
        generation = self._engine.generation
        try:
            return self._asked(sql, parameters)
        except (duckdb.Error, StoreTrouble) as error:
            if not self._opened_anew(generation, error):
                _raise(error)
        try:
            return self._asked(sql, parameters)
        except duckdb.Error as error:
            _raise(error)

    def _asked(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        with self._engine.cursor(ASKING) as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def _opened_anew(self, generation: int, error: BaseException) -> bool:
        """Open a dead instance anew; tell whether the question may be asked again."""
        if self._engine.generation != generation:
            return True
        if not is_dead(error) and self._engine.is_open:
            return False
        self._engine.reopen(generation)
        return True

    def probe(self) -> None:
        """See that the store can be read and written, by doing both and leaving nothing.

        StoreTrouble as it was found; a dead instance is opened anew for the next who asks.
        """
        with self.rehearse("probe", "kpi"):
            pass
        if self.journal is not None:
            mark = self.journal.folder / "probe"
            try:
                write_whole(mark, b"probe")
                mark.unlink()
            except OSError as error:
                _raise(error)

    # --- writing -----------------------------------------------------------------------------

    @contextmanager
    def write(self, kind: str, actor: str, reason: str) -> Iterator[Writing]:
        """Do one act in one transaction: all of it is stored under a new revision, or nothing.

        A file that was archived for it goes again when the act fails. StoreTrouble when the storage
        failed and nothing of the act is stored.
        """
        with self._lock:
            self._settle_left()
            self._archived.clear()
            generation, entry = self._engine.generation, None
            try:
                with self._engine.cursor() as cursor, _transaction(cursor):
                    writing = Writing(cursor, self.revision + 1, _now())
                    person = writing.begin(kind, actor, reason)
                    yield writing
                    entry = writing.finish(kind, person)
                    if self.journal is not None:
                        self.journal.prepare(entry)
            except (duckdb.Error, OSError) as error:
                if not self._is_stored_after_all(entry, generation, error):
                    self._let_go()
                    _raise(error)
            except BaseException:
                self._let_go()
                raise
            self.revision = writing.revision
            if writing.replaced:
                self.remembered.forget()
            self._after(entry)

    def _let_go(self) -> None:
        for path in self._archived:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def note(self, name: str, actor: str, facts: Mapping[str, object]) -> None:
        """Write a line in the audit log about what changed nothing: a refusal, a sign-in."""
        with self._lock:
            self._settle_left()
            generation, entry = self._engine.generation, None
            try:
                with self._engine.cursor() as cursor, _transaction(cursor):
                    writing = Writing(cursor, self.revision, _now())
                    entry = writing.remark(name, writing.person(actor), facts)
                    if self.journal is not None:
                        self.journal.prepare(entry)
            except (duckdb.Error, OSError) as error:
                if not self._is_stored_after_all(entry, generation, error):
                    _raise(error)
            self._after(entry)

    def _settle_left(self) -> None:
        if self._unsettled and self.journal is not None:
            resolve_pending(self, self.journal)
            self._unsettled = False

    def _is_stored_after_all(
        self, entry: Entry | None, generation: int, error: BaseException
    ) -> bool:
        """Tell whether a failed act is in the file all the same; what is pending is decided."""
        if is_dead(error):
            self._engine.reopen(generation)
        if entry is None:
            return False
        found = self.rows("select 1 from event where no = ? and hash = ?", (entry.no, entry.hash))
        if not found and self.journal is not None:
            self.journal.drop(entry.no)
        return bool(found)

    def _after(self, entry: Entry | None) -> None:
        """Bring what was committed to its final places; what fails here is done at the next act."""
        if entry is not None and self.journal is not None:
            try:
                self.journal.settle(entry.no)
                clean(self, self.journal)
            except OSError:
                self._unsettled = bool(self.journal.pending())
        if self.path is not None:
            self._checkpoint()

    def _checkpoint(self) -> None:
        """Move what was committed from the write-ahead log into the file."""
        generation = self._engine.generation
        try:
            with self._engine.cursor() as cursor:
                cursor.execute("checkpoint")
        except duckdb.Error as error:
            # The act is stored; a dead instance is opened anew now, or by who asks next.
            if is_dead(error):
                with suppress(StoreTrouble):
                    self._engine.reopen(generation)

    @contextmanager
    def rehearse(self, kind: str, actor: str) -> Iterator[Writing]:
        """Do an act as `write` would and leave nothing of it: for its effect beforehand."""
        generation = self._engine.generation
        try:
            with self._engine.cursor(REHEARSING) as cursor:
                cursor.execute("begin")
                try:
                    writing = Writing(cursor, self.revision + 1, _now())
                    writing.begin(kind, actor, "")
                    yield writing
                finally:
                    _roll_back(cursor)
        except (duckdb.Error, StoreTrouble) as error:
            with suppress(StoreTrouble):
                self._opened_anew(generation, error)
            _raise(error)

    # --- files -------------------------------------------------------------------------------

    @property
    def archive(self) -> Path | None:
        """The folder of accepted files, named by their hash; None for a store in memory."""
        return None if self.path is None else self.path.parent / "archive"

    def archive_file(self, data: bytes, file_hash: str) -> None:
        """Keep the bytes of a file under its hash, on disk before this returns.

        Called while an act is written, so that it goes with the act when that fails.
        """
        if self.archive is None:
            return
        kept = self.archive / file_hash
        try:
            if kept.exists() and hashlib.sha256(kept.read_bytes()).hexdigest() == file_hash:
                return
            self._archived.append(kept)
            write_whole(kept, data)
        except OSError as error:
            _raise(error)

    @property
    def standstill(self) -> AbstractContextManager[object]:
        """Nobody but this thread writes while it is held."""
        return self._lock

    def snapshot(self, target: Path) -> None:
        """Write a whole copy of the database as it is now, while everyone goes on working.

        The engine makes it: the file itself may not be opened by anyone else in this process.
        """
        if self.path is None:
            return
        part = self.path.parent / f".{self.path.stem}-snapshot.duckdb"
        with self._lock:
            part.unlink(missing_ok=True)
            try:
                with self._engine.cursor() as cursor:
                    source = cursor.execute("select current_database()").fetchall()[0][0]
                    place = str(part.resolve()).replace("'", "''")
                    cursor.execute(f"attach '{place}' as snapshot (storage_version 'v1.5.0')")
                    try:
                        cursor.execute(f'copy from database "{source}" to snapshot')
                    finally:
                        cursor.execute("detach snapshot")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(part, target)
            except (duckdb.Error, OSError) as error:
                part.unlink(missing_ok=True)
                _raise(error)

    def last_event(self) -> Event | None:
        """Return the newest line of the audit log."""
        return last_event(self)

    def now(self) -> dt.datetime:
        """Return the moment as acts are stamped: UTC without a zone."""
        return _now()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


@contextmanager
def _transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    cursor.execute("begin")
    try:
        yield
    except BaseException:
        _roll_back(cursor)
        raise
    cursor.execute("commit")


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    # A dead instance cannot be rolled back, and need not be.
    with suppress(duckdb.Error):
        cursor.execute("rollback")


def _raise(error: BaseException) -> NoReturn:
    """Raise an error as what it means to a person, or as it is when it is a mistake of the house."""
    if isinstance(error, StoreTrouble):
        raise error
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    raise trouble from error


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _set_aside(path: Path) -> Path | None:
    """Put a write-ahead log that keeps the file from opening aside; None when there is none."""
    log = _log_of(path)
    if not log.exists():
        return None
    aside = path.with_name(f"{path.name}.wal.damaged-{_now():%Y%m%dT%H%M%S}")
    return log.replace(aside)
