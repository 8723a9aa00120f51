"""A carbon account of a year in words: its categories in both ways of counting, what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import Month
from kpi.judge import (
    COUNTINGS,
    Counting,
    Flow,
    FootprintRow,
    FootprintYear,
    Judge,
    footprint_flows,
)
from kpi.measure import Scope
from kpi.show.charts import COLOURS, FONT, GREY, SEPARATORS
from kpi.show.format import NONE, amount, number, plain_number, rounded
from kpi.show.ink import drawn, hatching
from kpi.show.tables import KEPT, Table
from kpi.show.voice import Voice

TONNE = Decimal(1000)
STATE_MARKS = {"measured": "●", "joined": "●", "entered": "◆", "incomplete": "◔", "unmeasured": "□"}
STATE_LOOKS = {
    "measured": (0, ""),
    "joined": (0, ""),
    "entered": (2, "."),
    "incomplete": (1, "/"),
    "unmeasured": (GREY, "x"),
}
"""Colour and hatching of a state: the two never differ in one alone."""


@dataclass(frozen=True)
class FootprintView:
    """A year's account both ways, under one factor policy.

    `guarantees` is the electricity bought with guarantees of origin, by kind, largest first.
    """

    years: Mapping[Counting, FootprintYear]
    flows: Mapping[Counting, tuple[Flow, ...]]
    guarantees: tuple[tuple[str, Decimal], ...] = ()

    @property
    def any(self) -> FootprintYear:
        """Either of the two: categories and their states are the same but for their numbers."""
        return self.years[COUNTINGS[0]]


def footprint_view(
    judge: Judge, name: str, site: str, year: int, factor_year: int | None
) -> FootprintView:
    """Return a year's account both ways, with what flows where."""
    years = {c: judge.footprint(name, site, year, c, factor_year) for c in COUNTINGS}
    figures = judge.figures(factor_year)
    flows = {c: tuple(footprint_flows(figures, account)) for c, account in years.items()}
    guaranteed = judge.catalogue.footprints[name].guaranteed
    kinds = figures.breakdown(guaranteed, Scope(site, Month(year, 12), "year"))
    return FootprintView(years, flows, tuple(kinds))


def tonnes(kg: Decimal | None, voice: Voice) -> str:
    """Return kilograms as tonnes of CO2e in words."""
    return NONE if kg is None else f"{number(kg / TONNE, 1, voice.language)} t CO2e"


def footprint_sentences(view: FootprintView, voice: Voice) -> tuple[str, ...]:
    """Say how much is known of how many categories, and what weighs most and is not known."""
    account = view.any
    told = [
        voice.say(
            "footprint.known",
            known=len(account.known),
            all=len(account.inside),
            year=account.year,
        )
    ]
    if account.lacks_the_largest:
        gap = account.footprint.gap
        told.append(
            voice.say(
                "footprint.gap",
                lines="; ".join(_label(account, name, voice) for name in gap.lines),
                lowest=number(gap.lowest, 0, voice.language),
                highest=number(gap.highest, 0, voice.language),
                source="; ".join(voice.catalogue.sources[name].title for name in gap.source),
            )
        )
    if account.joined is not None:
        told.append(voice.say("footprint.joined", label=_joined_label(account, voice)))
    told.append(_guarantees(view, voice))
    told += [
        voice.say("footprint.spare", label=row.line.label.of(voice.language))
        for row in account.rows
        if row.spare
    ]
    return tuple(told)


def _guarantees(view: FootprintView, voice: Voice) -> str:
    """Say how much electricity came with guarantees of origin, of which kind, or that none did."""
    name = view.any.footprint.guaranteed
    if not view.guarantees:
        return voice.say("footprint.no_guarantees")
    kinds = [
        f"{voice.catalogue.breakdown_label(name, kind).of(voice.language)} "
        f"{amount(voice.catalogue, name, value, voice.language)}"
        for kind, value in view.guarantees
    ]
    return voice.say("footprint.guarantees", kinds=", ".join(kinds))


def _label(account: FootprintYear, name: str, voice: Voice) -> str:
    return next(r.line.label.of(voice.language) for r in account.rows if r.line.id == name)


def _joined_label(account: FootprintYear, voice: Voice) -> str:
    return account.footprint.joined.label.of(voice.language)


def gauge_title(view: FootprintView, voice: Voice) -> str:
    """State how many categories are known."""
    known, all_ = len(view.any.known), len(view.any.inside)
    return voice.say("footprint.gauge_title", known=known, all=all_)


def gauge_chart(view: FootprintView, voice: Voice) -> go.Figure:
    """Draw a block for every category: solid where it is known, hatched where it is not.

    The blocks are equally wide: what is not measured has no size.
    """
    traces = []
    seen: set[str] = set()
    for row in view.any.inside:
        colour, shape = STATE_LOOKS[row.state]
        label, state = row.line.label.of(voice.language), state_text(row, voice)
        legend = "measured" if row.state == "joined" else row.state
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": [1],
                "y": [""],
                "name": voice.say(f"footprint_state.{legend}"),
                "legendgroup": legend,
                "showlegend": legend not in seen,
                "hovertext": f"{label}: {state}",
                "hoverinfo": "text",
                "marker": {
                    "color": COLOURS[colour],
                    "pattern": hatching(shape),
                    "line": {"width": 2, "color": "rgba(255, 255, 255, 0.9)"},
                },
            }
        )
        seen.add(legend)
    layout = {
        "barmode": "stack",
        "font": {"family": FONT},
        "height": 150,
        "margin": {"t": 8},
        "dragmode": False,
        "xaxis": {"visible": False, "fixedrange": True},
        "yaxis": {"visible": False, "fixedrange": True},
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "yanchor": "top",
            "y": -0.05,
            "x": 0,
            "traceorder": "normal",
        },
    }
    return drawn(traces, layout)


def gauge_table(view: FootprintView, voice: Voice) -> Table:
    """Return every category inside the scopes with its state."""
    header = (voice.say("footprint.category"), voice.say("footprint.state"))
    rows = tuple(
        (row.line.label.of(voice.language), state_text(row, voice)) for row in view.any.inside
    )
    return Table(header, rows, header, rows)


def state_text(row: FootprintRow, voice: Voice) -> str:
    """Return the state of a category as shape and word."""
    return f"{STATE_MARKS[row.state]} {voice.say(f'footprint_state.{row.state}')}"


def footprint_table(view: FootprintView, voice: Voice) -> Table:
    """Return every category with both ways of counting, its state and what it rests on."""
    language = voice.language
    location, market = (view.years[counting] for counting in COUNTINGS)
    rows, plain = [], []
    if location.joined is not None and market.joined is not None:
        told = (_joined_label(location, voice), location.joined.value, market.joined.value)
        boundaries = _boundaries((location.joined.indicator, market.joined.indicator), voice)
        rows.append(
            (told[0], *_both(told[1], told[2], voice), _joined_state(view, voice), boundaries)
        )
        plain.append(
            (told[0], *_plain(told[1], told[2], voice), _joined_state(view, voice), boundaries)
        )
    for here, there in zip(location.rows, market.rows, strict=True):
        label, state = here.line.label.of(language), state_text(here, voice)
        rests = _rests_on(here, there, voice)
        rows.append((label, *_both(here.kg, there.kg, voice), state, rests))
        plain.append((label, *_plain(here.kg, there.kg, voice), state, rests))
    total = voice.say("footprint.total")
    told_total = (
        total,
        *_both(location.total, market.total, voice),
        "",
        voice.say("footprint.total_note"),
    )
    rows.append(told_total)
    header = tuple(
        voice.say(f"footprint.{name}")
        for name in ("category", "location", "market", "state", "rests_on")
    )
    return Table(header, tuple(rows), header, tuple(plain))


def _joined_state(view: FootprintView, voice: Voice) -> str:
    whole = all(y.joined is not None and y.joined.comparable for y in view.years.values())
    state = "measured" if whole else "incomplete"
    return f"{STATE_MARKS[state]} {voice.say(f'footprint_state.{state}')}"


def _both(one: Decimal | None, other: Decimal | None, voice: Voice) -> tuple[str, str]:
    return tonnes(one, voice), tonnes(other, voice)


def _plain(one: Decimal | None, other: Decimal | None, voice: Voice) -> tuple[str, str]:
    kept = [None if kg is None else rounded(kg / TONNE, KEPT) for kg in (one, other)]
    return plain_number(kept[0], voice.language), plain_number(kept[1], voice.language)


def _rests_on(here: FootprintRow, there: FootprintRow, voice: Voice) -> str:
    """Return the boundary of what is measured, or how and where what was entered was worked out."""
    if here.state == "entered":
        return "; ".join(
            voice.say(
                "footprint.entered",
                method=voice.say(f"footprint_method.{entry.method}"),
                evidence=voice.say(f"evidence.{entry.evidence}"),
                source=entry.source,
            )
            for entry in here.entries
        )
    if here.measured is None or here.state == "unmeasured":
        return here.line.note.of(voice.language) if here.line.note else ""
    names = (here.measured.indicator, there.measured.indicator if there.measured else "")
    told = _boundaries(names, voice)
    if here.measured.reason is not None:
        told = " ".join([f"{told}.", *voice.reasons([here.measured.reason])])
    return told


def _boundaries(names: tuple[str, str], voice: Voice) -> str:
    found = [voice.catalogue.indicators[n].boundary for n in dict.fromkeys(names) if n]
    return " / ".join(voice.named("boundary", boundary) for boundary in found if boundary)


# --- from sources to scopes --------------------------------------------------------------------


def flow_title(view: FootprintView, counting: Counting, voice: Voice) -> str:
    """Name the largest source with its share of what flows, or say that nothing does."""
    by_source = _by_source(view.flows[counting], voice)
    total = sum(by_source.values(), Decimal())
    if not total:
        return voice.say("footprint.flow_none", year=view.any.year)
    first = max(by_source, key=lambda name: by_source[name])
    share = f"{number(by_source[first] / total * 100, 0, voice.language)}%"
    return voice.say("footprint.flow_title", first=first, share=share, year=view.any.year)


def flow_sentence(view: FootprintView, counting: Counting, voice: Voice) -> str:
    """Say what the picture holds, by which way of counting, and what it leaves out."""
    account = view.years[counting]
    return voice.say(
        "footprint.flow_sentence",
        counting=voice.say(f"footprint.{counting}"),
        total=tonnes(account.total, voice),
    )


def _by_source(flows: tuple[Flow, ...], voice: Voice) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for flow in flows:
        if flow.scope != "outside":
            name = _source(flow, voice)
            found[name] = found.get(name, Decimal()) + flow.kg
    return found


def _source(flow: Flow, voice: Voice) -> str:
    if flow.part:
        return voice.catalogue.breakdown_label(flow.indicator, flow.part).of(voice.language)
    return flow.line.label.of(voice.language) if flow.line is not None else ""


def _end(flow: Flow, account: FootprintYear, voice: Voice) -> str:
    if flow.line is None:
        return _joined_label(account, voice)
    if flow.part:
        return flow.line.label.of(voice.language)
    return voice.say(f"footprint_scope.{flow.line.scope}")


def flow_chart(view: FootprintView, counting: Counting, voice: Voice) -> go.Figure:
    """Draw what flows from sources to scopes; the width of a band is its CO2."""
    account, flows = view.years[counting], view.flows[counting]
    # The two sides may use one word for two things: a node is a side and a name.
    left = list(dict.fromkeys(_source(flow, voice) for flow in flows))
    right = list(dict.fromkeys(_end(flow, account, voice) for flow in flows))
    into = {
        name: sum((f.kg for f in flows if _end(f, account, voice) == name), Decimal())
        for name in right
    }
    out = {
        name: sum((f.kg for f in flows if _source(f, voice) == name), Decimal()) for name in left
    }
    names = [f"{n}: {tonnes(out[n], voice)}" for n in left]
    names += [f"{n}: {tonnes(into[n], voice)}" for n in right]
    trace: dict[str, Any] = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": names,
            "pad": 14,
            "thickness": 16,
            "color": [COLOURS[place % GREY] for place in range(len(left))]
            + [COLOURS[GREY]] * len(right),
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": {
            "source": [left.index(_source(flow, voice)) for flow in flows],
            "target": [len(left) + right.index(_end(flow, account, voice)) for flow in flows],
            "value": [float(flow.kg / TONNE) for flow in flows],
            "customdata": [tonnes(flow.kg, voice) for flow in flows],
            "color": "rgba(107, 114, 128, 0.35)",
            "hovertemplate": "%{source.label} → %{target.label}: %{customdata}<extra></extra>",
        },
    }
    layout = {
        "separators": SEPARATORS[voice.language],
        "font": {"family": FONT, "size": 13},
        "height": max(320, 34 * max(len(left), len(right))),
        "margin": {"t": 8},
    }
    return drawn([trace], layout)


def flow_table(view: FootprintView, counting: Counting, voice: Voice) -> Table:
    """Return every band of the picture with its tonnes."""
    account = view.years[counting]
    header = tuple(voice.say(f"footprint.{name}") for name in ("from", "to", "amount"))
    rows, plain = [], []
    for flow in sorted(view.flows[counting], key=lambda f: f.kg, reverse=True):
        ends = (_source(flow, voice), _end(flow, account, voice))
        rows.append((*ends, tonnes(flow.kg, voice)))
        plain.append((*ends, plain_number(rounded(flow.kg / TONNE, KEPT), voice.language)))
    return Table(header, tuple(rows), header, tuple(plain))
