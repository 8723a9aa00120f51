"""Statements that were parsed before: the same text is parsed once, whoever executes it.

Of a long question parsing is a fifth of the time, and the database does it at every asking anew.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import duckdb

ROOM = 300
"""Texts that are kept. With one more all go: what is still asked is parsed once again."""

Parameters = Sequence[object] | Mapping[str, object]
"""By position or by name."""


class Statements:
    """Parsed texts of all connections: parsing looks at nothing but the text."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._known: dict[str, duckdb.Statement] = {}

    def __len__(self) -> int:
        return len(self._known)

    def execute(
        self, cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters = ()
    ) -> duckdb.DuckDBPyConnection:
        """Execute one statement; duckdb.Error as the database raises it, for its text as well.

        ValueError for a text that is not exactly one statement.
        """
        return cursor.execute(self._parsed(cursor, sql), parameters)

    def _parsed(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
        known = self._known.get(sql)
        if known is not None:
            return known
        (parsed,) = cursor.extract_statements(sql)
        with self._lock:
            if len(self._known) >= self._room:
                self._known.clear()
            self._known[sql] = parsed
        return parsed


STATEMENTS = Statements()
