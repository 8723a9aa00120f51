"""The upload page as a person goes through it: fault, effect, receipt, history, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from kpi.serve import STORES, stores
from tests.pages.screens import figures, go, screens, tables, texts
from tests.servers import ROOT
from tests.stores import open_acts, shorten_demonstration

CATALOGUE = load()
HEADER = "locatie;periode;energiedrager;verbruik;eenheid"
GOOD = f"{HEADER}\r\nAlmelo;2026-09;elektriciteit_inkoop;120500,5;kWh\r\n"
BAD = f"{HEADER}\r\nAlmelo;2026-09;elektriciteit_inkoop;1.2.3;kWh\r\n"
LABEL = CATALOGUE.indicators["electricity_purchased"].label.nl


def say(key: str, **facts: object) -> str:
    return CATALOGUE.words.say("nl", key, **facts)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[AppTest]:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    query = {"lang": "nl", "site": "ALM", "month": "2026-09", "span": "month"}
    with screens(path, query) as test:
        yield go(test, "upload")


def drop(test: AppTest, text: str) -> None:
    test.file_uploader[0].upload("stroom.csv", text.encode("utf-8-sig"), "text/csv").run()
    assert not test.exception


def button(test: AppTest, label: str) -> object:
    return next(b for b in test.button if b.label.replace("\\", "") == label)


def test_a_fault_names_line_column_and_value_and_nothing_can_be_saved(screen: AppTest) -> None:
    drop(screen, BAD)
    row = tables(screen)[1].rows[0]
    assert row[0] == "2"
    assert row[1:3] == ["verbruik", "1.2.3"]
    accept = button(screen, say("upload.accept"))
    assert accept.disabled  # type: ignore[attr-defined]
    assert say("upload.why.no_rows") in texts(screen)


def test_a_file_goes_in_with_its_effect_shown_and_comes_out_again(screen: AppTest) -> None:
    drop(screen, GOOD)
    rows = [row for table in tables(screen) for row in table.rows if row[0] == LABEL]
    assert rows[0][:3] == [LABEL, "–", "120,5 MWh"]
    screen.text_input(key="actor-field").set_value("Anna").run()
    button(screen, say("upload.accept")).click().run()  # type: ignore[attr-defined]
    assert say("upload.receipt.thanks", number=2) in texts(screen)
    assert figures(go(screen, "co2_energy"))[LABEL] == "120,5 MWh"

    go(screen, "upload")
    screen.query_params["tab"] = "history"
    screen.run()
    choice = next(box for box in screen.selectbox if box.label == say("upload.back.choose"))
    choice.set_value(2).run()
    reason = next(t for t in screen.text_input if t.label == say("upload.back.reason"))
    reason.set_value("Verkeerde meter").run()
    button(screen, say("upload.back.button", number=2)).click().run()  # type: ignore[attr-defined]
    assert say("upload.back.done", number=2, revision=3) in texts(screen)
    assert not screen.exception
    # The only figures are gone: the page says so instead of showing tiles.
    assert say("theme.empty") in texts(go(screen, "co2_energy"))


def test_one_button_leaves_the_demonstration_for_an_own_empty_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demonstration = tmp_path / "demo" / "kpi.duckdb"
    shorten_demonstration(tmp_path / "files", monkeypatch)
    monkeypatch.setattr(stores, "DEMO_STORE", demonstration)
    monkeypatch.setattr(stores, "OWN_STORE", tmp_path / "own" / "kpi.duckdb")
    monkeypatch.delenv("KPI_STORE", raising=False)
    try:
        test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        test.query_params["lang"] = "nl"
        test.run()
        reckoned = say("frame.reckoned", day="15 november 2026")
        assert [w.value for w in test.warning] == [f"{say('frame.demonstration')} {reckoned}"]
        test.button(key="start-own").click().run()
        assert not test.exception
        assert not test.warning
        assert (tmp_path / "own" / "kpi.duckdb").exists()
    finally:
        STORES.close()


def test_a_store_that_cannot_be_opened_is_one_plain_sentence(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    path.write_bytes(b"no store at all" * 1000)
    with screens(path, {"lang": "en"}) as test:
        assert len(test.error) == 1
        assert "No figure at all is shown" in test.error[0].value
        assert not test.exception
        assert [title.value for title in test.title] == [load().words.say("en", "restore.title")]
