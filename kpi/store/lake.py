"""A store that several processes share: DuckLake, with PostgreSQL as its catalogue.

Rows lie as Parquet files in a folder that all processes see; what is written in small pieces waits
in the catalogue until it is put into files. Acts are done one at a time whichever process does them:
the catalogue holds the lock, and lets go of it by itself when a process dies or the catalogue does.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import duckdb

from kpi.store.engine import CONFIG, Engine, transaction
from kpi.store.place import Lake, Place, without_secrets
from kpi.store.trouble import StoreTrouble, is_conflict, is_dead, is_lost, raise_trouble

EXTENSIONS = ("postgres_scanner", "ducklake")
"""Loaded from their own packages: nothing is fetched, and no home folder has to be writable."""
HOPELESS = re.compile(
    r"FATAL: .*(authentication failed|does not exist|no pg_hba|permission denied)"
)
"""What the catalogue answers whoever may not come in; waiting does not help."""
AWAY, TURN = 8.0, 30.0
"""Seconds to wait for a catalogue that does not answer, and for the acts of other processes."""
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
Answer = TypeVar("Answer")
IDLE = 8
"""So many cursors are kept for the next who asks: choosing the lake costs a question of its own."""


class LakeEngine(Engine):
    """One process's connection to a lake. As `Engine`, but other processes may write as well."""

    shared = True

    def __init__(self, lake: Lake, opened: Callable[[], None] = lambda: None) -> None:
        self.lake = lake
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._ready: set[int] = set()
        self._held: duckdb.DuckDBPyConnection | None = None
        super().__init__(lake.path, opened)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        self.lake.data.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.gettempdir()) / f"kpi-lake-{os.getpid()}"
        connection = duckdb.connect(":memory:", config={**CONFIG, "temp_directory": str(aside)})
        try:
            _load(connection)
            _patiently(lambda: self._attach(connection), AWAY)
        except duckdb.Error as error:
            connection.close()
            raise self._unusable(error) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _discard(self, connection: duckdb.DuckDBPyConnection) -> None:
        # Closing it would close its cursors as well; see `_let_go`.
        for one in (connection, *self._idle):
            _keep_for_ever(one)
        self._idle.clear()
        self._ready.clear()

    def _attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        dsn, data = self.lake.dsn.replace("'", "''"), str(self.lake.data).replace("'", "''")
        connection.execute(f"attach if not exists '{dsn}' as catalogue (type postgres)")
        # Under the lock: two processes that both make the catalogue's tables would fail.
        cursor = self._locked(connection, "attach", TURN)
        try:
            connection.execute(
                f"attach if not exists 'ducklake:postgres:{dsn}' as lake"
                f" (data_path '{data}/', metadata_schema '{self.lake.schema}')"
            )
        finally:
            _let_go(cursor)

    def _unusable(self, error: duckdb.Error) -> StoreTrouble:
        text = without_secrets(str(error), self.lake.dsn)
        refused = re.search(r"FATAL:\s*(.+)", text)
        if refused:
            return StoreTrouble("lake_refused", detail=refused.group(1), place=self.lake.told)
        if is_lost(error):
            return StoreTrouble("lake_away")
        return StoreTrouble("lake_unusable", detail=text.splitlines()[0], place=self.lake.told)

    # --- cursors -----------------------------------------------------------------------------

    def _taken(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        return self._idle.pop() if self._idle else connection.cursor()

    def _made_ready(self, cursor: duckdb.DuckDBPyConnection) -> None:
        if id(cursor) not in self._ready:
            cursor.execute("use lake")
            self._ready.add(id(cursor))

    def _put_back(self, cursor: duckdb.DuckDBPyConnection, clean: bool) -> None:
        if clean and len(self._idle) < IDLE:
            self._idle.append(cursor)
        else:
            self._ready.discard(id(cursor))
            _let_go(cursor)

    def close(self) -> None:
        """Let go of the lake; nothing can be asked afterwards."""
        self._unlock()
        while self._idle:
            _let_go(self._idle.pop())
        super().close()

    # --- one act at a time -------------------------------------------------------------------

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let no process write meanwhile but this one; the caller sees that one thread does.

        StoreTrouble when others take too long, or the catalogue does not answer.
        """
        if self._held is not None:
            yield
            return
        self._lock()
        try:
            yield
        finally:
            self._unlock()

    def _lock(self) -> None:
        if self._connection is None:
            raise StoreTrouble("store_failed")
        connection = self._connection
        try:
            self._held = _patiently(lambda: self._locked(connection, "write", TURN), AWAY)
        except duckdb.Error as error:
            raise_trouble(error)

    def _unlock(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            _let_go(held)

    def _locked(
        self, connection: duckdb.DuckDBPyConnection, name: str, seconds: float
    ) -> duckdb.DuckDBPyConnection:
        """Return a cursor that holds a lock of the catalogue until its transaction ends."""
        end, pause = time.monotonic() + seconds, FIRST_PAUSE
        while True:
            cursor = self._tried(connection, name)
            if cursor is not None:
                return cursor
            if time.monotonic() > end:
                raise StoreTrouble("lake_busy", seconds=f"{seconds:.0f}")
            pause = _slept(pause)

    def _tried(
        self, connection: duckdb.DuckDBPyConnection, name: str
    ) -> duckdb.DuckDBPyConnection | None:
        """Return a cursor that holds a lock; None when another one has it."""
        cursor, mine = connection.cursor(), False
        try:
            cursor.execute("begin")
            mine = self._asked(cursor, f"pg_try_advisory_xact_lock({self.lake.key(name)})")
        finally:
            if not mine:
                _let_go(cursor)
        return cursor if mine else None

    def _asked(self, cursor: duckdb.DuckDBPyConnection, condition: str) -> bool:
        sql = f"from postgres_query('catalogue', 'select {condition}')"
        return bool(cursor.execute(sql).fetchall()[0][0])

    def confirm(self) -> None:
        """See that the lock was held all the time: it is lost when the catalogue was started anew.

        An act that began under it then cannot be committed any more, for its own connection to the
        catalogue is younger than the lock: it is gone as well, or this finds the lock lost.
        """
        key = self.lake.key("write")
        mine = (
            f"count(*) from pg_locks where locktype = ''advisory'' and pid = pg_backend_pid()"
            f" and (classid::bigint << 32 | objid::bigint) = {key}"
        )
        if self._held is None or not self._asked(self._held, mine):
            raise duckdb.TransactionException("Transaction conflict: the lock was lost")

    def mended(self, generation: int, error: BaseException) -> bool:
        """Wait for a catalogue that does not answer; tell whether what failed may be asked again."""
        if not is_lost(error):
            return super().mended(generation, error)
        self._wait()
        return True

    def regained(self, generation: int, error: BaseException) -> bool:
        """After a failed act: take the lock anew; tell whether the act may be written again."""
        if is_dead(error):
            self._unlock()
            self.reopen(generation)
        elif not (is_lost(error) or is_conflict(error)):
            return False
        self._unlock()
        self._lock()
        return True

    def _wait(self) -> None:
        def ask() -> None:
            with self.cursor() as cursor:
                self._asked(cursor, "true")

        try:
            _patiently(ask, AWAY)
        except duckdb.Error as error:
            raise StoreTrouble("lake_away") from error

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Tell whether this process is the one to do an errand now: another may be doing it."""
        if self._connection is None:
            raise StoreTrouble("store_failed")
        try:
            cursor = self._tried(self._connection, name)
        except duckdb.Error as error:
            raise_trouble(error)
        try:
            yield cursor is not None
        finally:
            if cursor is not None:
                _let_go(cursor)

    # --- upkeep ------------------------------------------------------------------------------

    def checkpoint(self) -> None:
        """Nothing: what is committed is in its place."""

    def tidy(self, older: str) -> None:
        """Write what waits in the catalogue into files, put small files together, take old ones away.

        `older` is an interval in words: files that were replaced so long ago are read by nobody.
        """
        past = f"older_than => now() - interval '{older}'"
        steps = (
            "ducklake_flush_inlined_data('lake')",
            f"ducklake_expire_snapshots('lake', {past})",
            "ducklake_merge_adjacent_files('lake')",
            "ducklake_rewrite_data_files('lake')",
            f"ducklake_cleanup_old_files('lake', {past})",
            f"ducklake_delete_orphaned_files('lake', {past})",
        )
        try:
            with self.exclusive(), self.cursor() as cursor:
                for step in steps:
                    cursor.execute(f"select count(*) from {step}").fetchall()
        except duckdb.Error as error:
            raise_trouble(error)

    def fill(self, file: Path) -> None:
        """Copy every table and view of a database file into this lake, in one transaction.

        StoreTrouble when the lake holds a store already.
        """
        place = str(file).replace("'", "''")
        with self.exclusive(), self.cursor() as cursor:
            if self._made(cursor):
                raise StoreTrouble("place_taken", place=self.lake.told)
            cursor.execute(f"attach '{place}' as source (read_only)")
            try:
                cursor.execute("copy from database source to lake")
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("detach source")

    def empty(self) -> None:
        """Take every table and view out of this lake, in one transaction."""
        with self.exclusive(), self.cursor() as cursor, transaction(cursor):
            for name, kind in self._made(cursor):
                cursor.execute(f'drop {kind} "{name}"')

    def _made(self, cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        """Return the names of views and tables, views first."""
        return cursor.execute(
            """
            select view_name, 'view' from duckdb_views()
            where database_name = 'lake' and not internal
            union all
            select table_name, 'table' from duckdb_tables() where database_name = 'lake'
            order by 2 desc
            """
        ).fetchall()


def fill_lake(lake: Lake, file: Path) -> None:
    """Copy every table and view of a database file into a lake that holds nothing yet."""
    _alone(lake, lambda engine: engine.fill(file))


def empty_lake(lake: Lake) -> None:
    """Take every table and view out of a lake."""
    _alone(lake, LakeEngine.empty)


def _alone(lake: Lake, do: Callable[[LakeEngine], None]) -> None:
    engine = LakeEngine(lake)
    try:
        do(engine)
    except duckdb.Error as error:
        raise_trouble(error)
    finally:
        engine.close()


def engine_of(place: Place | None, opened: Callable[[], None]) -> Engine:
    """Return the engine for a place; None is a store in memory."""
    return LakeEngine(place, opened) if isinstance(place, Lake) else Engine(place, opened)


def _load(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extensions from their packages; StoreTrouble without them, or when they do not fit."""
    for name in EXTENSIONS:
        found = importlib.util.find_spec(f"duckdb_extension_{name}")
        files = sorted(
            file
            for folder in (found.submodule_search_locations or [] if found else [])
            for file in Path(folder).rglob(f"{name}.duckdb_extension")
        )
        try:
            connection.execute(f"load '{files[-1].as_posix()}'" if files else f"load {name}")
        except duckdb.Error as error:
            raise StoreTrouble("lake_packages", version=duckdb.__version__) from error


def _patiently(ask: Callable[[], Answer], seconds: float) -> Answer:
    """Ask again, for so many seconds, as long as the catalogue does not answer."""
    end, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        try:
            return ask()
        except duckdb.Error as error:
            passing = (is_lost(error) or is_conflict(error)) and not HOPELESS.search(str(error))
            if not passing or time.monotonic() > end:
                raise
        pause = _slept(pause)


def _slept(pause: float) -> float:
    """Sleep about so long, each process a little differently; return the next pause."""
    time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
    return min(pause * 2, LONGEST_PAUSE)


def _let_go(cursor: duckdb.DuckDBPyConnection) -> None:
    """Close a cursor for good, its transaction ended first and by name.

    Closing one whose transaction cannot be ended, for the instance died under it, would end the
    whole process: such a cursor is kept as long as the process lives.
    """
    try:
        cursor.execute("rollback")
    except duckdb.Error as error:
        if is_dead(error):
            _keep_for_ever(cursor)
            return
    cursor.close()


def _keep_for_ever(connection: duckdb.DuckDBPyConnection) -> None:
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
