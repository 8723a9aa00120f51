"""The administration page: what a person changes counts at once, with name and reason; slips do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from tests.pages.screens import figures, go, screens, texts
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
    test.segmented_control(key="register").set_value(register).run()
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
    counts = figures(screen)
    assert counts[say("upload.count.refused")] == "0"
    assert counts[say("upload.count.new_rows")] == "1"


@pytest.mark.parametrize(
    ("values", "key", "facts"),
    [
        ({"contract": "energy", "category": "REST"}, "registers.category_elsewhere", {}),
        ({"valid_from": "1 mei"}, "registers.date_unreadable", {"value": "1 mei"}),
        ({"reason": ""}, "refused.reason_missing", {}),
    ],
)
def test_a_slip_is_told_and_nothing_is_recorded(
    screen: AppTest, values: dict[str, str], key: str, facts: dict[str, str]
) -> None:
    choose(screen, "expectation", "")
    good = {"contract": "waste", "category": "REST", "rhythm": "none", "reason": "Afgesproken"}
    fill(screen, **{**good, **values})
    assert errors(screen) == [say(key, **facts)]
