"""The administration page: what a person changes counts at once, with name and reason; slips do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from kpi.ui.registers import ELSEWHERE
from tests.pages.screens import counts, figures, go, screens, tables, texts
from tests.stores import open_acts, upload

CATALOGUE = load()
KEY_FIGURES = next(t for t in CATALOGUE.themes if t.contract and t.contract.id == "key_figures")
WASTE = (
    "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron\r\n"
    "Almelo;2025-01;Renewi;Vreemde emmer;250;gewogen\r\n"
)


def say(key: str, **facts: object) -> str:
    return CATALOGUE.words.say("nl", key, **facts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "key_figures", KEY_FIGURES.example, "kerngetallen.csv")
    acts.store.close()
    return path


@pytest.fixture
def screen(path: Path) -> Iterator[AppTest]:
    query = {"lang": "nl", "month": "2025-01", "span": "month", "site": "ALM"}
    with screens(path, query) as test:
        go(test, "registers")
        test.text_input(key="actor-field").set_value("Anna").run()
        yield test


def choose(test: AppTest, register: str, entry: str) -> None:
    test.selectbox(key="register").set_value(register).run()
    test.selectbox(key=f"entry-{register}").set_value(entry).run()


def fill(test: AppTest, **values: str) -> None:
    for name, value in values.items():
        fields = [*test.text_input, *test.selectbox]
        next(f for f in fields if str(f.key).endswith(f"-{name}")).set_value(value)
    next(b for b in test.button if b.label == say("registers.save")).click().run()
    assert not test.exception


def errors(test: AppTest) -> list[str]:
    return [error.value.replace("\\", "") for error in test.error]


def test_a_new_name_of_a_site_shows_everywhere(screen: AppTest) -> None:
    choose(screen, "site", "ALM")
    fill(screen, name="Almelo-Noord", reason="Nieuwe naam")
    assert say("target_form.saved", revision=3) in texts(screen)
    go(screen, "overview")
    assert "Almelo\\-Noord" in screen.segmented_control(key="scope-site").options


def test_a_setting_counts_at_once_and_takes_no_words(screen: AppTest) -> None:
    """Patient days are 5,000 clinical days and 1,600 day admissions, by weight."""
    choose(screen, "setting", "day_admission_weight")
    fill(screen, value="half", reason="Probeersel")
    assert errors(screen) == [say("registers.value_unreadable", value="half", before="0.5")]
    fill(screen, value="0,25", reason="Afgesproken")
    assert not errors(screen)
    go(screen, "overview")
    screen.session_state["overview-own"] = True
    screen.run()
    assert figures(screen)["Patiëntdagen"] == "5.400 dagen"  # 5,000 + 0.25 x 1,600


def test_a_suppliers_name_is_mapped_once_on_screen(screen: AppTest) -> None:
    choose(screen, "mapping", "")
    entry = {"contract": "waste", "column": "stream", "owner": "Renewi", "name": "Vreemde emmer"}
    fill(screen, **entry, target="REST", reason="Gevraagd bij Renewi")
    assert say("target_form.saved", revision=3) in texts(screen)
    go(screen, "upload")
    screen.segmented_control(key="upload-kind-file").set_value("waste").run()
    screen.file_uploader[0].upload("w.csv", WASTE.encode("utf-8-sig"), "text/csv").run()
    found = counts(screen)
    assert found[say("upload.count.refused")] == "0"
    assert found[say("upload.count.new_rows")] == "1"


Slip = tuple[dict[str, str], str, dict[str, str]]
"""What is filled in wrongly, and the key and the facts of the sentence that tells it."""


def refuse_all_then_record(test: AppTest, good: dict[str, str], slips: list[Slip]) -> None:
    """Make every slip in turn: each is told and nothing recorded, till the form is filled well."""
    for wrong, key, facts in slips:
        fill(test, **{**good, **wrong})
        assert errors(test) == [say(key, **facts)], wrong
    fill(test, **good)
    assert not errors(test)
    assert say("target_form.saved", revision=3) in texts(test)


def test_a_slip_is_told_and_nothing_is_recorded(screen: AppTest) -> None:
    choose(screen, "expectation", "")
    good = {"contract": "waste", "category": "REST", "rhythm": "none", "reason": "Afgesproken"}
    dates = {"valid_from": "2026-05-01", "valid_to": "2026-04-30"}
    slips: list[Slip] = [
        ({"contract": "energy"}, "registers.category_elsewhere", {}),
        ({"valid_from": "1 mei"}, "refused.validity_unreadable", {"value": "1 mei"}),
        (
            dates,
            "refused.validity_reversed",
            {"first": dates["valid_from"], "last": dates["valid_to"]},
        ),
        ({"rhythm": ""}, "refused.field_missing", {"fields": "Hoe vaak"}),
        ({"reason": ""}, "refused.reason_missing", {}),
    ]
    refuse_all_then_record(screen, {**good, "valid_from": "", "valid_to": ""}, slips)


CERTIFICATE = {
    "name": "MTZ-2026-17",
    "scope": "group",
    "level": "silver",
    "issued": "2026-03",
    "valid_until": "2029-02-28",
    "source": "Certificaat",
    "reason": "Ontvangen",
}


def test_a_date_inside_an_entry_is_refused_in_words(screen: AppTest) -> None:
    choose(screen, "certificate", "")
    slips: list[Slip] = []
    for value in ("maart 2026", "2026-13"):
        facts = {"field": "Afgegeven", "value": value}
        slips.append(({"issued": value}, "refused.rough_date_unreadable", facts))
    for value in ("2029-02-29", "2029-02", "20290228"):
        facts = {"field": "Geldig tot en met", "value": value}
        slips.append(({"valid_until": value}, "refused.date_unreadable", facts))
    refuse_all_then_record(screen, CERTIFICATE, slips)


def test_what_a_register_holds_is_seen_before_its_form(screen: AppTest) -> None:
    screen.selectbox(key="register").set_value("site").run()
    shown = tables(screen)[0]
    assert shown.column("Code") == ["ALM", "HGL"]
    assert shown.column("Naam") == ["Almelo", "Hengelo"]
    # Neither has an end: nobody needs a column of nothing.
    assert shown.column("Geldig vanaf") == ["1 januari 2010", "1 januari 2010"]
    assert "Geldig tot en met" not in shown.header
    helped = {field.label: field.help for field in screen.text_input if field.help}
    assert "komma’s" in helped["Andere namen"] and "283" in helped["Weerstation"]
    screen.selectbox(key="register").set_value("annotation").run()
    assert say("registers.empty") in texts(screen)
    screen.selectbox(key="register").set_value("mapping").run()
    assert not tables(screen)
    count = len(screen.selectbox(key="entry-mapping").options) - 1
    assert [fold.label for fold in screen.expander][:1] == [say("registers.all", count=count)]


def test_a_rule_is_asked_for_by_words_of_its_own(screen: AppTest) -> None:
    screen.selectbox(key="register").set_value("recalculation_rule").run()
    labels = [field.label for field in screen.text_input]
    assert "Korte code van de nieuwe regel" in labels
    assert not any("doel" in label for label in labels)
    fill(screen, code="een regel", reason="Proef")
    assert errors(screen) == [say("registers.code_bad", value="een regel")]


def test_a_new_entry_can_be_begun_in_every_register(screen: AppTest) -> None:
    begun = []
    for register in CATALOGUE.registers.values():
        if register.editable and register.id not in ELSEWHERE:
            screen.selectbox(key="register").set_value(register.id).run()
            entry = screen.selectbox(key=f"entry-{register.id}")
            if say("registers.new") in entry.options:
                entry.set_value("").run()
                begun.append(register.id)
            assert not screen.exception, register.id
    assert {"certificate", "assessment", "mapping", "site"} <= set(begun)
