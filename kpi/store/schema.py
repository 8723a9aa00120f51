"""The tables of the store: migrations in order, and one table of typed rows an upload kind.

No primary key, unique constraint, foreign key or sequence: uniqueness is kept by the acts under
the write lock, so that the same SQL can run on a lake that refuses those.
"""

from __future__ import annotations

import duckdb

from kpi.declare import Catalogue, Column, Contract
from kpi.declare.readings import DAILY

MIGRATIONS: tuple[tuple[str, str], ...] = (
    (
        "ledger",
        """
        create table act (
            revision integer, kind varchar, actor varchar, stamped timestamp, reason varchar
        );
        create table upload (
            upload integer, kind varchar, file_name varchar, file_hash varchar, origin varchar,
            rows_read integer, rows_stored integer, rows_refused integer,
            decisions varchar, findings varchar
        );
        create table slice (upload integer, kind varchar, slice varchar, no integer);
        create table refused (upload integer, kind varchar, site varchar, month date);
        create table taken_back (upload integer, revision integer);
        """,
    ),
    (
        "registers",
        """
        create table register_entry (
            register varchar, id varchar, revision integer, valid_from varchar, valid_to varchar,
            body json, body_hash varchar, origin varchar, withdrawn boolean
        );
        """,
    ),
    (
        "readings",
        """
        create table reading (
            upload integer, no integer, place smallint, value decimal(18, 6), estimated boolean
        );
        """,
    ),
)
"""Each named step runs once, in the transaction that also records it. Never change a past one."""

TYPES = {
    "month": "date",
    "date": "date",
    "number": "decimal(18, 3)",
    "whole": "decimal(18, 3)",
    "share": "decimal(18, 3)",
    "flag": "boolean",
}
"""The table's type of each column type; all others are texts."""


def table_of(contract: str) -> str:
    """Return the name of the table that holds an upload kind's rows."""
    return f"rows_{contract}"


def columns_of(contract: Contract) -> dict[str, str]:
    """Return the stored columns of an upload kind with their types, in declared order.

    Figures in columns of their own are stored as one row each: name and amount. Of meter readings
    the day is stored here; the readings themselves lie in a table of their own.
    """
    if contract.readings is not None:
        return dict(DAILY)
    spread_out = contract.unpivot.columns if contract.unpivot else ()
    stored = [column for column in contract.column if column.name not in spread_out]
    amounts = {contract.quantity.into} if contract.quantity else set()
    amounts |= {contract.unpivot.value_into} if contract.unpivot else set()
    derived = {
        name: "decimal(18, 3)" if name in amounts else "varchar" for name in contract.derived
    }
    return {column.name: _type(column) for column in stored} | derived


def _type(column: Column) -> str:
    return TYPES.get(column.type, "varchar")


def migrate(cursor: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Run the migrations that have not run, and make tables and columns of the declared kinds."""
    cursor.execute("create table if not exists migration (name varchar)")
    done = {name for (name,) in cursor.execute("select name from migration").fetchall()}
    for name, statements in MIGRATIONS:
        if name not in done:
            cursor.execute(statements)
            cursor.execute("insert into migration values (?)", (name,))
    for contract in catalogue.contracts.values():
        _kind_table(cursor, contract)


def _kind_table(cursor: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    table = table_of(contract.id)
    ledger = "upload integer, no integer, line integer, carried_from integer"
    columns = [f"{name} {kind}" for name, kind in columns_of(contract).items()]
    cursor.execute(f"create table if not exists {table} ({', '.join([ledger, *columns])})")
    described = cursor.execute(f"select * from {table} limit 0").description or []
    present = {column[0] for column in described}
    for name, kind in columns_of(contract).items():
        if name not in present:
            cursor.execute(f"alter table {table} add column {name} {kind}")
