"""The page of reports: how sendings stand, and the Milieubarometer's result beside ours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.acts.actor import Actor
from kpi.acts.dispatch import Outbox
from kpi.declare import Month, load
from kpi.judge.snapshot import text_of
from kpi.store import keep_month
from tests.golden import GOLDEN
from tests.pages.screens import go, screens, tables, texts
from tests.show.test_barometer import ENERGY
from tests.stores import open_acts, upload

SAY = load().words.say
NOW = dt.datetime(2026, 10, 20, 8, 0)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "energy", ENERGY, "energie.csv")
    acts.store.close()
    return path


def rows(test: AppTest) -> list[list[str]]:
    return tables(test)[-1].rows


def test_sendings_say_how_they_stand_and_can_be_hastened(store: Path) -> None:
    with screens(store, {"lang": "nl", "tab": "dispatch"}) as test:
        go(test, "reports")
        assert SAY("nl", "dispatch.none") in texts(test)
    acts = open_acts(store)
    body = {"name": "Raad", "site": "ALL", "language": "nl", "recipients": ["a@b.example"]}
    acts.set_entry("dispatch", "Raad", body, actor=Actor.local("Bo"), reason="Inrichten")
    with acts.store.write("close_month", "Anna", "") as writing:
        keep_month(writing, Month(2026, 9), text_of(GOLDEN))
    outbox = Outbox.beside(acts)
    assert outbox is not None
    (parcel,) = outbox.parcels()
    outbox.tried(parcel, NOW)
    acts.store.close()
    with screens(store, {"lang": "nl", "tab": "dispatch"}) as test:
        go(test, "reports")
        assert SAY("nl", "dispatch.waiting", count=1) in texts(test)
        assert SAY("nl", "dispatch.no_server") in texts(test)
        assert rows(test)[0][-1] == "1 keer geprobeerd, weer om 20 okt 2026 10:01"
        test.button(key="dispatch-hasten").click().run()
        assert not test.exception
        assert rows(test)[0][-1] == SAY("nl", "dispatch.soon")


def test_a_pasted_result_is_asked_about_and_then_compared(store: Path) -> None:
    with screens(store, {"lang": "nl", "tab": "barometer", "site": "ALM", "year": "2025"}) as test:
        go(test, "reports")
        assert ["Brandstof en warmte", "Aardgas", "12.006 m³", "● gemeten"] in rows(test)
        test.text_area(key="barometer-paste").set_value("Aardgas\t12.006").run()
        test.radio(key="barometer-reading").set_value("dutch").run()
        assert not test.exception
        assert rows(test)[0][1:5] == ["12.006 m³", "12.006 m³", "0 m³", "0,0%"]
        assert SAY(
            "nl", "barometer.summary", same=1, differs=0, other=len(rows(test)) - 1
        ) in texts(test)


def test_what_a_year_lacks_is_said_before_its_report_is_made(store: Path) -> None:
    """Energy alone is in: of Almelo all but that is missing, each kind by its name."""
    with screens(store, {"lang": "nl", "site": "ALM", "year": "2025"}) as test:
        go(test, "reports")
        told = texts(test)
        assert "Almelo, 2025: " in told and "is dit nog niet aangeleverd:" in told
        assert (
            "- Medicatieverspilling, Almelo: niets binnen in jan 2025 tot en met dec 2025." in told
        )
        assert told.index("is dit nog niet aangeleverd:") > told.index(
            "Een kalenderjaar per locatie"
        )
        assert "niet compleet zijn (er kan ook iets ontbreken dat niemand verwachtte): ‘" in told
        folds = [fold.label for fold in test.expander]
        assert any(label.startswith("Nog ") and "ontbreken" in label for label in folds)


def test_the_year_is_made_on_demand_and_then_given(store: Path) -> None:
    with screens(store, {"lang": "en", "site": "ALM", "year": "2025"}) as test:
        go(test, "reports")
        test.button(key="environment-paper").click().run()
        assert not test.exception
        assert SAY("en", "report.ready") in [b.proto.label for b in test.get("download_button")]
