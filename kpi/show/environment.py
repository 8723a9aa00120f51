"""The environment report of a calendar year: figures of every theme, targets, definitions, factors.

Made from the store as it is known now, for one site or for the group with its sites beside each
other. A year in which something is missing says so at the figure and in its foot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kpi.declare import ALL, Indicator, Month
from kpi.judge import Judge, Progress
from kpi.measure import Measured, Scope
from kpi.measure.registers import register_entries
from kpi.paper import (
    Block,
    Box,
    Bullets,
    Chart,
    Charts,
    Curve,
    Document,
    Drawing,
    Heading,
    Paragraph,
    TextTable,
    svg_of,
)
from kpi.show.axes import value_ticks
from kpi.show.certification import certificate_sentence, day_label, source_title
from kpi.show.charts import COLOURS
from kpi.show.completeness import arrival_sentences, arrivals
from kpi.show.definitions import formula
from kpi.show.factors import FactorView, factor_views
from kpi.show.format import NONE, amount, display, listed, shown_unit, shown_value, unit_name
from kpi.show.month import headline, verdicts_sentence
from kpi.show.paper import Standing, midnight, report_document
from kpi.show.progress import verdict_text
from kpi.show.views import status_text, year_step
from kpi.show.voice import Voice

Told = Callable[[int, int], None]
"""Hears how many of how many parts are written."""
SITES_BESIDE = 3
"""More sites than these do not fit beside each other on paper; the workbook has them all."""
YEARS = 8
WIDTH, HEIGHT = 88.0, 42.0


@dataclass(frozen=True)
class Year:
    """A calendar year of one place, with everything its report and its workbook are made of."""

    judge: Judge
    year: int
    site: str
    today: dt.date
    demonstration: bool
    voice: Voice

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """The sites the report speaks of, without the group."""
        codes = self.judge.figures().site_codes
        return tuple(code for code in codes if self.site in (ALL, code))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The place itself and, of the group, its sites beside it."""
        return (self.site, *self.sites) if self.site == ALL else (self.site,)

    @property
    def title(self) -> str:
        """What the report is called."""
        place = self.voice.site(self.site)
        return self.voice.say("environment.title", year=self.year, place=place)

    @cached_property
    def by_page(self) -> dict[str, tuple[Indicator, ...]]:
        """The figures that are reported, by theme: those with a tile or a target."""
        aimed = {target.indicator for target in self.judge.targets}
        every = self.judge.catalogue.indicators.values()
        told = sorted((i for i in every if i.tile or i.id in aimed), key=lambda i: i.order)
        pages = dict.fromkeys(i.page for i in every)
        found = {page: tuple(i for i in told if i.page == page) for page in pages}
        return {page: inside for page, inside in found.items() if inside}

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """Where the place stands against every target at the end of the year."""
        end = Month(self.year, 12)
        return tuple(self.judge.progress(t.id, self.site, end) for t in self.judge.targets)

    @cached_property
    def factors(self) -> tuple[FactorView, ...]:
        """The emission factors that apply in the year, those of the list before own ones."""
        listed, own = (
            [e.body for e in register_entries(self.judge.reader, name, as_of=self.judge.as_of)]
            for name in ("factor", "own_factor")
        )
        first, last = f"{self.year}-01-01", f"{self.year}-12-31"
        found = factor_views(listed, own, self.voice)
        return tuple(f for f in found if f.first <= last and first <= (f.last or last))

    def scope(self, site: str, year: int | None = None) -> Scope:
        """Return a place over the year, or over another one."""
        return Scope(site, Month(year or self.year, 12), "year")

    def measured(self, indicator: str, site: str, year: int | None = None) -> Measured:
        """Return one figure of a place over the year, or over another one."""
        return self.judge.figures().measured(indicator, self.scope(site, year))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years up to the reported one of which something is known, the oldest first."""
        first = self.judge.figures().first_month
        start = self.year if first is None else max(first.year, self.year - YEARS + 1)
        return tuple(range(min(start, self.year), self.year + 1))

    @cached_property
    def incomplete(self) -> tuple[str, ...]:
        """The names of the reported figures that are not complete over the year."""
        told = [i for inside in self.by_page.values() for i in inside]
        lacking = [i for i in told if not self.measured(i.id, self.site).coverage.complete]
        return tuple(i.label.of(self.voice.language) for i in lacking)

    @cached_property
    def standing(self) -> Standing:
        """What stands on every page."""
        count = sum(map(len, self.by_page.values()))
        whole = count - len(self.incomplete)
        day = day_label(self.today.isoformat(), self.voice.language)
        return Standing(
            place=self.voice.site(self.site),
            period=str(self.year),
            state=self.voice.say("environment.state", whole=whole, all=count),
            factors=self.voice.say("report.of_use"),
            closed=self.voice.say("environment.as_known", day=day),
            revision=self.judge.as_of,
            made=midnight(self.today),
            demonstration=self.demonstration,
        )


def environment_document(year: Year, told: Told = lambda _, __: None) -> Document:
    """Return the report of a year; `told` hears how many of how many parts are written."""
    parts = len(year.by_page) + 2
    themes: list[Block] = []
    for done, (page, inside) in enumerate(year.by_page.items()):
        told(done, parts)
        themes += _theme(year, page, inside)
    told(parts - 2, parts)
    blocks = [
        *_head(year),
        *_sites(year),
        *themes,
        *_targets(year),
        *_certificates(year),
        *_definitions(year),
        *_factors(year),
        *_sources(year),
    ]
    told(parts - 1, parts)
    return report_document(year.title, year.standing, blocks, year.voice)


def _head(year: Year) -> Iterator[Block]:
    voice, own = year.voice, year.judge.catalogue.organisation.organisation.code
    sentence = headline(year.progress, own, Scope(year.site, Month(year.year, 12)), voice)
    lacking = lacking_in(year)
    lines = [verdicts_sentence(year.progress, voice)]
    if not lacking:
        lines.append(voice.say("environment.whole", year=year.year))
    yield Box(sentence, lines)
    told = (*lacking, *incomplete_in(year))
    if told:
        yield Heading(voice.say("environment.lacking"))
        yield Bullets(told)


def lacking_in(year: Year) -> tuple[str, ...]:
    """Say what of the year is not in, by kind and site."""
    months = Scope(ALL, Month(year.year, 12), "year").months
    return arrival_sentences(
        arrivals(year.judge.figures(), year.site, months, year.voice), year.voice
    )


def incomplete_in(year: Year) -> tuple[str, ...]:
    """Name the figures that are not complete, in one sentence; none when all of them are."""
    if not year.incomplete:
        return ()
    names = listed((f"‘{name}’" for name in year.incomplete), year.voice.language)
    return (year.voice.say("environment.incomplete", figures=names),)


def _sites(year: Year) -> Iterator[Block]:
    voice = year.voice
    yield Heading(voice.say("environment.boundary"))
    yield Paragraph(
        voice.say(
            "environment.boundary_text",
            place=voice.site(year.site),
            sites=", ".join(voice.site(code) for code in year.sites),
        )
    )


# --- a theme -------------------------------------------------------------------------------------


def _theme(year: Year, page: str, inside: Sequence[Indicator]) -> Iterator[Block]:
    voice, label = year.voice, year.voice.say(f"page.{page}")
    yield Heading(label)
    beside = year.places if len(year.sites) <= SITES_BESIDE else (year.site,)
    header = (
        voice.say("environment_column.figure"),
        *(voice.site(place) for place in beside),
        str(year.year - 1),
        voice.say("environment_column.step"),
    )
    rows = [_row(year, indicator, beside) for indicator in inside]
    widths = (3.2, *([2.0] * len(beside)), 2.0, 2.0)
    yield TextTable("", header, rows, widths, tuple(range(1, len(beside) + 2)))
    charts = [chart for i in inside[:2] if (chart := _chart(year, i)) is not None]
    if charts:
        yield Charts(charts)


def _row(year: Year, indicator: Indicator, beside: Sequence[str]) -> tuple[str, ...]:
    """Return a figure's values side by side; the state of the first stands under its name."""
    voice = year.voice
    found = [year.measured(indicator.id, place) for place in beside]
    before = year.measured(indicator.id, year.site, year.year - 1)
    return (
        f"{indicator.label.of(voice.language)}\n{status_text(found[0], voice)}",
        *(display(voice.catalogue, measured, voice.language) for measured in found),
        display(voice.catalogue, before, voice.language),
        year_step("year_step", found[0], before, voice) or NONE,
    )


def _chart(year: Year, indicator: Indicator) -> Chart | None:
    """Return a figure over the years; None with less than two whole years to show."""
    voice = year.voice
    found = [year.measured(indicator.id, year.site, one) for one in year.years]
    whole = [m for m in found if m.value is not None and m.comparable]
    if len(whole) < 2:
        return None
    values = [
        None if m.value is None or not m.comparable else shown_value(indicator, m.value)
        for m in found
    ]
    ticks = value_ticks([v for v in values if v is not None], voice.language)
    drawing = Drawing(
        curves=(
            Curve(
                indicator.label.of(voice.language),
                [None if value is None else float(value) for value in values],
                COLOURS[0],
                hollow=[place for place, m in enumerate(found) if m.status == "estimated"],
            ),
        ),
        ticks=[(place, str(one)) for place, one in enumerate(year.years)][::-1][::2][::-1],
        heights=list(zip(ticks["tickvals"], ticks["ticktext"], strict=True)),
        unit=unit_name(voice.catalogue.words, shown_unit(indicator), voice.language),
        width=WIDTH,
        height=HEIGHT,
    )
    told = "; ".join(
        f"{one}: {display(voice.catalogue, m, voice.language)}"
        for one, m in zip(year.years, found, strict=True)
    )
    label = indicator.label.of(voice.language)
    return Chart(
        label,
        svg_of(drawing),
        voice.say("environment.chart_alternative", figure=label, told=told),
    )


# --- targets and certificates --------------------------------------------------------------------


def _targets(year: Year) -> Iterator[Block]:
    voice = year.voice
    if not year.progress:
        return
    yield Heading(voice.say("environment.targets"))
    header = [
        voice.say(f"environment_column.{name}")
        for name in ("target", "owner", "verdict", "value", "path")
    ]
    rows = [target_row(progress, voice) for progress in year.progress]
    yield TextTable("", header, rows, (3.6, 1.1, 3.6, 1.8, 1.8), (3, 4))


def target_row(progress: Progress, voice: Voice) -> tuple[str, ...]:
    """Return where the place stands against a target, or why that is not known."""
    target, actual = progress.target, progress.actual
    indicator = target.indicator or ""
    verdict = verdict_text(progress.verdict, voice)
    why = voice.reasons(progress.reasons)[:1] if progress.verdict == "no_verdict" else ()
    value = None if actual is None else actual.value
    return (
        target.label.of(voice.language),
        target.owner,
        ". ".join([verdict, *why]),
        amount(voice.catalogue, indicator, value, voice.language) if value is not None else NONE,
        NONE
        if progress.path_value is None
        else amount(voice.catalogue, indicator, progress.path_value, voice.language),
    )


def _certificates(year: Year) -> Iterator[Block]:
    voice = year.voice
    yield Heading(voice.say("environment.certificates"))
    found = year.judge.certification
    yield Bullets([certificate_sentence(found, code, year.today, voice) for code in year.sites])


# --- definitions, factors, sources ---------------------------------------------------------------


def _told(year: Year) -> Iterable[Indicator]:
    return (indicator for inside in year.by_page.values() for indicator in inside)


def definition_rows(year: Year) -> list[tuple[str, ...]]:
    """Return what every reported figure is: its unit, its note and how it is reckoned."""
    voice = year.voice
    return [
        (
            indicator.label.of(voice.language),
            unit_name(voice.catalogue.words, shown_unit(indicator), voice.language)
            or voice.say("definition.count"),
            f"{indicator.note.of(voice.language)} {formula(indicator, voice)}",
        )
        for indicator in _told(year)
    ]


def _definitions(year: Year) -> Iterator[Block]:
    voice = year.voice
    yield Heading(voice.say("environment.definitions"))
    header = [voice.say(f"environment_column.{name}") for name in ("figure", "unit", "meaning")]
    yield TextTable("", header, definition_rows(year), (2.6, 1.2, 7))


def factor_line(factor: FactorView, voice: Voice) -> tuple[str, ...]:
    """Return what a factor is of: activity with variant, boundary, and where an own one holds."""
    what = f"{factor.activity} {factor.variant}".strip()
    own = "" if not factor.place else f" ({voice.site(factor.place)})"
    return what + own, voice.named("boundary", factor.boundary)


def _factors(year: Year) -> Iterator[Block]:
    voice = year.voice
    yield Heading(voice.say("environment.factors", year=year.year))
    if not year.factors:
        yield Paragraph(voice.say("environment.no_factors", year=year.year))
        return
    names = ("activity", "boundary", "factor", "valid", "source")
    header = [voice.say(f"environment_column.{name}") for name in names]
    rows = [
        (
            *factor_line(factor, voice),
            voice.say("environment.factor", value=_exact(factor, voice), unit=factor.unit),
            voice.say("definition.from_to", first=factor.first, last=factor.last),
            source_title(voice, factor.source),
        )
        for factor in year.factors
    ]
    yield TextTable("", header, rows, (2.2, 2.2, 2, 2.6, 3), (2,))


def _exact(factor: FactorView, voice: Voice) -> str:
    text = f"{factor.value:f}".rstrip("0").rstrip(".") if factor.value % 1 else f"{factor.value:f}"
    return text.replace(".", ",") if voice.language == "nl" else text


def _sources(year: Year) -> Iterator[Block]:
    voice, known = year.voice, year.voice.catalogue.sources
    names = dict.fromkeys(name for indicator in _told(year) for name in indicator.source)
    found = [source_title(voice, name) for name in names if name in known]
    if found:
        yield Heading(voice.say("environment.sources"))
        yield Bullets(found)
