"""A figure looked at some years ahead: the past, an honest band, and what measures would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from kpi.declare import Month
from kpi.judge import Outlook
from kpi.show.axes import day_of, value_ticks, with_gaps, year_axis
from kpi.show.charts import Trace, chart_layout, colour
from kpi.show.format import (
    NONE,
    amount,
    month_label,
    number,
    plain_number,
    rounded,
    shown_unit,
    shown_value,
    unit_name,
    with_unit,
)
from kpi.show.ink import drawn
from kpi.show.lamps import chance_text
from kpi.show.tables import KEPT, Table
from kpi.show.voice import Voice

BAND_COLOUR = "rgba(120, 130, 150, 0.10)"
BAND_EDGE = {"width": 1, "color": "rgb(120, 130, 150)"}
"""The band is faint, so that lines on it stand out on a dark screen too; its edge bounds it."""
BAND = 80
FIGURES = 3
"""So many figures of what is foretold are told: nobody knows it finer."""
PUBLIC_SERIES = 1020
"""Yearly series of a public forecasting contest (M3) on which both bands were tried, five years
ahead from five years: how many of a hundred times the band of 80% held what came."""
PUBLIC_COVERAGE = {"drift": Decimal("72.5"), "no_change": Decimal("78.1")}


@dataclass(frozen=True)
class FanView:
    """What the chart of a forecast draws, in the shown unit; `measures` is empty without any."""

    indicator: str
    unit: str
    decimals: int
    past: tuple[tuple[Month, Decimal], ...]
    centre: tuple[tuple[Month, Decimal], ...]
    low: tuple[tuple[Month, Decimal], ...]
    high: tuple[tuple[Month, Decimal], ...]
    measures: tuple[tuple[Month, Decimal], ...]
    milestones: tuple[tuple[Month, Decimal, str], ...]


def fan_view(found: Outlook, voice: Voice) -> FanView | None:
    """Return what to draw of a forecast; None when nothing is foretold."""
    indicator = found.progress.target.indicator
    if indicator is None or not found.fan or not found.years.months:
        return None
    declared = voice.catalogue.indicators[indicator]

    def shown(month: Month, value: Decimal) -> tuple[Month, Decimal]:
        return month, shown_value(declared, value)

    past = [shown(m, v) for m, v in zip(found.years.months, found.years.values, strict=True)]
    after = [(p.month, p.with_measures) for p in found.fan if p.with_measures is not None]
    return FanView(
        indicator=indicator,
        unit=shown_unit(declared),
        decimals=declared.shown.decimals if declared.shown else declared.decimals,
        past=tuple(past),
        centre=(past[-1], *(shown(p.month, p.centre) for p in found.fan)),
        low=(past[-1], *(shown(p.month, p.low) for p in found.fan)),
        high=(past[-1], *(shown(p.month, p.high) for p in found.fan)),
        measures=(past[-1], *(shown(m, v) for m, v in after)) if after else (),
        milestones=tuple(
            (
                *shown(chance.month, chance.required.value),
                amount(voice.catalogue, indicator, chance.required.value, voice.language),
            )
            for chance in found.chances
            if chance.month <= found.fan[-1].month
        ),
    )


def fan_chart(view: FanView, voice: Voice) -> go.Figure:
    """Return past years, the band, the trend alone, the trend with measures, the milestones."""
    say = voice.say
    traces = [
        _line(view.high, "", BAND_EDGE, hover=False),
        {
            **_line(view.low, say("fan.band", band=BAND), BAND_EDGE, hover=False),
            "fill": "tonexty",
            "fillcolor": BAND_COLOUR,
            "showlegend": True,
        },
        _named(view, view.past, "fan.past", {"color": colour(0), "width": 3}, voice),
    ]
    if view.measures:
        line = {"color": colour(3), "width": 3, "dash": "dashdot"}
        traces.append(_named(view, view.measures, "fan.measures", line, voice))
    # Over the line with measures: as long as none saves anything the two are one.
    middle = {"color": colour(0), "dash": "dot"}
    traces.append(_named(view, view.centre, "fan.trend", middle, voice))
    traces.append(_milestones(view, voice))
    layout = chart_layout(voice.language, unit_name(voice.catalogue.words, view.unit, voice.language), legend=True)  # fmt: skip
    months = [month for month, _ in (*view.past, *view.centre)]
    layout["xaxis"] |= year_axis(months, voice.language)
    heights = [value for _, value in (*view.past, *view.high, *view.low, *view.measures)]
    heights += [value for _, value, _ in view.milestones]
    layout["yaxis"] |= value_ticks(heights, voice.language)
    return drawn(traces, layout)


def _line(
    points: Sequence[tuple[Month, Decimal]], name: str, line: Trace, *, hover: bool = True
) -> Trace:
    told = with_gaps(points)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [day_of(month) for month, _ in told],
        "y": [None if value is None else float(value) for _, value in told],
        "line": line,
        "showlegend": bool(name),
        "hoverinfo": "text" if hover else "skip",
    }


def _named(
    view: FanView, points: Sequence[tuple[Month, Decimal]], key: str, line: Trace, voice: Voice
) -> Trace:
    name = voice.say(key)
    return {
        **_line(points, name, line),
        "mode": "lines+markers" if key == "fan.past" else "lines",
        "hovertext": [
            f"{name}, {month_label(month, voice.language)}: "
            f"{NONE if value is None else _text(view, value, voice, known=key == 'fan.past')}"
            for month, value in with_gaps(points)
        ],
    }


def _milestones(view: FanView, voice: Voice) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": voice.say("chart.milestones"),
        "x": [day_of(month) for month, _, _ in view.milestones],
        "y": [float(value) for _, value, _ in view.milestones],
        "text": [str(month.year) for month, _, _ in view.milestones],
        # Right of the last one everything ends.
        "textposition": [*["bottom center"] * (len(view.milestones) - 1), "middle right"],
        "cliponaxis": False,
        "hovertext": [f"{month.year}: {text}" for month, _, text in view.milestones],
        "hoverinfo": "text",
        "marker": {"symbol": "diamond", "size": 11, "color": colour(1)},
    }


def fan_title(found: Outlook, voice: Voice) -> str:
    """State the chance at the milestone the lamps look at, in both of the cases the band spans."""
    aim = found.aim
    if aim is None or aim.percent.value is None or aim.unchanged.value is None:
        return voice.say("fan.title_open")
    return voice.say(
        "fan.title",
        year=aim.required.year,
        chance=chance_text(aim.percent.value, voice),
        unchanged=chance_text(aim.unchanged.value, voice),
    )


def fan_sentence(found: Outlook, voice: Voice) -> str:
    """Say centre and band at the milestone, and how often such bands held what came."""
    aim, indicator = found.aim, found.progress.target.indicator
    if aim is None or indicator is None or not found.fan:
        return ""

    declared = voice.catalogue.indicators[indicator]

    def told(value: Decimal) -> str:
        decimals = declared.shown.decimals if declared.shown else declared.decimals
        text = foretold(shown_value(declared, value), decimals, voice)
        return with_unit(text, shown_unit(declared), voice.catalogue.words, voice.language)

    last = found.fan[-1]
    asked = amount(voice.catalogue, indicator, aim.required.value, voice.language)
    facts = {"year": aim.required.year, "asked": asked, "band": BAND}
    sentences = [
        voice.say(
            "fan.trend_only", centre=told(last.centre), low=told(last.low), high=told(last.high),
            **facts,
        )
    ]  # fmt: skip
    if last.with_measures is not None:
        sentences.append(voice.say("fan.with_measures", value=told(last.with_measures)))
    if found.years.broken:
        sentences.append(voice.say("chart.path_gaps"))
    return " ".join((*sentences, *coverage_sentences(found, voice)))


def foretold(value: Decimal, decimals: int, voice: Voice) -> str:
    """Return a shown value that is foretold, with so many decimals at most."""
    finest = FIGURES - 1 - value.adjusted()
    return number(rounded(value, finest), max(0, min(decimals, finest)), voice.language)


def coverage_sentences(found: Outlook, voice: Voice) -> tuple[str, ...]:
    """Say how often a band of 80% held, on the series itself and on public ones."""
    held = {c.model: c.held for c in found.coverage}
    tried = max((c.tried for c in found.coverage), default=0)
    own = [voice.say("fan.covered", tried=tried, **held)] if tried else []
    public = {name: number(value, 1, voice.language) for name, value in PUBLIC_COVERAGE.items()}
    return (*own, voice.say("fan.public", count=number(Decimal(PUBLIC_SERIES), 0, voice.language), **public))  # fmt: skip


def fan_table(view: FanView, voice: Voice) -> Table:
    """Return past and forecast year by year; every quarter in the file."""
    say, language = voice.say, voice.language
    low, high, after = dict(view.low), dict(view.high), dict(view.measures)
    rows: list[tuple[Month, str, tuple[Decimal | None, ...]]] = [
        (month, say("fan.past"), (value, None, None, None)) for month, value in view.past
    ]
    rows += [
        (month, say("fan.forecast"), (value, low[month], high[month], after.get(month)))
        for month, value in view.centre[1:]
    ]
    header = ("to_month", "what", "value", "low", "high", "measures")
    names = tuple(say(f"fan_table.{name}", band=BAND) for name in header)
    told = tuple(
        (month_label(month, language), what, *(_text(view, v, voice, known=known) for v in values))
        for month, what, values in rows
        if (known := what == say("fan.past")) or month.number == 12
    )
    plain = tuple(
        (str(month), what, *(_plain(v, voice) for v in values), view.unit)
        for month, what, values in rows
    )
    return Table(names, told, (*names, say("table.unit")), plain)


def _text(view: FanView, value: Decimal | None, voice: Voice, *, known: bool) -> str:
    if value is None:
        return ""
    if known:
        return number(value, view.decimals, voice.language)
    return foretold(value, view.decimals, voice)


def _plain(value: Decimal | None, voice: Voice) -> str:
    return plain_number(None if value is None else rounded(value, KEPT), voice.language)
