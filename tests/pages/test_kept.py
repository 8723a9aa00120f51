"""What a page keeps between two runs is kept for a revision, a language and a day."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import cast

from kpi.ui.session import Context, kept


class Store:
    """As much of the acts as is asked for: the reporting day."""

    day = dt.date(2026, 11, 14)

    def today(self) -> dt.date:
        return self.day


def test_what_was_made_is_made_again_on_another_day() -> None:
    store = Store()
    here = cast(
        "Context",
        SimpleNamespace(
            acts=store, language="nl", judge=SimpleNamespace(as_of=7, last_month="2026-10")
        ),
    )
    made: list[dt.date] = []

    def make() -> int:
        made.append(store.today())
        return len(made)

    # Within a month a file becomes late: what is said of it may not be that of yesterday.
    assert [kept(here, "late", "ALM", make=make) for _ in range(2)] == [1, 1]
    store.day = dt.date(2026, 11, 15)
    assert [kept(here, "late", "ALM", make=make) for _ in range(2)] == [2, 2]
