"""Laws of the intake that hold for any file."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.intake.decode import decode
from kpi.intake.numbers import written
from tests.intake.checking import amounts, checked, file

HEADER = "locatie;periode;datum;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;opmerking"
QUICK = settings(max_examples=60, deadline=None)

NUMBERS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=3, allow_nan=False, allow_infinity=False
)
LINES = st.builds(
    "{};2025-{:02d};{};{};{};{};gewogen;{}".format,
    st.sampled_from(["Almelo", "HGL", "ZGT", "Enschede", ""]),
    st.integers(1, 13),
    st.sampled_from(["", "07-01-2025", "7/3/25", "gisteren"]),
    st.sampled_from(["Renewi", "ZAVIN", "Totaal", ""]),
    st.sampled_from(["REST", "Papier/karton", "Swill", "xyz", "Som"]),
    st.sampled_from(["5", "1.234,5", "7,25", "-3", "", "n.v.t.", "1e5", "0"]),
    st.sampled_from(["", "correctie", "bel 111222333", "=1+1"]),
)


def grouped(digits: str, mark: str) -> str:
    parts = []
    while digits:
        digits, part = digits[:-3], digits[-3:]
        parts.append(part)
    return mark.join(reversed(parts))


@given(NUMBERS)
def test_a_number_reads_the_same_in_dutch_and_in_english(number: Decimal) -> None:
    whole, _, decimals = f"{abs(number):f}".partition(".")
    sign = "-" if number < 0 else ""
    dutch = written(f"{sign}{grouped(whole, '.')},{decimals}")
    english = written(f"{sign}{grouped(whole, ',')}.{decimals}")
    assert dutch is not None and english is not None
    assert dutch.value("dutch") == english.value("english") == number


@QUICK
@given(st.lists(NUMBERS.filter(lambda n: 0 <= n <= 10**8), min_size=1, max_size=12))
def test_a_column_reads_the_same_in_dutch_and_in_english(numbers: list[Decimal]) -> None:
    """One number above a thousand with decimals settles the marks; without one it is asked."""
    texts = [f"{n:f}".partition(".") for n in [Decimal("1234.500"), *numbers]]
    dutch, english = [], []
    for place, (whole, _, decimals) in enumerate(texts):
        start = f"Almelo;{2012 + place // 12}-{place % 12 + 1:02d};;Renewi;REST"
        dutch.append(f"{start};{grouped(whole, '.')},{decimals};gewogen;")
        english.append(f"{start};{grouped(whole, ',')}.{decimals};gewogen;")
    first, second = (checked("waste", file(HEADER, *rows)) for rows in (dutch, english))
    assert not first.errors and not first.questions
    assert amounts(first) == amounts(second) == [Decimal("1234.5"), *numbers]


@QUICK
@given(st.lists(LINES, max_size=15))
def test_the_same_bytes_give_the_same_answer_and_rows_are_counted(lines: list[str]) -> None:
    data = file(HEADER, *lines)
    first = checked("waste", data)
    assert first == checked("waste", data)
    kept = {row.line for row in first.rows}
    assert len(kept) + first.rows_refused <= first.rows_read
    assert not kept & {finding.line for finding in first.errors}
    assert all(row.cells["amount"] is not None for row in first.rows)


@QUICK
@given(st.lists(LINES, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_totals(
    lines: list[str], chance: random.Random
) -> None:
    """Filling down depends on order by its nature: every row here names its own site."""
    named = [line for line in lines if line.split(";")[0] and line.split(";")[3]]
    shuffled = [*named]
    chance.shuffle(shuffled)
    first, second = (checked("waste", file(HEADER, *rows)) for rows in (named, shuffled))
    assert first.totals == second.totals
    assert (first.rows_read, first.rows_refused) == (second.rows_read, second.rows_refused)


@QUICK
@given(st.lists(LINES, max_size=8), st.sampled_from(["\r\n", "\r"]), st.booleans())
def test_line_ends_and_byte_order_marks_say_nothing(
    lines: list[str], ends: str, marked: bool
) -> None:
    plain = checked("waste", file(HEADER, *lines))
    other = ("\ufeff" if marked else "") + file(HEADER, *lines).replace("\n", ends)
    result = checked("waste", other)
    same = {"file_hash": plain.file_hash, "encoding": plain.encoding}
    assert replace(result, **same) == plain  # type: ignore[arg-type]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(data: bytes) -> None:
    result = checked("energy", data)
    assert result.findings
    assert not result.rows


@QUICK
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=12))
def test_no_text_in_a_cell_breaks_the_check(first: str, second: str, third: str) -> None:
    cells = [text.replace('"', '""') for text in (first, second, third)]
    row = ";".join(f'"{cell}"' for cell in (cells[0], "2025-01", "", cells[1], "REST", cells[2]))
    result = checked("waste", file(HEADER, f'{row};gewogen;""'))
    assert result.rows_read <= 2
    assert len(result.rows) <= 1


@given(st.text(max_size=200))
def test_decoding_gives_back_what_was_encoded(text: str) -> None:
    decoded = decode(text.encode(), 10_000)
    if decoded.text is not None and decoded.encoding == "utf-8":
        assert "\r" not in decoded.text
