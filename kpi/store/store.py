"""One DuckDB file, or a lake: a cursor a call, one write lock, one transaction an act.

An act counts as done when its rows are committed and its journal entry is on disk. An error of the
engine does not say whether an act was stored: the store is opened anew and looked at.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from kpi.declare import Catalogue
from kpi.store.chain import Event, last_event
from kpi.store.engine import roll_back, transaction
from kpi.store.files import log_of, set_aside, write_whole
from kpi.store.journal import Entry, Journal, journal_of
from kpi.store.lake import engine_of
from kpi.store.place import Place, path_of
from kpi.store.recover import Recovery, apply, clean, complete, missing_entries, resolve_pending
from kpi.store.remembered import Remembered
from kpi.store.schema import log_unlogged, migrate, outstanding
from kpi.store.seed import load_seeds
from kpi.store.statements import STATEMENTS, Parameters
from kpi.store.trouble import StoreDamaged, StoreTrouble, is_dead, raise_trouble
from kpi.store.writing import Act, Writing

ASKING, REHEARSING = 10.0, 60.0
"""Seconds a question, and a rehearsal of an act, may take."""
PULSE = 1.0
"""Seconds after which a store that others write into as well is asked for its revision again."""


class Store:
    """The store of one organisation. Readers see the last committed revision.

    `path` is None for a store in memory, which keeps no archive of files and no journal.
    `recovery` tells what opening it found and mended.
    """

    def __init__(self, place: Place | None) -> None:
        self.path = path = path_of(place)
        self.journal = None if path is None else Journal(journal_of(path))
        self.recovery = Recovery()
        self._revision, self._looked = 0, 0.0
        self.remembered = Remembered()
        self._lock = threading.RLock()
        self._unsettled = False
        self._archived: list[Path] = []
        self._engine = engine_of(place, self._look_again)

    @classmethod
    def open(cls, place: Place | None, catalogue: Catalogue) -> Store:
        """Open or make a store, bring its tables up to date and load changed seeds.

        What the journal holds and the database lost is written again. StoreLocked when another
        process has the file, StoreDamaged when it is no store, StoreTrouble when a lake is away.
        """
        path = path_of(place)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls._open(place, catalogue)
        except StoreDamaged:
            aside = None if path is None else set_aside(path, _now())
            if path is None or aside is None:
                raise
        try:
            return cls._open(place, catalogue, set_aside=True)
        except StoreDamaged:
            aside.replace(log_of(path))
            raise

    @classmethod
    def _open(cls, place: Place | None, catalogue: Catalogue, *, set_aside: bool = False) -> Store:
        store = cls(place)
        try:
            with store._lock, store._engine.exclusive():
                store._bring_up_to_date(catalogue)
                store._recover(set_aside)
                store._look_again()
                load_seeds(store, catalogue)
            store._engine.harden()
        except (duckdb.Error, StoreTrouble) as error:
            store.close()
            if store._engine.shared:
                raise_trouble(error)
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
            with transaction(cursor):
                migrate(cursor, catalogue)
                log_unlogged(Writing(cursor, 0, _now()))
        # Changes of tables that are still in the write-ahead log are the engine's weak spot.
        self._engine.checkpoint()

    def _recover(self, set_aside: bool) -> None:
        """Bring database and journal to the same last event."""
        if self.journal is None:
            return
        resolve_pending(self, self.journal)
        entries, lost, unlike = missing_entries(self, self.journal)
        if entries:
            self._apply(entries)
        complete(self, self.journal)
        clean(self, self.journal)
        again = (e.revision for e in entries if e.revision is not None)
        self.recovery = Recovery(tuple(again), tuple(lost), unlike, set_aside)

    def _look_again(self) -> None:
        """Read after opening what is kept in memory, and decide about acts left pending."""
        # In a lake another process may be at one of them: the next act decides, under the lock.
        self._unsettled = self._engine.shared
        if self.journal is not None and not self._unsettled:
            resolve_pending(self, self.journal)
        self._revision = self._newest()[0]
        self.remembered.forget()

    def _newest(self) -> tuple[int, int]:
        """Return the newest revision, and that of the last act that took a name out."""
        forgot = "max(revision) filter (kind = 'forget')"
        found = self.rows(f"select coalesce(max(revision), 0), coalesce({forgot}, 0) from deed")
        return found[0][0], found[0][1]

    @property
    def revision(self) -> int:
        """The newest revision. Of acts of other processes it is known within PULSE seconds."""
        if self._engine.shared and time.monotonic() > self._looked + PULSE:
            # Who asks next is told when the store does not answer; what is known goes on to hold.
            with suppress(StoreTrouble):
                self._catch_up()
        return self._revision

    def _catch_up(self) -> None:
        """Learn what other processes did; nothing where there are none."""
        if not self._engine.shared:
            return
        self._looked = time.monotonic()
        newest, forgot = self._newest()
        if forgot > self._revision:
            self.remembered.forget()
        self._revision = max(self._revision, newest)

    # --- reading -----------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query at the last committed revision.

        StoreTrouble when it takes too long, or the store fails and cannot be opened anew.
        """
        generation = self._engine.generation
        try:
            return self._asked(sql, parameters)
        except (duckdb.Error, StoreTrouble) as error:
            if not self._engine.mended(generation, error):
                raise_trouble(error)
        try:
            return self._asked(sql, parameters)
        except duckdb.Error as error:
            raise_trouble(error)

    def _asked(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        with self._engine.cursor(ASKING) as cursor:
            return STATEMENTS.execute(cursor, sql, parameters).fetchall()

    def probe(self) -> None:
        """See that the store can be read and written, by doing both; StoreTrouble as it was found."""
        with self.rehearse("probe", "kpi"):
            pass
        if self.journal is not None:
            self.journal.probe()

    # --- writing -----------------------------------------------------------------------------

    @contextmanager
    def write(self, kind: str, actor: str, reason: str) -> Iterator[Writing]:
        """Do one act in one transaction: all of it is stored under a new revision, or nothing.

        A file that was archived for it goes again when it fails; StoreTrouble when the storage did.
        """
        with self._act() as act:
            writing = Writing(act.cursor, self.revision + 1, _now())
            person = writing.begin(kind, actor, reason)
            yield writing
            act.entry = writing.finish(kind, person)

    def note(self, name: str, actor: str, facts: Mapping[str, object]) -> None:
        """Write a line in the audit log about what changed nothing: a refusal, a sign-in."""
        with self._act() as act:
            writing = Writing(act.cursor, self.revision, _now())
            act.entry = writing.remark(name, writing.person(actor), facts)

    @contextmanager
    def _act(self) -> Iterator[Act]:
        with self.standstill:
            self._settle_left()
            self._archived.clear()
            generation, act = self._engine.generation, Act()
            try:
                with self._engine.cursor() as act.cursor, transaction(act.cursor):
                    yield act
                    self._prepare(act.written)
            except (duckdb.Error, OSError, StoreTrouble) as error:
                if not self._is_stored_after_all(act.entry, generation, error):
                    self._let_go()
                    raise_trouble(error)
            except BaseException:
                self._let_go()
                raise
            self._after(act.written)

    def _prepare(self, entry: Entry) -> None:
        """Do what comes last before the commit."""
        self._engine.confirm()
        if self.journal is not None:
            self.journal.prepare(entry)
        self._engine.confirm()

    def _let_go(self) -> None:
        for path in self._archived:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _settle_left(self) -> None:
        """Decide about acts left pending, by this process or one that died."""
        if self.journal is None:
            return
        left = self._unsettled
        if self._engine.shared:
            newest = self.rows("select coalesce(max(no), 0) from event")[0][0]
            left = left or self.journal.is_pending(newest)
        if left:
            resolve_pending(self, self.journal)
            self._unsettled = False

    def _is_stored_after_all(
        self, entry: Entry | None, generation: int, error: BaseException
    ) -> bool:
        """Tell whether a failed act is stored all the same, or now is; what is pending is decided.

        StoreTrouble when the store does not tell: the next act decides.
        """
        if entry is None and not is_dead(error):
            return False
        try:
            again = self._engine.regained(generation, error)
            if entry is None:
                return False
            found = self._holds(entry) or (again and self._stored_again(entry))
        except (duckdb.Error, StoreTrouble) as trouble:
            self._unsettled = True
            if entry is not None and self._engine.shared:
                raise StoreTrouble("lake_unsure") from trouble
            raise_trouble(trouble)
        if not found and self.journal is not None:
            self.journal.drop(entry.no)
        return found

    def _holds(self, entry: Entry) -> bool:
        sql = "select 1 from event where no = ? and hash = ?"
        return bool(self.rows(sql, (entry.no, entry.hash)))

    def _stored_again(self, entry: Entry) -> bool:
        """Write an act from its entry, unless another one took its place in the log meanwhile."""
        last = last_event(self)
        if ("" if last is None else last.hash) != entry.previous:
            return False
        self._apply([entry], self._prepare)
        return True

    def _apply(self, entries: list[Entry], then: Callable[[Entry], None] = lambda _: None) -> None:
        with self._engine.cursor() as cursor, transaction(cursor):
            for entry in entries:
                apply(Writing(cursor, 0, _now()), entry)
                then(entry)
        self._engine.checkpoint()

    def _after(self, entry: Entry) -> None:
        """Bring what was committed to its final places; what fails here is done at the next act."""
        if entry.revision is not None:
            self._revision = entry.revision
        if entry.replaced:
            self.remembered.forget()
        if self.journal is not None:
            try:
                self.journal.settle(entry.no)
                clean(self, self.journal)
            except OSError:
                self._unsettled = bool(self.journal.pending())
        self._engine.checkpoint()

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
                    roll_back(cursor)
        except (duckdb.Error, StoreTrouble) as error:
            with suppress(StoreTrouble):
                self._engine.mended(generation, error)
            raise_trouble(error)

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
            raise_trouble(error)

    @property
    @contextmanager
    def standstill(self) -> Iterator[None]:
        """Nobody but this thread writes while it is held, and the revision is the newest."""
        with self._lock, self._engine.exclusive():
            self._catch_up()
            yield

    @property
    def shared(self) -> bool:
        """Whether other processes may write into this store as well: it is a lake."""
        return self._engine.shared

    def turn(self, name: str) -> AbstractContextManager[bool]:
        """Tell whether this process is the one to do a recurring errand now; else another is at it."""
        return self._engine.turn(name)

    def tidy(self, older: str = "1 day") -> None:
        """Put the small files of a lake together; take away those replaced longer ago than that."""
        with self.standstill:
            self._engine.tidy(older)

    def snapshot(self, target: Path) -> None:
        """Write a whole copy of the database as it is now, while everyone goes on reading."""
        if self.path is None:
            return
        part = self.path.parent / f".{self.path.stem}-snapshot.duckdb"
        with self.standstill:
            part.unlink(missing_ok=True)
            try:
                self._engine.copy_into(part)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(part, target)
            except (duckdb.Error, OSError) as error:
                part.unlink(missing_ok=True)
                raise_trouble(error)

    def close(self) -> None:
        """Close the store; it cannot be used afterwards."""
        self._engine.close()

    def last_event(self) -> Event | None:
        """Return the newest line of the audit log."""
        return last_event(self)

    def now(self) -> dt.datetime:
        """Return the moment as acts are stamped: UTC without a zone."""
        return _now()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
