"""One DuckDB file owned by one process: a cursor a call, one write lock, one transaction an act."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd

from kpi.declare import Catalogue
from kpi.store.schema import migrate
from kpi.store.seed import load_seeds

Parameters = Mapping[str, object] | Sequence[object]

CONFIG = {
    "storage_compatibility_version": "v1.5.0",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""The file stays readable by the release before; nothing is ever fetched from outside."""


class StoreLocked(Exception):
    """Another process has the store open; only one may."""


class StoreDamaged(Exception):
    """The file is there but is not a store that can be opened."""


class Reader(Protocol):
    """Something that answers questions at one revision: the store, or a write in progress."""

    @property
    def revision(self) -> int: ...

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        ...


class Writing:
    """A transaction in progress; its revision becomes the store's when it commits.

    `stamped` is the moment its act began, UTC without a zone.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, revision: int, stamped: dt.datetime
    ) -> None:
        self._cursor = cursor
        self.revision = revision
        self.stamped = stamped

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query that sees what this transaction wrote."""
        return self._cursor.execute(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one statement without an answer."""
        self._cursor.execute(sql, parameters)

    def insert(
        self, table: str, columns: Mapping[str, Sequence[str] | Sequence[str | None]]
    ) -> None:
        """Append rows given as columns of texts; DuckDB casts each to its column's type.

        Numbers travel as text so that none passes through a binary float.
        """
        names = ", ".join(columns)
        frame = pd.DataFrame(dict(columns), dtype="str")
        self._cursor.register("incoming", frame)
        try:
            self._cursor.execute(f"insert into {table} ({names}) select {names} from incoming")
        finally:
            self._cursor.unregister("incoming")

    def bulk(self, sql: str, **frames: pd.DataFrame) -> None:
        """Run one statement that reads frames by their names, for what is too much for texts."""
        for name, frame in frames.items():
            self._cursor.register(name, frame)
        try:
            self._cursor.execute(sql)
        finally:
            for name in frames:
                self._cursor.unregister(name)


class Store:
    """The store of one organisation. Readers see the last committed revision.

    `path` is None for a store in memory, which keeps no archive of files.
    """

    def __init__(self, path: Path | None, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._archived: list[Path] = []
        self.revision = 0

    @classmethod
    def open(cls, path: Path | None, catalogue: Catalogue) -> Store:
        """Open or make a store, bring its tables up to date and load changed seeds.

        StoreLocked when another process has it open, StoreDamaged when it is no readable store.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        store = cls(path, _connect(path))
        try:
            with store._transaction() as cursor:
                migrate(cursor, catalogue)
            store.revision = store.rows("select coalesce(max(revision), 0) from act")[0][0]
            load_seeds(store, catalogue)
            store._harden()
        except duckdb.Error as error:
            store.close()
            raise StoreDamaged(str(error).splitlines()[0]) from error
        return store

    def _harden(self) -> None:
        """Allow no file but those beside the store, and no change of that afterwards."""
        with self._connection.cursor() as cursor:
            folder = "" if self.path is None else str(self.path.resolve().parent) + os.sep
            allowed = f"['{folder.replace(chr(39), chr(39) * 2)}']" if folder else "[]"
            already = cursor.execute("select current_setting('lock_configuration')").fetchall()
            if already[0][0]:
                return
            cursor.execute(f"set allowed_directories = {allowed}")
            cursor.execute("set enable_external_access = false")
            cursor.execute("set lock_configuration = true")

    def close(self) -> None:
        """Close the store; it cannot be used afterwards."""
        self._connection.close()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query at the last committed revision."""
        # A cursor of its own: threads that share one get each other's answers.
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    @contextmanager
    def write(self, kind: str, actor: str, reason: str) -> Iterator[Writing]:
        """Do one act in one transaction: all of it is stored under a new revision, or nothing.

        A file that was archived for it goes again when the act fails.
        """
        with self._lock:
            self._archived.clear()
            try:
                with self._transaction() as cursor:
                    writing = self._begin(cursor, kind, actor, reason)
                    yield writing
            except BaseException:
                for path in self._archived:
                    path.unlink(missing_ok=True)
                raise
            # Still under the lock: the next writer counts on from here.
            self.revision = writing.revision

    @contextmanager
    def rehearse(self, kind: str, actor: str) -> Iterator[Writing]:
        """Do an act as `write` would and leave nothing of it: for its effect beforehand."""
        with self._connection.cursor() as cursor:
            cursor.execute("begin")
            try:
                yield self._begin(cursor, kind, actor, "")
            finally:
                cursor.execute("rollback")

    def _begin(
        self, cursor: duckdb.DuckDBPyConnection, kind: str, actor: str, reason: str
    ) -> Writing:
        stamped = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        writing = Writing(cursor, self.revision + 1, stamped)
        writing.run(
            "insert into act (revision, kind, actor, stamped, reason) values (?, ?, ?, ?, ?)",
            (writing.revision, kind, actor, stamped, reason),
        )
        return writing

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._connection.cursor() as cursor:
            cursor.execute("begin")
            try:
                yield cursor
                cursor.execute("commit")
            except BaseException:
                # A commit that failed may have ended the transaction already.
                with suppress(duckdb.TransactionException):
                    cursor.execute("rollback")
                raise

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
        self.archive.mkdir(exist_ok=True)
        kept = self.archive / file_hash
        if kept.exists():
            return
        with tempfile.NamedTemporaryFile(dir=self.archive, delete=False) as part:
            # Whatever fails from here on, no part of the file stays behind.
            self._archived.append(Path(part.name))
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(kept)
        self._archived.append(kept)


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(":memory:" if path is None else str(path), config=dict(CONFIG))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreLocked from error
        raise StoreDamaged(str(error).splitlines()[0]) from error
    except duckdb.Error as error:
        raise StoreDamaged(str(error).splitlines()[0]) from error
