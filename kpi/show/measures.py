"""Measures in words and pictures: what each is worth, the cost curve, planned beside realised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

import plotly.graph_objects as go

from kpi.declare import ALL, Month
from kpi.judge import (
    Duty,
    Judge,
    Measure,
    PaybackRule,
    Worth,
    duty,
    rule_on,
    tonnes_of,
    worth,
)
from kpi.show.ahead import step_text
from kpi.show.axes import value_ticks
from kpi.show.charts import COLOURS, PATTERNS, Trace, chart_layout
from kpi.show.definition_card import kinds_of
from kpi.show.format import NONE, listed, month_label, number, plain_number, rounded, with_unit
from kpi.show.ink import drawn, hatching
from kpi.show.tables import Table
from kpi.show.voice import Voice

__all__ = [
    "MeasureView",
    "curve_chart",
    "curve_sentence",
    "measure_views",
    "measures_at",
    "realised_table",
    "register_rows",
    "rule_on",
    "stage_text",
    "worth_table",
]

DUTY_MARKS: Mapping[Duty, str] = {
    "within": "■",
    "beyond": "□",
    "never": "□",
    "unknown": "▨",
    "other": "–",
    "no_rule": "▨",
}


@dataclass(frozen=True)
class MeasureView:
    """One measure in words, and what it is worth."""

    measure: Measure
    worth: Worth
    duty: Duty
    effect: str
    stage: str


def measures_at(judge: Judge, site: str) -> tuple[Measure, ...]:
    """Return the measures of a site; the group has those of all sites."""
    return tuple(measure for measure in judge.measures if site in (ALL, measure.site))


def measure_views(
    measures: Sequence[Measure], rate: Decimal | None, rule: PaybackRule | None, voice: Voice
) -> tuple[MeasureView, ...]:
    """Return measures with what they are worth at a rate; without a rate nothing is reckoned."""
    found = []
    for measure in measures:
        unit = voice.catalogue.indicators[measure.indicator].unit
        tonnes = tonnes_of(measure, unit)
        what = Worth(measure, tonnes, None, None, None)
        if rate is not None:
            what = worth(measure, rate, tonnes)
        found.append(
            MeasureView(
                measure=measure,
                worth=what,
                duty=duty(what, rule, kinds_of(measure.indicator, voice)),
                effect=effect_text(measure, voice),
                stage=stage_text(measure, voice),
            )
        )
    return tuple(found)


def _choice(voice: Voice, field: str, value: str) -> str:
    """Return a value of the register's own list in words."""
    declared = next(f for f in voice.catalogue.registers["measure"].field if f.name == field)
    label = next((choice.label for choice in declared.choices if choice.id == value), None)
    return value if label is None else label.of(voice.language)


def stage_text(measure: Measure, voice: Voice) -> str:
    """Return how far a measure is, in words."""
    return _choice(voice, "status", measure.stage)


def effect_text(measure: Measure, voice: Voice) -> str:
    """Return the yearly effect of a measure with its unit."""
    if measure.effect.percent:
        return voice.say("measures.percent", value=number(measure.effect.value, 1, voice.language))
    return step_text(voice, measure.indicator, measure.effect.value)


def register_rows(
    views: Sequence[MeasureView], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of what, where, when, by whom, and what it rests on; by start."""
    names = ("measure", "site", "figure", "effect", "stage", "funded", "owner")
    header = tuple(voice.say(f"measures.{name}") for name in names)
    rows: list[tuple[str, ...]] = [
        (
            view.measure.name,
            voice.site(view.measure.site),
            voice.label(view.measure.indicator),
            _rests(view, voice),
            _since(view.measure, voice),
            _choice(voice, "funded", "yes" if view.measure.funded else "no"),
            " · ".join(filter(None, (view.measure.owner, view.measure.team))),
        )
        for view in sorted(views, key=lambda v: (v.measure.start, v.measure.name))
    ]
    return header, rows


def _rests(view: MeasureView, voice: Voice) -> str:
    evidence = _choice(voice, "evidence", view.measure.evidence).lower()
    return voice.say("measures.rests", effect=view.effect, evidence=evidence)


def _since(measure: Measure, voice: Voice) -> str:
    start = month_label(measure.start, voice.language, short=True)
    facts = {"stage": stage_text(measure, voice), "start": start}
    if not measure.ramp:
        return voice.say("measures.starts", **facts)
    return voice.say("measures.ramped", months=voice.counted("months", measure.ramp), **facts)


def euro(value: Decimal | None, voice: Voice) -> str:
    """Return an amount of money in whole euros; a negative one with its sign before the mark."""
    if value is None:
        return NONE
    text = number(value, 0, voice.language)
    return with_unit(text, "EUR", voice.catalogue.words, voice.language)


def worth_table(views: Sequence[MeasureView], voice: Voice) -> Table:
    """Return what measures cost and bring, in the order in which they are best taken."""
    names = (
        "measure",
        "investment",
        "tonnes",
        "cost_per_tonne",
        "present_value",
        "payback",
        "duty",
    )
    header = tuple(voice.say(f"measures.{name}") for name in names)
    rows, plain = [], []
    for view in in_order(views):
        found = view.worth
        invested = view.measure.invested
        rows.append(
            (
                view.measure.name,
                euro(invested, voice),
                NONE if found.tonnes is None else number(found.tonnes, 1, voice.language),
                euro(found.cost_per_tonne, voice),
                euro(found.present_value, voice),
                payback_text(view, voice),
                duty_text(view, voice),
            )
        )
        numbers = (invested, found.tonnes, found.cost_per_tonne, found.present_value, found.payback)
        exact = (None if value is None else rounded(value, 3) for value in numbers)
        told = (plain_number(value, voice.language) for value in exact)
        plain.append((view.measure.name, *told, duty_text(view, voice)))
    return Table(header, tuple(rows), header, tuple(plain))


def payback_text(view: MeasureView, voice: Voice) -> str:
    """Return a payback in years, or that it never comes or cannot be known."""
    if view.worth.present_value is None:
        return NONE
    if view.worth.payback is None:
        return voice.say("measures.never")
    return voice.say("measures.years", value=number(view.worth.payback, 1, voice.language))


def duty_text(view: MeasureView, voice: Voice) -> str:
    """Return what the legal term asks of a measure, as shape and word."""
    lacking = listed((voice.say(f"money.{name}") for name in _unsaid(view.measure)), voice.language)
    return f"{DUTY_MARKS[view.duty]} {voice.say(f'duty.{view.duty}', lacking=lacking)}"


def _unsaid(measure: Measure) -> list[str]:
    """Return which parts of a measure's money nobody said."""
    unsaid = {
        "investment": measure.investment is None,
        "life": measure.life is None,
        "yearly": measure.saving is None and measure.cost is None,
    }
    return [name for name, lacks in unsaid.items() if lacks]


def in_order(views: Sequence[MeasureView]) -> list[MeasureView]:
    """Return measures as they are best taken: the worth most first, then cheapest per tonne.

    A negative cost per tonne looks better the less a measure saves, so it ranks nothing.
    """
    return sorted(views, key=_turn)


def _turn(view: MeasureView) -> tuple[int, Decimal, str]:
    found = view.worth
    if found.present_value is None:
        return 3, Decimal(), view.measure.name
    if found.present_value >= 0:
        return 0, -found.present_value, view.measure.name
    if found.cost_per_tonne is not None:
        return 1, found.cost_per_tonne, view.measure.name
    return 2, -found.present_value, view.measure.name


def curve_chart(views: Sequence[MeasureView], voice: Voice) -> go.Figure | None:
    """Return the cost curve: a block a measure, as wide as its tonnes, as high as a tonne costs.

    None when no measure has both.
    """
    found = [v for v in in_order(views) if v.worth.cost_per_tonne is not None and v.worth.tonnes]
    if not found:
        return None
    traces: list[Trace] = []
    left = Decimal()
    for place, view in enumerate(found):
        tonnes, cost = view.worth.tonnes, view.worth.cost_per_tonne
        assert tonnes is not None
        assert cost is not None
        traces.append(_block(view, left, tonnes, cost, place, voice))
        left += tonnes
    layout = chart_layout(voice.language, voice.say("measures.per_tonne"), legend=True)
    layout["xaxis"] = {
        "type": "linear", "fixedrange": True, "automargin": True,
        "title": {"text": voice.say("measures.tonnes_axis")},
        **value_ticks([left], voice.language),
    }  # fmt: skip
    costs = [v.worth.cost_per_tonne for v in found if v.worth.cost_per_tonne is not None]
    layout["yaxis"] |= value_ticks(costs, voice.language)
    layout["legend"] |= {"y": -0.36}
    layout["height"] = 460
    layout["bargap"] = 0
    return drawn(traces, layout)


def _block(
    view: MeasureView, left: Decimal, tonnes: Decimal, cost: Decimal, place: int, voice: Voice
) -> Trace:
    name = view.measure.name
    return {
        "type": "bar",
        "name": name,
        "x": [float(left + tonnes / 2)],
        "y": [float(cost)],
        "width": [float(tonnes)],
        "marker": {
            "color": COLOURS[place % len(COLOURS)],
            # A second round of the colours takes other hatching: no two blocks look the same.
            "pattern": hatching(PATTERNS[(place + place // len(COLOURS)) % len(PATTERNS)]),
            # An edge of its own colour: a block of few tonnes is no wider than its edge.
            "line": {"width": 1, "color": COLOURS[place % len(COLOURS)]},
        },
        "hovertext": voice.say(
            "measures.block",
            name=name,
            tonnes=number(tonnes, 1, voice.language),
            cost=euro(cost, voice),
            value=euro(view.worth.present_value, voice),
        ),
        "hoverinfo": "text",
    }


def curve_sentence(views: Sequence[MeasureView], rate: Decimal, voice: Voice) -> str:
    """Say how many tonnes pay for themselves, how many cost money, and how they are ordered."""
    known = [v for v in views if v.worth.cost_per_tonne is not None and v.worth.tonnes]
    pays = [v for v in known if (v.worth.present_value or Decimal(-1)) >= 0]
    free = sum((v.worth.tonnes or Decimal() for v in pays), Decimal())
    total = sum((v.worth.tonnes or Decimal() for v in known), Decimal())
    return voice.say(
        "measures.curve_told",
        count=len(known),
        free=number(free, 0, voice.language),
        total=number(total, 0, voice.language),
        rate=number(rate, 1, voice.language),
        left=len(views) - len(known),
    )


def realised_table(views: Sequence[MeasureView], month: Month, voice: Voice) -> Table:
    """Return what measures that work by now were to do and what was measured of them."""
    names = ("measure", "planned_now", "realised", "reached", "evidence")
    header = tuple(voice.say(f"measures.{name}") for name in names)
    rows, plain = [], []
    for view in views:
        measure, share = view.measure, view.measure.working(month)
        if share <= 0 or measure.stage == "stopped":
            continue
        with localcontext(prec=34):
            planned = measure.effect.value * share
        told = effect_text(_scaled(measure, planned), voice)
        reached = realised_share(measure, planned)
        measured = measure.realised
        rows.append(
            (
                measure.name,
                told,
                voice.say("measures.not_measured")
                if measured is None
                else effect_text(_scaled(measure, measured), voice),
                NONE if reached is None else f"{number(reached, 0, voice.language)}%",
                _choice(voice, "evidence", measure.evidence),
            )
        )
        numbers = (planned, measured, reached)
        exact = (None if value is None else rounded(value, 3) for value in numbers)
        texts = (plain_number(value, voice.language) for value in exact)
        plain.append((measure.name, *texts, _choice(voice, "evidence", measure.evidence)))
    return Table(header, tuple(rows), header, tuple(plain))


def realised_share(measure: Measure, planned: Decimal) -> Decimal | None:
    """Return the measured yearly effect in percent of what was planned by now; None unmeasured."""
    if measure.realised is None or planned <= 0:
        return None
    with localcontext(prec=34):
        return measure.realised / planned * 100


def _scaled(measure: Measure, value: Decimal) -> Measure:
    return replace(measure, effect=replace(measure.effect, value=value))
