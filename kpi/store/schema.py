"""The tables of the store: migrations in order, and one table of typed rows an upload kind.

No primary key, unique constraint, foreign key or sequence: uniqueness is kept by the acts under
the write lock, so that the same SQL can run on a lake that refuses those.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import duckdb

from kpi.declare import Catalogue, Column, Contract
from kpi.declare.readings import DAILY
from kpi.store.chain import NAMES, columns_of_event, follow, last_event
from kpi.store.digest import kept_tables, marks_of

if TYPE_CHECKING:
    from kpi.store.writing import Writing

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
    (
        "audit",
        """
        create table person as
            select 'p' || left(md5(uuid()::varchar), 12) as person, actor as name
            from (select distinct actor from act);
        create table deed as
            select act.revision, act.kind, person.person as actor, act.stamped, act.reason,
                md5(uuid()::varchar) as salt
            from act join person on person.name = act.actor;
        drop table act;
        create view act as
            select deed.revision, deed.kind, coalesce(person.name, deed.actor) as actor,
                deed.stamped, deed.reason
            from deed left join person on person.person = deed.actor;
        create table event (
            no integer, revision integer, stamped timestamp, name varchar, person varchar,
            body varchar, previous varchar, hash varchar
        );
        """,
    ),
    (
        "closed months",
        """
        create table closed_month (revision integer, month varchar, body varchar);
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


def state_of(catalogue: Catalogue) -> str:
    """Return the name under which the tables this release needs are recorded once they are there."""
    wanted = [f"{c.id} {sorted(columns_of(c).items())}" for c in catalogue.contracts.values()]
    text = "\n".join([*(name for name, _ in MIGRATIONS), *sorted(wanted)])
    return f"tables-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def outstanding(cursor: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> str | None:
    """Return a name for the tables as they are when they are not of this release; None when so.

    The name is empty when there is nothing to keep: no act was ever stored.
    """
    tables = {
        name
        for (name,) in cursor.execute(
            "select table_name from duckdb_tables() where database_name = current_database()"
        ).fetchall()
    }
    done = _done(cursor) if "migration" in tables else set()
    wanted = state_of(catalogue)
    if wanted in done:
        return None
    held = next((table for table in ("deed", "act") if table in tables), None)
    if held is None or not cursor.execute(f"select 1 from {held} limit 1").fetchall():
        return ""
    return f"before-{wanted}"


def _done(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in cursor.execute("select name from migration").fetchall()}


def log_unlogged(writing: Writing) -> None:
    """Begin the audit log of a store that was made before there was one."""
    if last_event(writing) is not None or not writing.rows("select 1 from deed limit 1"):
        return
    tables = kept_tables(writing).values()
    last = None
    for revision, kind, person, stamped in writing.rows(
        "select revision, kind, actor, stamped from deed order by revision"
    ):
        last = follow(
            last,
            revision=revision,
            stamped=stamped,
            name=NAMES.get(kind, NAMES["register"]),
            person=person,
            facts={"act": kind, **marks_of(writing, revision, tables)},
        )
        writing.insert("event", columns_of_event(last))


def migrate(cursor: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Run the migrations that have not run, and make tables and columns of the declared kinds."""
    cursor.execute("create table if not exists migration (name varchar)")
    done = _done(cursor)
    for name, statements in MIGRATIONS:
        if name not in done:
            cursor.execute(statements)
            cursor.execute("insert into migration values (?)", (name,))
    for contract in catalogue.contracts.values():
        _kind_table(cursor, contract)
    cursor.execute("insert into migration values (?)", (state_of(catalogue),))


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
