"""Tables: what stands on the screen, and the same as a CSV with plain numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpi.judge import PathPoint
from kpi.measure import Contribution
from kpi.show.format import (
    NONE,
    amount,
    month_label,
    number,
    plain_number,
    rounded,
    unit_name,
)
from kpi.show.progress import PathView
from kpi.show.receipts import spreadsheet
from kpi.show.views import Breakdown, Series, part_label
from kpi.show.voice import Voice

KEPT = 6
"""Decimals of a plain number: beyond these lies only what dividing leaves over."""


@dataclass(frozen=True)
class Table:
    """Rows of texts for the screen, and the rows of its CSV, each under their own header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    plain_header: tuple[str, ...]
    plain_rows: tuple[tuple[str, ...], ...]

    @property
    def csv(self) -> bytes:
        """The table as a file that a Dutch spreadsheet opens right."""
        return spreadsheet([self.plain_header, *self.plain_rows])


def series_table(series: Series, voice: Voice) -> Table:
    """Return a figure month by month, the newest first, with the state of every month."""
    say, language = voice.say, voice.language
    unit = unit_name(voice.catalogue.words, series.unit, language)
    rows, plain = [], []
    for point in reversed(series.points):
        state = say(f"status.{point.state}")
        rows.append((month_label(point.month, language), point.text, state))
        value = None if point.value is None else rounded(point.value, KEPT)
        plain.append((str(point.month), plain_number(value, language), series.unit, state))
    return Table(
        (say("table.month"), _with_unit(series.label, unit), say("table.status")),
        tuple(rows),
        (say("table.month"), series.label, say("table.unit"), say("table.status")),
        tuple(plain),
    )


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def breakdown_table(breakdown: Breakdown, voice: Voice) -> Table:
    """Return the parts over the whole span in view, and month by month in the file."""
    say, language = voice.say, voice.language
    total = sum(part.total for part in breakdown.parts)
    rows = [
        (
            part_label(part, breakdown.label, voice),
            number(part.total, breakdown.decimals, language),
            f"{number(part.total / total * 100, 1, language)}%" if total else NONE,
        )
        for part in breakdown.parts
    ]
    plain = [
        (
            str(month),
            part_label(part, breakdown.label, voice),
            plain_number(rounded(value, KEPT), language),
            breakdown.unit,
            say(f"status.{status}"),
        )
        for part in breakdown.parts
        for month, value, status in zip(
            breakdown.months, part.values, breakdown.statuses, strict=True
        )
        if value is not None
    ]
    unit = unit_name(voice.catalogue.words, breakdown.unit, language)
    return Table(
        (say("table.part"), _with_unit(breakdown.label, unit), say("table.share")),
        tuple(rows),
        (
            say("table.month"),
            say("table.part"),
            breakdown.label,
            say("table.unit"),
            say("table.status"),
        ),
        tuple(plain),
    )


def path_table(path: PathView, voice: Voice) -> Table:
    """Return actual and required per year end and at the month in view; all months in the file."""
    language, say = voice.language, voice.say
    actual = {point.month: point for point in path.actual}
    required = {point.month: point for point in path.required}
    months = sorted(set(actual) | set(required))
    kept = [month for month in months if month.number == 12 or month == path.month]
    rows = [
        (
            month_label(month, language),
            actual[month].text if month in actual else NONE,
            _required_text(path, required.get(month), voice),
            say(f"status.{actual[month].state}") if month in actual else "",
        )
        for month in kept
    ]
    plain = []
    for month in months:
        have, asked = actual.get(month), required.get(month)
        value = None if have is None or have.value is None else rounded(have.value, KEPT)
        line = None if asked is None else rounded(asked.value, KEPT)
        plain.append(
            (
                str(month),
                plain_number(value, language),
                plain_number(line, language),
                path.unit,
                say(f"status.{have.state}") if have else "",
            )
        )
    header = (say("table.to_month"), say("table.actual"), say("table.required"))
    return Table(
        (*header, say("table.status")),
        tuple(rows),
        (*header, say("table.unit"), say("table.status")),
        tuple(plain),
    )


def _required_text(path: PathView, point: PathPoint | None, voice: Voice) -> str:
    if point is None:
        return NONE
    return path.text(point.value, voice)


SHOWN_LINES = 200
"""More lines than these of one figure stand in its file only."""


LINE_NAMES = ("site", "month", "part", "reckoned", "contribution", "origin")
FILE_NAMES = (
    "part",
    "site",
    "month",
    "category",
    "quantity",
    "factor",
    "contribution",
    "marks",
    "receipt",
    "file",
    "line",
)
"""On screen what belongs together stands in one column, so that the table fits; not in a file."""


def lines_table(indicator: str, lines: Iterable[Contribution], voice: Voice) -> Table:
    """Return the stored lines that make a figure, the largest part first."""
    ordered = largest_first(lines)
    unit = voice.catalogue.indicators[indicator].unit
    plain = {name: voice.say(f"table.{name}") for name in FILE_NAMES}
    plain["contribution"] = f"{plain['contribution']} ({unit})"
    return Table(
        tuple(voice.say(f"table.{name}") for name in LINE_NAMES),
        tuple(_line_row(indicator, line, voice) for line in ordered[:SHOWN_LINES]),
        tuple(plain.values()),
        tuple(_plain_line(line, voice) for line in ordered),
    )


def largest_first(lines: Iterable[Contribution]) -> list[Contribution]:
    """Return lines by what they contribute, whatever its sign, the largest first."""
    return sorted(lines, key=_size, reverse=True)


def line_label(indicator: str, line: Contribution, voice: Voice) -> str:
    """Return a line in one row of text, as it is chosen from a list."""
    return " · ".join(filter(None, _line_row(indicator, line, voice)))


def _size(line: Contribution) -> Decimal:
    return abs(line.contribution or Decimal())


def _line_row(indicator: str, line: Contribution, voice: Voice) -> tuple[str, ...]:
    told = voice.say("table.denominator")
    if line.contribution is not None:
        told = amount(voice.catalogue, indicator, line.contribution, voice.language)
    what = line.category
    if line.part != indicator:
        what = f"{voice.label(line.part)}: {what}"
    return (
        voice.site(line.site),
        month_label(line.month, voice.language, short=True),
        what,
        _reckoned(line, voice),
        told,
        _where(line, voice),
    )


def _where(line: Contribution, voice: Voice) -> str:
    """Return where the line stands; of joined lines the newest upload only."""
    if line.joined:
        return voice.say("table.where_joined", receipt=line.receipt, file=line.file)
    return voice.say("table.where", receipt=line.receipt, file=line.file, line=line.line)


def _reckoned(line: Contribution, voice: Voice) -> str:
    """Return quantity and factor as a product, with what has to be minded."""
    numbers = [_grouped(n, voice) for n in (line.quantity, line.factor) if n is not None]
    if line.joined:
        numbers = [voice.say("table.joined", count=line.joined)]
    if line.share != 1:
        numbers.append(f"{_grouped(line.share * 100, voice)}%")
    marks = _marks(line, voice)
    return " × ".join(numbers) + (f" ({marks})" if marks else "")


def _grouped(value: Decimal, voice: Voice) -> str:
    exact = value.normalize()
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0, voice.language)


def _marks(line: Contribution, voice: Voice) -> str:
    marks = (("estimated", line.estimated), ("assumed", line.assumed))
    return ", ".join(voice.say(f"table.{name}") for name, given in marks if given)


def _plain_line(line: Contribution, voice: Voice) -> tuple[str, ...]:
    part = None if line.contribution is None else rounded(line.contribution, KEPT)
    quantity = plain_number(line.quantity, voice.language)
    if line.joined:
        quantity = voice.say("table.joined", count=line.joined)
    return (
        voice.label(line.part),
        voice.site(line.site),
        str(line.month),
        line.category,
        quantity,
        plain_number(line.factor, voice.language),
        plain_number(part, voice.language),
        _marks(line, voice),
        str(line.receipt or voice.say("table.reference")),
        line.file,
        "" if line.joined else str(line.line or ""),
    )
