"""From a figure downwards: the sites and months it is made of, its lines, and one line's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.declare import ALL, UNSPLIT, Month
from kpi.measure import Contribution, Figures, Measured, Scope
from kpi.show.format import display, month_label, span_label
from kpi.show.receipts import FileLine
from kpi.show.tables import SHOWN_LINES, line_label
from kpi.show.views import status_text
from kpi.show.voice import Voice

YEAR = "r12"
"""Behind a month in the address: the twelve months that end there, as a path to a target shows."""


@dataclass(frozen=True)
class Step:
    """One way further down: where it leads (a site's code or a month), and what is there."""

    to: str
    told: str


@dataclass(frozen=True)
class CloseBy:
    """A figure over one scope: its sentence, its reasons, and the steps down from it."""

    sentence: str
    reasons: tuple[str, ...]
    sites: tuple[Step, ...]
    months: tuple[Step, ...]


def close_by(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> CloseBy:
    """Return a figure over a scope with the sites and the months that it consists of.

    A single site has no steps to sites, a single month none to months.
    """
    measured = figures.measured(indicator, scope)
    return CloseBy(
        sentence=voice.say(
            "lines.value",
            label=voice.label(indicator),
            place=voice.site(scope.site),
            span=span_label(scope, voice.catalogue.words, voice.language),
            value=display(voice.catalogue, measured, voice.language),
            status=status_text(measured, voice),
        ),
        reasons=voice.reasons([measured.reason] if measured.reason else []),
        sites=_sites(figures, indicator, scope, voice),
        months=_months(figures, indicator, scope, voice),
    )


def _sites(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> tuple[Step, ...]:
    codes = places(figures, scope)
    if len(codes) < 2:
        return ()
    found = {c: figures.measured(indicator, Scope(c, scope.month, scope.span)) for c in codes}
    return tuple(_step(code, voice.site(code), found[code], voice) for code in codes)


def places(figures: Figures, scope: Scope) -> tuple[str, ...]:
    """Return the members of a scope: its site, or of the group every site and what is not split."""
    if scope.site != ALL:
        return (scope.site,)
    present = {code for month in scope.months for code in figures.sites(ALL, month)}
    codes = tuple(code for code in figures.site_codes if code in present)
    return (*codes, UNSPLIT) if figures.has_unsplit else codes


def _months(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> tuple[Step, ...]:
    if len(scope.months) == 1:
        return ()
    found = {m: figures.measured(indicator, Scope(scope.site, m)) for m in scope.months}
    return tuple(
        _step(str(month), month_label(month, voice.language), measured, voice)
        for month, measured in found.items()
    )


def _step(to: str, name: str, measured: Measured, voice: Voice) -> Step:
    value = display(voice.catalogue, measured, voice.language)
    return Step(to, f"{name}: {value} ({status_text(measured, voice)})")


def moments(figures: Figures, scope: Scope, asked: str) -> dict[str, Scope]:
    """Return what can be looked at close by, by its name in the address, the newest first.

    Those are the months of the scope, and the one moment that a chart led to: a month since the
    oldest upload, or twelve months that end there.
    """
    found = {str(month): Scope(scope.site, month) for month in reversed(scope.months)}
    if asked in found:
        return found
    named, _, span = asked.partition("~")
    try:
        month = Month.parse(named)
    except ValueError:
        return found
    known = figures.first_month is not None and figures.first_month <= month <= scope.month
    if not known or span not in ("", YEAR):
        return found
    return {asked: Scope(scope.site, month, "r12" if span else "month"), **found}


def moment_name(day: str, span: str = "") -> str:
    """Return the name of a chart's point in the address: its month, perhaps as the end of a span.

    Empty for a text that is no day.
    """
    try:
        month = Month.parse(day[:7])
    except ValueError:
        return ""
    return f"{month}~{span}" if span else str(month)


def file_lines(
    indicator: str, ordered: Sequence[Contribution], asked: str, voice: Voice
) -> dict[str, str]:
    """Return the lines whose file can be looked at, by their name in the address, with their text.

    Lines that are too small to be shown and what ships as reference are not among them. They are
    the largest, and the one that was asked for.
    """
    found: dict[str, str] = {}
    for place, line in enumerate(ordered):
        name = line_name(line)
        if line.joined or not line.receipt or not line.line or name in found:
            continue
        if place < SHOWN_LINES or name == asked:
            found[name] = line_label(indicator, line, voice)
    return found


def line_name(line: Contribution) -> str:
    """Return the name of a line in the address: its upload and its place in the file."""
    return f"{line.receipt}.{line.line}"


def counted(
    indicator: str, ordered: Sequence[Contribution], name: str, voice: Voice
) -> tuple[str, ...]:
    """Say for what a line of a file counts in a figure, once for every part that it holds."""
    return tuple(
        line_label(indicator, line, voice)
        for line in ordered
        if line_name(line) == name and not line.joined
    )


def filled_cells(
    source: FileLine, say_unnamed: str
) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Return the filled cells of a line as (column, text), and the names of the empty columns."""
    named = [
        (header.strip() or say_unnamed, cell)
        for header, cell in zip(source.header, source.cells, strict=True)
    ]
    return (
        [(header, cell) for header, cell in named if cell.strip()],
        tuple(header for header, cell in named if not cell.strip()),
    )
