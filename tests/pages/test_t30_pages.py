"""T-30: what a page shows to whom; and what the log keeps of someone who asks for more (T-32)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets

import dashboard
from kpi.declare import load
from kpi.serve import STORES
from kpi.serve.errors import trail
from kpi.serve.gate import utc_now
from kpi.store import events
from tests.pages.screens import go, screens, texts
from tests.rights import PLACE, least_of, table
from tests.serve.test_t33_sessions import AUTH
from tests.stores import open_acts

say = load().words.say
NAME, TOKEN = "annelies.vink@example.org", "a-token-that-nobody-may-see"


@pytest.mark.parametrize("screen", dashboard.SCREENS, ids=lambda screen: screen.id)
def test_t30_a_page_asks_for_the_role_that_its_place_in_the_navigation_names(screen: Any) -> None:
    assert least_of(screen.id) == screen.least


def test_t30_pages_that_change_or_tell_of_people_are_not_for_everyone() -> None:
    wanted = {"upload": "uploader", "registers": "uploader"}
    wanted |= {"closing": "officer", "safekeeping": "officer"}
    assert {s.id: s.least for s in dashboard.SCREENS if s.least != "viewer"} == wanted


def test_t30_the_table_in_the_documentation_is_that_of_the_rules() -> None:
    assert PLACE.read_text(encoding="utf-8") == table(), "run: python -m tests.rights"


@pytest.fixture
def signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store, with the sign-in set up."""
    secrets = Secrets()
    secrets._secrets = {"auth": AUTH}
    monkeypatch.setattr(st, "secrets", secrets)
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    return path


def claims(*roles: str) -> dict[str, Any]:
    made = int((utc_now() - utc_now().replace(1970, 1, 1, 0, 0, 0, 0)).total_seconds())
    return {
        "is_logged_in": True,
        "preferred_username": NAME,
        "sub": "s-1",
        "roles": list(roles),
        "tokens": {"access": TOKEN},
        "iat": made,
    }


def test_t30_t32_who_asks_for_more_is_refused_by_the_page_and_named_by_number_alone(
    signed: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "kpi")
    with screens(signed, {"lang": "nl"}) as test:
        assert say("nl", "door.signed_out") in texts(test)
        assert not [b for b in test.button if b.key != "sign-in"]

        test.user = claims("kpi.viewer")
        assert say("nl", "first_run.title") in texts(test.run())
        closed = texts(go(test, "registers"))
        assert say("nl", "door.for_uploader") in closed and not test.text_input

        test.user = claims("kpi.officer")
        test.run()
        assert say("nl", "door.for_uploader") not in texts(go(test, "registers"))
        labels = [button.label for button in go(test, "safekeeping").button]
        assert say("nl", "safekeeping.check_now") in labels
        assert say("nl", "safekeeping.back_up") not in labels

        log = events(STORES.acts().store)
        refused = [e.facts for e in log if e.name == "authz_fail"]
        assert [(f["act"], f["subject"]) for f in refused] == [("open_page", "uploader")]
        told = " ".join(event.body + event.person for event in log)
    for text in (told, caplog.text, "".join(capfd.readouterr())):
        assert NAME not in text and TOKEN not in text and AUTH["cookie_secret"] not in text


def test_t32_an_error_in_the_log_says_where_and_not_what() -> None:
    def read() -> None:
        try:
            dict[str, int]()[NAME]
        except KeyError as error:
            raise ValueError(f"bad cell {TOKEN}") from error

    with pytest.raises(ValueError, match="bad cell") as raised:
        read()
    text = trail(raised.value)
    assert NAME not in text and TOKEN not in text
    assert [line for line in text.splitlines() if not line.startswith(" ")] == [
        "ValueError",
        "KeyError",
    ]
    assert "test_t30_pages.py" in text and "test_t32_an_error_in_the_log" in text
