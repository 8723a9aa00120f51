"""A target added and changed by the officer, every field of it, as a new version with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from tests.judge.test_outlook import YEARS, bring
from tests.pages.screens import cells, go, screens
from tests.stores import open_acts

WORDS = load().words
NEW = {
    "code": "ZGT-REST-1", "owner": "ZGT", "set": "ZGT eigen", "label-nl": "Restafval min 40%",
    "label-en": "Residual waste minus 40%", "boundary": "waste_residual", "base_year": "2018",
    "milestones": "2030: 40", "source": "raadsbesluit", "reason": "Besluit",
}  # fmt: skip
CHOSEN = {
    "indicator": "waste_residual",
    "expression": "reduction_pct",
    "scope_level": "organisation",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "kpi.duckdb"
    acts = open_acts(found)
    bring(acts, YEARS)
    acts.store.close()
    return found


@pytest.fixture
def screen(path: Path) -> Iterator[AppTest]:
    with screens(path, {"lang": "nl", "month": "2025-12", "site": "ALL"}) as test:
        go(test, "targets")
        test.session_state["target-whole"] = True
        test.run()
        test.text_input(key="actor-field").set_value("Anna").run()
        yield test


def fill(test: AppTest, values: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    """Fill the fields of the whole form and save; their keys end in the field's name."""
    for name, value in values.items():
        next(f for f in test.text_input if _is_field(f.key, name)).set_value(value)
    for name, value in chosen.items():
        next(f for f in test.selectbox if _is_field(f.key, name)).set_value(value)
    label = WORDS.say("nl", "registers.save")
    next(b for b in test.button if b.label == label).click().run()


def _is_field(key: object, name: str) -> bool:
    return str(key).startswith("entry-target-") and str(key).endswith(f"-{name}")


def told(test: AppTest) -> list[str]:
    return [e.value.replace("\\", "") for e in test.error]


def rows(test: AppTest) -> str:
    return "\n".join(cells(test))


def test_a_new_target_is_judged_at_once_and_a_slip_is_told(screen: AppTest, path: Path) -> None:
    slips = (
        ({"milestones": "over vier jaar"}, "target_form.milestones_bad", "over vier jaar"),
        ({"code": "een doel"}, "target_form.code_bad", "een doel"),
        ({"code": "GD3-4b"}, "refused.name_taken", None),
        ({"milestones": "2030: 140"}, "refused.milestone_reduction", None),
    )
    for slip, key, value in slips:
        fill(screen, {**NEW, **slip}, CHOSEN)
        facts = {"value": value, "name": "GD3-4b", "values": "2030: 140"}
        assert told(screen) == [WORDS.say("nl", key, **facts)]
        assert "Restafval min 40%" not in rows(screen)
    fill(screen, NEW, CHOSEN)
    assert told(screen) == []
    # 91.8 t; from 120 t the path to 72 t in 2030 asks 92 t at the end of 2025.
    assert "Restafval min 40%" in rows(screen)
    assert "● op koers" in rows(screen)
