"""The shortest way to a minimum of points, worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.methods import Candidate, cheapest


def candidate(code: str, points: str, effort: int) -> Candidate:
    return Candidate(code, Decimal(points), effort)


MUCH = candidate("much", "3", 2)
LITTLE = candidate("little", "1", 0)
MORE = candidate("more", "2", 0)
MIDDLE = candidate("middle", "1", 1)


@pytest.mark.parametrize(
    ("lacking", "codes"),
    [
        ("0", []),
        ("1", ["more"]),
        ("2", ["more"]),
        ("2.5", ["more", "little"]),
        ("4", ["more", "little", "middle"]),
        ("5", ["more", "little", "middle", "much"]),
        ("99", ["more", "little", "middle", "much"]),
    ],
)
def test_the_least_work_first_and_no_more_than_is_needed(lacking: str, codes: list[str]) -> None:
    found = cheapest([MUCH, LITTLE, MORE, MIDDLE], Decimal(lacking))
    assert [candidate.code for candidate in found] == codes


def test_what_brings_no_point_is_never_proposed() -> None:
    assert cheapest([candidate("none", "0", 0)], Decimal(1)) == ()
