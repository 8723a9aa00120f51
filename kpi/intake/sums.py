"""Totals rows of a file: left out, but held against the rows they claim to add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpi.declare import Contract
from kpi.intake.finding import Finding
from kpi.intake.numbers import CONVENTIONS, plain, written
from kpi.intake.spelling import fold, quoted
from kpi.intake.table import SumRow, Table


def compare_sums(
    contract: Contract, table: Table, readings: dict[str, Sequence[Decimal | None]]
) -> list[Finding]:
    """Return one remark a totals row: that it is left out, or that it differs from its parts.

    A total may add up all rows, those since the totals row before it, or those that share its
    site, month or another name. It differs when it equals none of these sums.
    """
    columns = _summed(contract)
    found = []
    before = 0
    for total in table.sums:
        parts = _candidates(contract, table, total, before)
        found.append(_compare(contract, total, columns, readings, parts))
        before = total.before
    return found


def _summed(contract: Contract) -> tuple[str, ...]:
    if contract.quantity is not None:
        return (contract.quantity.value,)
    return contract.unpivot.columns if contract.unpivot is not None else ()


def _candidates(contract: Contract, table: Table, total: SumRow, before: int) -> list[list[int]]:
    """Return the sets of rows that a totals row may add up, the likeliest first."""
    rows = list(range(len(table.lines)))
    since = rows[before : total.before]
    named = [
        (column.name, fold(total.texts[column.name]))
        for column in contract.column
        if column.type in ("site", "month", "choice", "mapped") and total.texts.get(column.name)
    ]
    alike = [
        row
        for row in rows
        if any(fold(table.columns[name][row]) == text for name, text in named)
        or any(
            text.endswith(fold(table.columns[name][row])) and table.columns[name][row].strip()
            for name, text in named
        )
    ]
    return [part for part in (since, rows, alike) if part] or [rows]


def _compare(
    contract: Contract,
    total: SumRow,
    columns: Sequence[str],
    readings: dict[str, Sequence[Decimal | None]],
    candidates: Sequence[Sequence[int]],
) -> Finding:
    for name in columns:
        text = total.texts.get(name, "").strip()
        stated = set(_stated(text))
        if not stated or name not in readings:
            continue
        sums = [_sum(readings[name], rows) for rows in candidates]
        if not stated & set(sums):
            facts = {"total": text, "sum": _alike(sums[0], text)}
            header = contract.find(name).header.nl
            return Finding("total_differs", "remark", total.line, header, quoted(text), facts)
    return Finding("total_left_out", "remark", total.line)


def _stated(text: str) -> Iterator[Decimal]:
    """Yield what the number of a totals row may mean: it is compared, never stored."""
    number = written(text) if text else None
    if number is not None:
        for convention in CONVENTIONS:
            value = number.value(convention)
            if value is not None:
                yield value


def _alike(number: Decimal, text: str) -> str:
    """Return a number with the decimal mark of a text; a comma where the text has none."""
    english = text.rfind(".") > text.rfind(",") and "," not in text.rpartition(".")[2]
    return plain(number) if english else plain(number).replace(".", ",")


def _sum(readings: Sequence[Decimal | None], rows: Sequence[int]) -> Decimal:
    values = (readings[row] for row in rows)
    return sum((value for value in values if value is not None), Decimal())
