"""Whatever bytes come in: an answer within two seconds, never a fault of the program."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.declare import load
from kpi.intake import check
from kpi.intake.proposal import propose
from tests.intake.checking import TODAY, contract, words
from tests.workbooks import workbook

SECONDS = 2.0
"""Of work: on a busy machine a clock on the wall would tell of others."""
QUICK = settings(max_examples=60, deadline=None)
KINDS = sorted(load().contracts)
NAMES = ("a.csv", "a.xlsx", "a.txt", "", "a.CSV")
EXAMPLES = [theme.example.encode() for theme in load().themes if theme.contract is not None]
BOOK = workbook(
    {
        "Een": [["locatie", "periode", "energiedrager", "verbruik", "eenheid"],
                ["Almelo", "2025-01", "pv", 5, "kWh"], ["Hengelo", 45658, "pv", "1,5", "kWh"]],
        "Twee": [["locatie", "jan-25", "feb-25"], ["Almelo", 1, 2]],
    }
)  # fmt: skip


def judge(data: bytes, kind: str, name: str) -> None:
    """Check bytes, and guess at what they mean: both answer in time."""
    started = time.perf_counter()
    declared, known = contract(kind), words()
    started = time.process_time()
    result = check(declared, data, known, decide={}, constants={}, today=TODAY, name=name)
    lines = [*result.above, *(record for _, record in result.records)]
    propose(declared, known, lines, today=TODAY)
    propose(declared, known, lines, today=TODAY, header_line=2, header_lines=2)
    assert time.process_time() - started < SECONDS
    assert result.rows or result.findings or result.questions


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a good file of which some bytes were cut out, put in, changed or repeated."""
    data = bytearray(draw(st.sampled_from([*EXAMPLES, BOOK])))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        change = draw(st.sampled_from(("cut", "put", "repeat", "zero")))
        if change == "cut":
            del data[place : place + size]
        elif change == "put":
            data[place:place] = draw(st.binary(max_size=20))
        elif change == "repeat":
            data[place:place] = data[place : place + size] * draw(st.integers(1, 30))
        else:
            data[place : place + size] = bytes(len(data[place : place + size]))
    return bytes(data)


@QUICK
@given(st.binary(max_size=2000), st.sampled_from(KINDS), st.sampled_from(NAMES))
def test_any_bytes(data: bytes, kind: str, name: str) -> None:
    judge(data, kind, name)


@QUICK
@given(damaged(), st.sampled_from(KINDS), st.sampled_from(NAMES))
def test_any_damage_to_a_good_file(data: bytes, kind: str, name: str) -> None:
    judge(data, kind, name)


@QUICK
@given(
    st.lists(
        st.lists(st.one_of(st.text(max_size=12), st.sampled_from(
            ["jan-25", "Totaal", "kWh", "1.234", "1,5", "locatie", "Almelo", "stroom", '"', "2025-01"]
        )), max_size=8),
        max_size=12,
    ),
    st.sampled_from(KINDS),
)  # fmt: skip
def test_any_table(table: list[list[str]], kind: str) -> None:
    text = "\n".join(";".join(cell.replace('"', '""') for cell in row) for row in table)
    judge(text.encode("utf-8", "surrogatepass"), kind, "a.csv")


MUCH = 600_000
MANY: dict[str, Callable[[], bytes]] = {
    "delimiters": lambda: b";" * MUCH,
    "quotes": lambda: b'"' * MUCH,
    "quoted quotes": lambda: b'"a""' * (MUCH // 4),
    "line ends": lambda: b"\r\n" * (MUCH // 2),
    "one cell": lambda: b"a" * MUCH,
    "digits": lambda: b"1" * MUCH,
    "points": lambda: EXAMPLES[0] + b"1." * (MUCH // 2),
    "spaces": lambda: b" " * MUCH + b";",
    "brackets": lambda: b"a (" * (MUCH // 3),
    "zeros": lambda: bytes(MUCH),
    "months": lambda: b"jan-25;" * (MUCH // 7) + b"\n" + b"1;" * (MUCH // 2),
    "words": lambda: b"totaal van " * (MUCH // 11),
    "a wide table": lambda: (
        b"locatie;energiedrager;" + b"jan-25;" * 900 + (b"\nAlmelo;pv;" + b"1;" * 900) * 20
    ),
    "open quote": lambda: EXAMPLES[0] + b'"' + EXAMPLES[0] * 20,
}


@pytest.mark.parametrize("many", MANY)
@pytest.mark.parametrize("kind", ["energy", "waste"])
def test_much_of_the_same_does_not_hang(many: str, kind: str) -> None:
    judge(MANY[many](), kind, "a.csv")
