"""PostgreSQL goes away at the worst moments: an act is stored whole, or not at all and that is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import pytest

from kpi.acts import Refused
from kpi.store import Lake, StoreTrouble, Writing, engine, uploads, verify
from kpi.store import lake as lakes
from kpi.store.journal import Journal
from tests.drill.children import expected, open_store, send_in, totals
from tests.lake.conftest import copy_of
from tests.postgres import Postgres


class Kept:
    """One store for all of these tests, and what it has to hold: a test may not lose what was before."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.acts = open_store(lake)
        self.stored: list[int] = []
        self.next = 0

    def send(self) -> int:
        """Send in the next upload; it has to be stored."""
        number, self.next = self.next, self.next + 1
        receipt = send_in(self.acts, number)
        self.stored.append(number)
        return receipt

    def require(self) -> None:
        """See that there is what was stored, no more and no less, and nothing left over."""
        store = self.acts.store
        assert totals(store) == expected(self.stored)
        assert len(uploads(store)) == len(self.stored)
        assert store.journal is not None and not store.journal.pending()
        assert not verify(store).faults


@pytest.fixture(scope="module")
def kept(
    made_lake: Lake, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    found = Kept(copy_of(made_lake, postgres, tmp_path_factory.mktemp("kept")))
    yield found
    found.acts.store.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lakes, "AWAY", 0.2)


def once(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, do: Callable[[], None]) -> None:
    """Let something happen right after the next call of a method, and never again."""
    kept = getattr(owner, name)

    def changed(self: object, *given: object, **words: object) -> object:
        monkeypatch.setattr(owner, name, kept)
        answer = kept(self, *given, **words)
        do()
        return answer

    monkeypatch.setattr(owner, name, changed)


@contextmanager
def refused_while_away(postgres: Postgres, code: str) -> Iterator[None]:
    """See an act refused during which the server goes away; it is back when the block ends."""
    try:
        with pytest.raises(Refused) as refused:
            yield
    finally:
        postgres.start()
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Writing, "finish"), (Journal, "prepare"), (Journal, "settle")],
    ids=["among the rows", "before the commit", "after the commit"],
)
def test_restarted_in_mid_write_the_upload_is_stored_once_all_the_same(
    kept: Kept, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    once(monkeypatch, owner, name, postgres.restart)
    assert kept.send() == kept.acts.store.revision
    kept.require()


def test_gone_while_rows_are_written_nothing_is_stored_and_that_is_said(
    kept: Kept, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    store = kept.acts.store
    assert store.archive is not None
    before = sorted(store.archive.iterdir()), store.revision
    once(monkeypatch, Writing, "begin", postgres.stop)
    with refused_while_away(postgres, "lake_away"):
        send_in(kept.acts, kept.next)
    assert (sorted(store.archive.iterdir()), store.revision) == before
    kept.require()
    # The same file goes in as if nothing had been.
    assert kept.send() == before[1] + 1
    kept.require()


def test_gone_at_the_commit_nobody_is_told_what_is_not_known(
    kept: Kept, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    once(monkeypatch, Journal, "prepare", postgres.stop)
    with refused_while_away(postgres, "lake_unsure"):
        send_in(kept.acts, kept.next)
    # It was not stored; the next act decides that, and nothing is left over.
    assert totals(kept.acts.store) == expected(kept.stored)
    kept.send()
    kept.require()


def test_a_commit_that_was_made_and_not_confirmed_is_not_made_twice(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def committed(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        with engine.transaction(cursor):
            yield
        monkeypatch.undo()
        raise duckdb.IOException("server closed the connection unexpectedly")

    monkeypatch.setattr("kpi.store.store.transaction", committed)
    kept.send()
    kept.require()


def test_a_lock_that_was_lost_lets_no_two_acts_have_one_number(
    kept: Kept, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock's own connection is cut, and another process stores something in between."""
    other, between = open_store(kept.lake), kept.next + 1

    def cut() -> None:
        postgres.ask(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"
        )
        send_in(other, between)
        kept.stored.append(between)

    revision = kept.acts.store.revision
    once(monkeypatch, Writing, "finish", cut)
    assert kept.send() == revision + 2
    kept.next = between + 1
    # What one process did, the other sees.
    other.store._looked = 0.0
    assert other.store.revision == kept.acts.store.revision == revision + 2
    assert totals(other.store) == expected(kept.stored)
    with kept.acts.store.turn("errand") as mine, other.store.turn("errand") as theirs:
        assert (mine, theirs) == (True, False)
    with other.store.turn("errand") as mine:
        assert mine
    kept.require()
    other.store.close()


def test_a_question_waits_for_a_restart_and_no_longer_than_it_may(
    kept: Kept, postgres: Postgres, impatient: None
) -> None:
    store = kept.acts.store
    postgres.restart()
    assert totals(store) == expected(kept.stored)
    postgres.stop()
    try:
        for ask in (lambda: totals(store), lambda: store.note("authn_login_success", "Anna", {})):
            with pytest.raises(StoreTrouble) as refused:
                ask()
            assert refused.value.code == "lake_away"
    finally:
        postgres.start()
    assert totals(store) == expected(kept.stored)
