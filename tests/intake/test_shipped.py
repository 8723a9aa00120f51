"""What is shipped passes its own check: templates with examples, and the demonstration files."""

from __future__ import annotations

import csv
import time
from decimal import Decimal

import pytest

from kpi.declare import DEMO, demo_plan, load
from tests.intake.checking import checked

EXAMPLES = [theme for theme in load().themes if theme.contract is not None]


@pytest.mark.parametrize("theme", EXAMPLES, ids=lambda theme: theme.id)
def test_an_example_passes_without_a_word(theme: object) -> None:
    contract = theme.contract  # type: ignore[attr-defined]
    result = checked(contract.id, theme.example)  # type: ignore[attr-defined]
    assert result.rows
    assert not result.findings and not result.questions
    # Of meter readings a day is a row, whatever number of lines it stands on.
    if contract.readings is None:
        assert result.rows_read == len({row.line for row in result.rows})


def test_every_column_of_an_english_template_means_the_same() -> None:
    for theme in EXAMPLES:
        assert theme.contract is not None
        dutch = theme.example
        names = {column.header.nl: column.header.en for column in theme.contract.column}
        head, _, rows = dutch.partition("\n")
        english = ";".join(names[name.strip()] for name in head.split(";")) + "\n" + rows
        assert checked(theme.contract.id, english).rows == checked(theme.contract.id, dutch).rows


@pytest.mark.parametrize("upload", demo_plan().upload, ids=lambda upload: upload.file)
def test_a_demonstration_file_passes(upload: object) -> None:
    path = DEMO / upload.file  # type: ignore[attr-defined]
    result = checked(upload.kind, path.read_bytes())  # type: ignore[attr-defined]
    assert not result.errors and not result.questions
    with path.open(encoding="utf-8-sig", newline="") as lines:
        assert result.rows_read == len(list(csv.reader(lines, delimiter=";"))) - 1


def test_a_demonstration_total_is_that_of_the_file() -> None:
    """Added up by hand's way: the column as it stands, of one stream and month."""
    path = DEMO / "waste_ALM_2025.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [r for r in csv.DictReader(lines, delimiter=";") if r["periode"] == "2025-01"]
    own = sum(
        Decimal(row["gewicht_kg"].replace(",", "."))
        for row in rows
        if row["afvalstroom"].startswith("Bedrijfsafval")
    )
    totals = checked("waste", path.read_bytes()).totals
    (found,) = [
        total.value
        for total in totals
        if str(total.month) == "2025-01" and total.group["stream"] == "REST"
    ]
    assert found == own > 0


def test_a_hundred_rows_take_a_moment() -> None:
    header, first = EXAMPLES[0].example.splitlines()[:2]
    rows = [
        first.replace("2025-01", f"{2012 + n // 12}-{n % 12 + 1:02d}").replace("812345", f"{n},5")
        for n in range(100)
    ]
    data = "\n".join([header, *rows])
    checked("energy", data)
    started = time.process_time()
    assert len(checked("energy", data).rows) == 100
    assert time.process_time() - started < 0.5
