"""The meters page, and the upload page with a file of readings that asks a question."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.acts.test_readings import EAN, KIND, known, month, starts
from tests.pages.screens import go, screens, texts
from tests.stores import open_acts, upload


def test_without_readings_the_page_shows_the_way(tmp_path: Path) -> None:
    open_acts(tmp_path / "kpi.duckdb").store.close()
    with screens(tmp_path / "kpi.duckdb", {"lang": "nl"}) as test:
        go(test, "meters")
        assert not test.exception
        assert "nog geen meetwaarden" in texts(test)


def test_a_meter_is_drawn_by_day_week_and_year(tmp_path: Path) -> None:
    acts = known(open_acts(tmp_path / "kpi.duckdb"))
    upload(acts, KIND, month(3))
    acts.store.close()
    with screens(tmp_path / "kpi.duckdb", {"lang": "nl"}) as test:
        go(test, "meters")
        for view, wanted in (("week", "24 van 168"), ("day", "24"), ("year", "743 van 8.760")):
            test.segmented_control(key="curve-view").set_value(view).run()
            assert not test.exception
            # The last day is 31 March, a Monday: its week holds one day of this month.
            assert f"uit {wanted} metingen" in texts(test), view


def test_a_file_that_does_not_say_start_or_end_is_asked_and_then_accepted(tmp_path: Path) -> None:

    known(open_acts(tmp_path / "kpi.duckdb")).store.close()
    day = dt.date(2025, 6, 2)
    rows = [f"{EAN};afname;{at};1;kWh" for at in starts(day, day)]
    data = "\n".join(["ean;register;tijdstip;waarde;eenheid", *rows, ""]).encode()
    with screens(tmp_path / "kpi.duckdb", {"lang": "nl", "kind": KIND}) as test:
        go(test, "upload")
        test.file_uploader[0].upload("meter.csv", data, "text/csv").run()
        assert not test.exception
        (asked,) = [radio for radio in test.radio if "begin of het einde" in radio.label]
        asked.set_value("start").run()
        test.text_input(key="actor-field").set_value("Anna").run()
        test.button(key="upload-accept-file").click().run()
        assert not test.exception
        assert [success.value for success in test.success]
