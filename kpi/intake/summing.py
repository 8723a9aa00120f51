"""Single events summed to months: of such a file only the sums are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kpi.declare import Column, Month
from kpi.intake.amounts import ambiguity, settle_column
from kpi.intake.calendar import read_date, read_month
from kpi.intake.dialect import Texts
from kpi.intake.finding import Finding, Question
from kpi.intake.given import Given
from kpi.intake.header import Header
from kpi.intake.melt import Records, Shaped
from kpi.intake.numbers import Convention, TypedNumber, plain, written
from kpi.intake.placeholders import is_nothing
from kpi.intake.spelling import quoted, tidy
from kpi.intake.sums import equals_number
from kpi.intake.table import is_sum_name

MONTH = "month"
Key = tuple[str, ...]


@dataclass
class _Sums:
    """The sums so far, by month and by what the other columns hold; the first line of each."""

    amounts: dict[Key, Decimal] = field(default_factory=dict)
    firsts: dict[Key, int] = field(default_factory=dict)
    totals: list[tuple[int, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refused: set[Key] = field(default_factory=set)
    events: int = 0
    faulty: int = 0


@dataclass(frozen=True)
class Summed:
    """The months as a table of the kind, what there is to say, and what has to be asked first."""

    shaped: Shaped
    questions: tuple[Question, ...] = ()
    events: int = 0
    faulty: int = 0
    incomplete: frozenset[str] = frozenset()


def sum_events(given: Given, header: Header, records: Records) -> Summed:
    """Return one record for each month and combination of the other columns that are read.

    A line without an amount counts for nothing; one whose amount or day cannot be read is an
    error, and leaves its month incomplete. A totals line is held against the sum of its column.
    """
    quantity = given.contract.quantity
    assert quantity is not None
    value, when = given.contract.find(quantity.value), given.contract.find(MONTH)
    place, day = header.columns[value.name], header.columns.get(MONTH)
    others = [p for name, p in header.columns.items() if name not in (value.name, MONTH)]
    events = [(line, r) for line, r in records if any(map(str.strip, r))]
    sums = _Sums()
    rows = [(line, r) for line, r in events if not _is_total(r, header, place, sums, line)]
    texts = [_cell(record, place) for _, record in rows]
    settled = settle_column(
        dict.fromkeys(t for t in texts if not is_nothing(t)),
        given.decisions.conventions.get(value.name),
    )
    if settled.convention is None:
        return _unsettled(header, value, settled.how, texts, [line for line, _ in rows])
    for line, record in rows:
        month = _month(given, record, day)
        rest = tuple(_cell(record, p).strip() for p in others)
        _add(sums, line, record, month, rest, settled.convention, (place, day), (value, when))
    told = [*sums.findings, *_totals(sums, value), *_said(sums)]
    names = [MONTH, value.name, *(n for n in header.columns if n not in (value.name, MONTH))]
    summed = [
        (sums.firsts[key], (key[0], TypedNumber(plain(amount).replace(".", ","), amount), *key[1:]))
        for key, amount in sums.amounts.items()
    ]
    made = Header(header.place, tuple(names), {n: i for i, n in enumerate(names)}, header.units)
    shaped = Shaped(made, sorted(summed), findings=tuple(told))
    incomplete = frozenset(key[0] for key in sums.refused)
    return Summed(shaped, (), len(rows), sums.faulty, incomplete)


def _cell(record: Texts, place: int | None) -> str:
    return record[place] if place is not None and len(record) > place else ""


def _is_total(record: Texts, header: Header, place: int, sums: _Sums, line: int) -> bool:
    """Tell whether a column that is read announces a total, and keep what it says."""
    total = any(
        is_sum_name(tidy(_cell(record, position)).rstrip(": "))
        for position in header.columns.values()
        if position != place
    )
    if total:
        sums.totals.append((line, _cell(record, place)))
    return total


def _month(given: Given, record: Texts, place: int | None) -> tuple[Month | None, str]:
    """Return the month of a line, or the code of why it has none."""
    if place is None:
        return None, ""
    text = _cell(record, place)
    if is_nothing(text):
        return None, "required_empty"
    month_first = MONTH in given.decisions.month_first
    found = read_date(text, given.today, month_first=month_first)
    if found.value is None:
        as_month = read_month(text, given.today)
        found = as_month if as_month.value is not None else found
    return (None if found.value is None else Month.of(found.value)), found.fault


def _add(
    sums: _Sums,
    line: int,
    record: Texts,
    month: tuple[Month | None, str],
    rest: tuple[str, ...],
    convention: Convention,
    places: tuple[int, int | None],
    columns: tuple[Column, Column],
) -> None:
    """Add one line to the sum of its month, or say why that cannot be."""
    text = _cell(record, places[0])
    if is_nothing(text):
        return
    number = written(text.strip())
    amount = number.value(convention) if number is not None and not number.unit else None
    found, fault = month
    if fault:
        day = _cell(record, places[1])
        _refuse(sums, fault, line, columns[1], day)
        return
    key = ("" if found is None else str(found), *rest)
    if amount is None:
        _refuse(sums, "number_unreadable", line, columns[0], text)
        sums.refused.add(key)
        return
    sums.events += 1
    sums.firsts.setdefault(key, line)
    sums.amounts[key] = sums.amounts.get(key, Decimal()) + amount


def _refuse(sums: _Sums, code: str, line: int, column: Column, text: str) -> None:
    sums.faulty += 1
    value = quoted(text) if text.strip() else None
    sums.findings.append(Finding(code, "error", line, column.header.nl, value))


def _totals(sums: _Sums, value: Column) -> Iterator[Finding]:
    whole = sum(sums.amounts.values(), Decimal())
    for line, text in sums.totals:
        told = equals_number(text, whole)
        if told is None:
            yield Finding("total_left_out", "remark", line)
        else:
            facts = {"total": text.strip(), "sum": told}
            yield Finding("total_differs", "remark", line, value.header.nl, quoted(text), facts)


def _said(sums: _Sums) -> Iterator[Finding]:
    if sums.amounts:
        months = {key[0] for key in sums.amounts}
        facts = {"number": str(sums.events), "months": str(len(months))}
        yield Finding("rows_summed", "remark", facts=facts)


def _unsettled(
    header: Header, value: Column, how: str, texts: Sequence[str], lines: Sequence[int]
) -> Summed:
    """Return no months: points and commas of the column contradict each other, or are unclear."""
    code = "number_ambiguous" if how == "ambiguous" else "number_mixed"
    marked = [
        (line, text)
        for line, text in zip(lines, texts, strict=True)
        if (number := written(text.strip())) is not None and number.demand != "none"
    ]
    line, text = marked[0]
    facts = {"count": str(len(marked))}
    fault = Finding(code, "error", line, value.header.nl, quoted(text), facts)
    questions = (ambiguity(value, texts, lines, ""),) if how == "ambiguous" else ()
    empty = replace(header, columns={})
    return Summed(Shaped(empty, (), findings=(fault,)), questions, len(lines), len(marked))
