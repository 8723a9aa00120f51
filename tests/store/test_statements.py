"""A text that was parsed before answers as one that was not, whoever executes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from kpi.store.statements import Statements


def test_each_asking_has_its_own_parameters_and_the_text_is_kept_once() -> None:
    known, cursor = Statements(), duckdb.connect()
    by_name = [known.execute(cursor, "select $n + 1", {"n": n}).fetchall() for n in (1, 41)]
    assert by_name == [[(2,)], [(42,)]]
    by_place = [known.execute(cursor, "select ? || 'a'", [text]).fetchall() for text in "xy"]
    assert by_place == [[("xa",)], [("ya",)]]
    assert len(known) == 2


def test_a_text_sees_what_its_tables_hold_now() -> None:
    known, cursor = Statements(), duckdb.connect()
    ask = "select * from told"
    known.execute(cursor, "create table told as select 1 as first")
    assert known.execute(cursor, ask).fetchall() == [(1,)]
    known.execute(cursor, "create or replace table told as select 2 as first, 'b' as second")
    assert known.execute(cursor, ask).fetchall() == [(2, "b")]


def test_threads_on_databases_of_their_own_share_a_text_and_no_answer() -> None:
    known = Statements()

    def ask(number: int) -> set[tuple[int, int]]:
        own = duckdb.connect()
        own.execute(f"create table held as select {number} as number")
        ask = "select number, cast($n as integer) from held"
        return {known.execute(own, ask, {"n": -number}).fetchall()[0] for _ in range(200)}

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [{(n, -n)} for n in range(8)]
    assert len(known) == 1


def test_no_more_texts_are_kept_than_there_is_room_for() -> None:
    known, cursor = Statements(room=3), duckdb.connect()
    for round_ in (1, 2):
        for number in range(7):
            told = known.execute(cursor, f"select {number} + ?", [round_]).fetchall()
            assert told == [(number + round_,)]
            assert 1 <= len(known) <= 3


@pytest.mark.parametrize("text", ["", "create table a (b int); create table c (d int)"])
def test_what_is_not_one_statement_is_refused_and_nothing_of_it_done(text: str) -> None:
    known, cursor = Statements(), duckdb.connect()
    with pytest.raises(ValueError, match="unpack"):
        known.execute(cursor, text)
    assert cursor.execute("from duckdb_tables()").fetchall() == []


def test_a_text_that_cannot_be_read_is_told_by_the_database_each_time() -> None:
    known, cursor = Statements(), duckdb.connect()
    for _ in range(2):
        with pytest.raises(duckdb.ParserException):
            known.execute(cursor, "select from from")
    assert len(known) == 0
