"""Targets in words: what a base value rests on, and what a yes-or-no milestone asks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.declare import load
from kpi.judge import Base
from kpi.show import Voice
from kpi.show.progress import base_state

NL = Voice(load(), "nl", {})
BASE = Base(2018, Decimal(10), "t", "measured", "")


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (BASE, "gemeten"),
        (replace(BASE, estimated=True), "deels of geheel geschat"),
        (replace(BASE, assumed=True, estimated=True), "voorlopig: aangenomen factor"),
        # What a person set is called as that person called it.
        (replace(BASE, status="reconstructed", estimated=True), "gereconstrueerd"),
        (replace(BASE, status="example", assumed=True), "voorbeeld, verzonnen"),
    ],
)
def test_a_base_value_is_not_called_measured_where_it_rests_on_more(base: Base, told: str) -> None:
    assert base_state(base, NL) == told


@pytest.mark.parametrize("kind", ["asked", "asked_short"])
def test_a_milestone_of_yes_or_no_does_not_read_as_the_answer(kind: str) -> None:
    words = load().words
    assert words.say("nl", f"{kind}.boolean", value="1").startswith("moet ja")
    assert words.say("en", f"{kind}.boolean", value="1") == "must be yes"
