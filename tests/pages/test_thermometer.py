"""The Milieuthermometer page: certificates by date, levels by rule, the marked example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kpi.acts import Actor, Acts
from kpi.declare import load
from tests.pages.screens import cells, go, screens, tables, texts
from tests.stores import open_acts

WORDS = load().words


def say(key: str, **facts: object) -> str:
    return WORDS.say("nl", key, **facts)


def put(acts: Acts, register: str, identifier: str, **body: Any) -> None:
    acts.set_entry(register, identifier, body, actor=Actor.local("Anna"), reason="Afgesproken")


def shown(path: Path, site: str = "ALL") -> Any:
    return screens(path, {"lang": "nl", "site": site})


def test_the_example_is_marked_and_gives_no_level(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    with shown(path) as test:
        go(test, "thermometer")
        said = texts(test)
        assert say("thermometer.example") in said
        assert say("thermometer.aimed", schema="Schema 7") in said
        assert say("thermometer.older") in said
        assert "De einddatum is niet vastgelegd" in said
        rows = [row for table in tables(test) for row in table.rows if row[0] == "brons"]
        assert ["brons", "0 van 1", "0 van 18", "▨ niet aangetoond"] in rows
        assert "niet volledig. Van 1 vaste eis is niet aangetoond dat eraan is voldaan." in said
        assert say("level.open", site="Almelo", schema="Voorbeeldlijst") in said
        # Of a single list there is no choice to make.
        assert "thermometer-schema" not in {choice.key for choice in test.segmented_control}


def test_certificates_are_told_by_their_dates(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    common: dict[str, Any] = {"schema": "7", "source": "Eigen opgave", "auditor": "CERTI"}
    put(
        acts, "certificate", "Nieuw", name="Nieuw", scope="site", sites=["ALM"], sampled=["ALM"],
        level="gold", issued="2026-01-01", valid_until="2999-01-01", **common,
    )  # fmt: skip
    put(
        acts, "certificate", "Oud", name="Oud", scope="site", sites=["HGL"], sampled=[],
        level="silver", issued="2024-05-01", valid_until="2025-05-01", **common,
    )  # fmt: skip
    acts.store.close()
    with shown(path) as test:
        go(test, "thermometer")
        said = texts(test)
        assert "CERTI" not in cells(test)
        test.session_state["every-certificate"] = True
        test.run()
        assert "Almelo: goud, geldig tot en met 1 januari 2999." in said
        assert "Hengelo: zilver, verlopen; het was geldig tot en met 1 mei 2025." in said
        # The example shows no level: of the certificate that holds it is said that it stands.
        certified = say("level.certified", level="goud", schema="Schema 7")
        assert said.count(certified) == said.count("verandert dit niets") == 1
        first = tables(test)[0].rows[0]
        assert first[:7] == [
            "goud", "Schema 7", "1 januari 2026", "1 januari 2999", "● geldig", "CERTI", "bezocht",
        ]  # fmt: skip


def test_a_complete_list_of_ones_own_gives_a_level(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    put(
        acts, "schema", "7", code="7", label={"nl": "Schema 7", "en": "Schema 7"},
        list="complete", source="Werkdocument",
    )  # fmt: skip
    for level, least in (("bronze", "1"), ("silver", "1"), ("gold", "2")):
        order = str(("bronze", "silver", "gold").index(level))
        put(
            acts, "level_rule", f"7/cure/{level}", schema="7", care_type="cure", level=level,
            order=order, minimum=least, evidence="confirmed", source="Werkdocument",
        )  # fmt: skip
    for code, demand in (("1.1", "mandatory"), ("2.1", "extra")):
        text = {"nl": f"Eis {code}", "en": f"Requirement {code}"}
        put(
            acts, "requirement", f"7/{code}", schema="7", code=code, theme=code[0], text=text,
            care_type="cure", bronze=demand, silver=demand, gold=demand, points="1",
            source="Werkdocument",
        )  # fmt: skip
        put(
            acts, "assessment", f"ALM/7/{code}", site="ALM", schema="7", code=code,
            date="2026-09-01", status="met", by="Anna", comment="gezien",
        )  # fmt: skip
    acts.store.close()
    with shown(path, "ALM") as test:
        go(test, "thermometer")
        said = texts(test)
        assert say("level.reached", site="Almelo", schema="Schema 7", level="zilver") in said
        assert say("thermometer.nothing_lacks", level="goud") in said
        assert "thermometer-schema" in {choice.key for choice in test.segmented_control}
        assert say("thermometer.example") not in said and say("thermometer.older") not in said
        assert "Almelo: ● voldaan (Anna 1 september 2026). gezien" in said
        gold = next(row for table in tables(test) for row in table.rows if row[0] == "goud")
        assert gold == ["goud", "1 van 1", "1 van 2", "▲ niet gehaald"]
        test.segmented_control(key="scope-site").set_value("HGL").run()
        assert say("level.open", site="Hengelo", schema="Schema 7") in texts(test)


def test_a_sites_name_shows_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    acts.set_entry(
        "site",
        "ALM",
        {"code": "ALM", "name": "*Noord*"},
        actor=Actor.local("Anna"),
        reason="Nieuwe naam",
    )
    acts.store.close()
    with shown(path, "ALM") as test:
        go(test, "thermometer")
        assert not test.exception
        assert "*Noord*: zilver" in texts(test)
