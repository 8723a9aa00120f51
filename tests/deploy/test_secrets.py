"""The example of how people sign in is whole: what it says to change, and nothing else, is missing."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets

from kpi.acts import Refused
from kpi.serve.sign_in import way_in
from tests.servers import ROOT

TEXT = (ROOT / "deploy" / "secrets.example.toml").read_text(encoding="utf-8")


def way_of(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> str:
    secrets = Secrets()
    secrets._secrets = given
    monkeypatch.setattr(st, "secrets", secrets)
    return way_in().mode


def test_the_example_is_refused_until_it_was_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    given = tomllib.loads(TEXT)
    with pytest.raises(Refused) as refused:
        way_of(given, monkeypatch)
    assert refused.value.facts["names"] == "cookie_secret, client_id, client_secret"
    given["auth"] |= {"cookie_secret": "x" * 64, "client_id": "id", "client_secret": "s"}
    assert way_of(given, monkeypatch) == "oidc"
    # Without this a shared workstation would let the next person in.
    assert given["auth"]["client_kwargs"]["prompt"] == "login"


def test_its_other_half_is_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    half = TEXT[TEXT.index("# [proxy]") :]
    given = tomllib.loads(re.sub(r"(?m)^# ", "", half))
    assert way_of(given, monkeypatch) == "proxy"
    assert way_in().trusts("127.0.0.1") and not way_in().trusts("127.0.0.2")


def test_secrets_never_go_into_version_control() -> None:
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text().splitlines()
