"""The page Region: a key, our signed summary, a partner's file taken in, and what stays hidden."""

from __future__ import annotations

from pathlib import Path

from kpi.acts.exchange import own_summary
from kpi.declare import load
from tests.pages.screens import go, screens, tables, texts
from tests.region import YEAR, Hospital, fill
from tests.stores import open_acts

WORDS = load().words
JSON = "application/json"


def say(key: str, **facts: object) -> str:
    return WORDS.say("en", key, **facts)


def test_from_key_to_a_partner_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    hospital = Hospital("NRD", "Noordziekenhuis")
    acts = open_acts(path)
    fill(acts, {"Almelo": 100, "Hengelo": 50})
    hospital.meet(acts)
    model = own_summary(acts, YEAR)
    acts.store.close()
    true = hospital.sign(hospital.says(model, {"gas": "1234", "floor_area": "1000"}))
    with screens(path, {"lang": "en", "tab": "exchange", "year": str(YEAR)}) as test:
        go(test, "region")
        test.text_input(key="actor-field").set_value("Anna").run()
        assert say("region.no_key") in texts(test)
        test.button(key="region-key").click().run()
        test.button(key="region-write").click().run()
        assert say("region.written", year=YEAR) in texts(test)
        test.file_uploader(key="region-file").upload(
            "a.json", true.replace(b"1234", b"1235"), JSON
        ).run()
        assert "changed or damaged after signing" in texts(test)
        test.file_uploader(key="region-file").upload("b.json", true, JSON).run()
        test.text_input(key="region-reason").set_value("sent by mail")
        test.button(key="region-accept").click().run()
        assert not test.exception
        told = texts(test)
        assert "The summary of Noordziekenhuis was taken in" in told
        test.segmented_control(key="region-tab").set_value("beside").run()
        told = texts(test)
        assert not test.exception
        assert say("region.reported", have=1, all=1, year=YEAR) in told
        assert "fewer than 3 partners" in told and "1.23" not in told
        (table,) = tables(test)
        headings = [heading.value for heading in test.header]
        assert say("region.practices") in headings and say("region.averages") in headings
        gas = next(row for row in table.rows if row[0].startswith("Natural"))
        assert "0.900" in gas[1] and "hidden" in gas[2]


def test_without_partners_there_is_a_table_of_own_values_and_no_chart_of_one_bar(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    fill(acts, {"Almelo": 100, "Hengelo": 50})
    acts.store.close()
    with screens(path, {"lang": "en", "year": str(YEAR)}) as test:
        told = texts(go(test, "region"))
        assert say("region.alone") in told
        assert len(tables(test)) == 1
        assert not test.get("plotly_chart")
        assert "organisation by organisation" not in told
        # No heading stands above nothing, and the way to the partners is below what says so.
        headings = [heading.value for heading in test.header]
        assert say("region.practices") not in headings and say("region.averages") not in headings
        assert say("region.to_partners") in [link.proto.label for link in test.get("page_link")]
        gas = next(row for row in tables(test)[0].rows if row[0].startswith("Natural"))
        assert gas[0] == "Natural gas (m³ / m²)"
