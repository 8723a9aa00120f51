"""An official form filled in: every line of it in whole units, and what fits on none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import Form, Month
from kpi.declare.form import FormPart
from kpi.measure import Figures, Measured, Scope
from kpi.show.completeness import months_told
from kpi.show.format import NONE, listed, number, plain_number, rounded, unit_name, with_unit
from kpi.show.tables import Table
from kpi.show.views import State
from kpi.show.voice import Voice


@dataclass(frozen=True)
class FormLine:
    """One line of a form over a whole year: the number to type over, and how sure it is.

    `value` is in whole units, None where nothing is known. `status` is the line's own where the
    figure that fills it is whole, else that of the figure; `remark` says what is missing, else it
    is empty.
    """

    block: str
    label: str
    unit: str
    value: Decimal | None
    status: State
    remark: str


@dataclass(frozen=True)
class FormView:
    """A form of one calendar year: its lines in their order, and what fits on none of them.

    `left_over` has lines of the same shape, without those that are nought; `known` is False when
    not a single line has a number.
    """

    form: str
    label: str
    year: int
    site: str
    lines: tuple[FormLine, ...]
    left_over: tuple[FormLine, ...]

    @property
    def known(self) -> bool:
        """Whether there is anything to type over."""
        return any(line.value is not None for line in self.lines)


def form_view(figures: Figures, form: Form, year: int, site: str, voice: Voice) -> FormView:
    """Return a form filled in for one calendar year and place."""
    scope = Scope(site, Month(year, 12), "year")
    lines: list[FormLine] = []
    for block in form.block:
        for part in block.part:
            lines += _lines(figures, part, scope, block.label.of(voice.language), voice)
    return FormView(
        form=form.id,
        label=form.label.of(voice.language),
        year=year,
        site=site,
        lines=tuple(lines),
        left_over=tuple(_left_over(figures, form, scope, voice)),
    )


def form_years(figures: Figures) -> tuple[int, ...]:
    """Return the years of which something is known, the newest first."""
    first, newest = figures.first_month, figures.newest_month
    if first is None or newest is None:
        return ()
    return tuple(range(newest.year, first.year - 1, -1))


def newest_whole_year(figures: Figures) -> int:
    """Return the newest year that can be complete."""
    last = figures.last_month
    return last.year if last.number == 12 else last.year - 1


def _lines(
    figures: Figures, part: FormPart, scope: Scope, block: str, voice: Voice
) -> Iterator[FormLine]:
    told = _told(figures, part.indicator, scope, block, voice)
    for line in part.lines:
        yield told(line)


def _state(value: Decimal | None, estimated: Decimal | None) -> State:
    """Return how sure a line is, by how much of its value is estimated."""
    if value is None:
        return "none_reported"
    if estimated is None:
        return "measured"
    return "estimated_whole" if estimated == value else "estimated"


def _told(
    figures: Figures, indicator: str, scope: Scope, block: str, voice: Voice
) -> Callable[[str], FormLine]:
    """Return what makes a line of a value of the figure's breakdown."""
    measured = figures.measured(indicator, scope)
    found = dict(figures.breakdown(indicator, scope))
    estimated = figures.estimated_parts(indicator, scope)
    remark = _remark(figures, measured, scope, voice)

    def line_of(name: str) -> FormLine:
        value = None if measured.value is None else found.get(name, Decimal())
        status: State = measured.status
        if status in ("measured", "estimated"):
            # The figure as a whole says nothing of the line: a survey is of some means alone.
            status = _state(found.get(name), estimated.get(name))
        return FormLine(
            block=block,
            label=voice.catalogue.breakdown_label(indicator, name).of(voice.language),
            unit=measured.unit,
            value=None if value is None else rounded(value, 0),
            status=status,
            remark=remark,
        )

    return line_of


def _remark(figures: Figures, measured: Measured, scope: Scope, voice: Voice) -> str:
    """Return what is missing of a figure: by site the months that are not in, else its reason."""
    if measured.reason is None:
        return ""
    if measured.reason.code != "months_missing":
        return " ".join(voice.reasons([measured.reason]))
    lacking: dict[str, list[Month]] = {}
    for site, month in figures.places(scope):
        if figures.cell(measured.indicator, site, month).problem is not None:
            lacking.setdefault(site, []).append(month)
    places = (f"{voice.site(site)} ({months_told(m, voice)})" for site, m in lacking.items())
    return voice.say("form.months", places=listed(places, voice.language))


def _left_over(figures: Figures, form: Form, scope: Scope, voice: Voice) -> Iterator[FormLine]:
    for indicator, lines in form.lines_of().items():
        told = _told(figures, indicator, scope, voice.label(indicator), voice)
        for name, value in figures.breakdown(indicator, scope):
            if name not in lines and value:
                yield told(name)


def form_table(view: FormView, voice: Voice) -> Table:
    """Return the lines to type over; the file has what fits on none of them as well."""
    say = voice.say
    names = ("block", "line", "value", "status")
    plain = ("block", "line", "value", "unit", "status", "remark")
    return Table(
        tuple(say(f"form.{name}") for name in names),
        tuple(
            (line.block, line.label, line_text(line, voice), say(f"status.{line.status}"))
            for line in view.lines
        ),
        tuple(say(f"form.{name}") for name in plain),
        (
            *(_plain(line, line.block, voice) for line in view.lines),
            *(
                _plain(line, say("form.nowhere", block=line.block), voice)
                for line in view.left_over
            ),
        ),
    )


def _plain(line: FormLine, block: str, voice: Voice) -> tuple[str, ...]:
    return (
        block,
        line.label,
        plain_number(line.value, voice.language),
        unit_name(voice.catalogue.words, line.unit, voice.language),
        voice.say(f"status.{line.status}"),
        line.remark,
    )


def line_text(line: FormLine, voice: Voice) -> str:
    """Return a line's number with its unit, as it stands on a screen."""
    if line.value is None:
        return NONE
    text = number(line.value, 0, voice.language)
    return with_unit(text, line.unit, voice.catalogue.words, voice.language)


def form_remarks(view: FormView, voice: Voice) -> tuple[str, ...]:
    """Return what has to be minded before the form is typed over, each a sentence."""
    left = [
        voice.say("form.left", block=line.block, line=line.label, value=line_text(line, voice))
        for line in view.left_over
    ]
    lacking = dict.fromkeys(
        voice.say("form.lacking", block=line.block, reason=line.remark)
        for line in view.lines
        if line.remark
    )
    estimated = [voice.say("form.estimated")] if _estimated(view) else []
    return (*lacking, *left, *estimated)


def _estimated(view: FormView) -> bool:
    return any(line.status in ("estimated", "estimated_whole") for line in view.lines)
