"""Totals rows of a file: left out, but held against the rows they claim to add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kpi.declare import Contract
from kpi.intake.finding import Finding
from kpi.intake.numbers import CONVENTIONS, plain, written
from kpi.intake.spelling import fold, quoted
from kpi.intake.table import SumRow, Table

MOST_DIGITS = 20


def compare_sums(
    contract: Contract,
    table: Table,
    readings: dict[str, Sequence[Decimal | None]],
    by: str | None = None,
) -> list[Finding]:
    """Return one remark a totals row: that it is left out, or that it differs from its parts.

    A total may add up all rows, those since the totals row before it, or those that share its
    site, month or another name. It differs when it equals none of these sums. `by` is the column
    whose values stood side by side in the file: a total adds up what stands above it only.
    """
    columns = _summed(contract)
    found = []
    before = 0
    for total in table.sums:
        parts = _candidates(contract, table, total, before, by)
        found.append(_compare(contract, total, columns, readings, parts))
        before = total.before if by is None else before
    return found if by is None else list(_one_a_line(found))


def _one_a_line(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the differing totals of a line, or once that the line is left out."""
    differing = {finding.line for finding in findings if finding.code == "total_differs"}
    told = set(differing)
    for finding in findings:
        if finding.code == "total_differs" or finding.line not in told:
            told.add(finding.line)
            yield finding


def _summed(contract: Contract) -> tuple[str, ...]:
    if contract.quantity is not None:
        return (contract.quantity.value,)
    return contract.unpivot.columns if contract.unpivot is not None else ()


def _candidates(
    contract: Contract, table: Table, total: SumRow, before: int, by: str | None
) -> list[list[int]]:
    """Return the sets of rows that a totals row may add up, the likeliest first."""
    rows = list(range(len(table.lines)))
    since = rows[before : total.before]
    if by is not None:
        across = fold(total.texts[by])
        rows = [row for row in rows if fold(table.columns[by][row]) == across]
        since = [row for row in rows if row < total.before]
    named = [
        (column.name, fold(total.texts[column.name]))
        for column in contract.column
        if column.type in ("site", "month", "choice", "mapped")
        and column.name != by
        and total.texts.get(column.name)
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
        if not any(_agree(value, found) for value in stated for found in sums):
            # What it most likely adds up is the nearest of the sums.
            nearest = min(sums, key=lambda found: min(abs(found - value) for value in stated))
            facts = {"total": text, "sum": _alike(nearest, text)}
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


def _agree(stated: Decimal, found: Decimal) -> bool:
    """Tell whether a total equals a sum, at the decimals that the total was written with."""
    return rounded_like(found, stated) == stated


def rounded_like(number: Decimal, model: Decimal) -> Decimal:
    """Return a number with as many decimals as another one has."""
    exponent = model.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() > MOST_DIGITS:
        return number
    return number.quantize(Decimal((0, (1,), min(exponent, 0))), ROUND_HALF_UP)


def equals_sum(total: str, parts: Sequence[str]) -> str | None:
    """Return None when a written total equals its written parts, in some way of writing numbers.

    Else what they add up to, written like the total. Nothing is said of a total that is no number.
    """
    number = written(total.strip()) if total.strip() else None
    if number is None:
        return None
    read = (written(part.strip()) for part in parts if part.strip())
    numbers = [part for part in read if part is not None]
    sums: list[Decimal] = []
    for convention in CONVENTIONS:
        stated = number.value(convention)
        values = [part.value(convention) for part in numbers]
        if stated is None or None in values:
            continue
        found = sum((value for value in values if value is not None), Decimal())
        if _agree(stated, found):
            return None
        sums.append(found)
    return _alike(sums[0], total) if sums else None


def equals_number(total: str, number: Decimal) -> str | None:
    """Return None when a written total equals a number in some way of writing, else the number.

    Nothing is said of a total that is no number.
    """
    stated = list(_stated(total.strip()))
    if not stated or any(_agree(value, number) for value in stated):
        return None
    return _alike(number, total)


def _alike(number: Decimal, text: str) -> str:
    """Return a number with the decimal mark of a text; a comma where the text has none."""
    english = text.rfind(".") > text.rfind(",") and "," not in text.rpartition(".")[2]
    return plain(number) if english else plain(number).replace(".", ",")


def _sum(readings: Sequence[Decimal | None], rows: Sequence[int]) -> Decimal:
    values = (readings[row] for row in rows)
    return sum((value for value in values if value is not None), Decimal())
