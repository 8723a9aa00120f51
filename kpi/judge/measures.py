"""Measures as people registered them, and what those for one figure save by a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Literal

from kpi.declare import ALL, Month
from kpi.judge.targets import Entry
from kpi.measure import Figures, Reason, Scope
from kpi.methods import (
    Effect,
    Money,
    SavesTooMuch,
    abatement_cost,
    in_effect,
    in_sequence,
    net_present_value,
    payback,
    year_in_effect,
)

Stage = Literal["idea", "planned", "decided", "running", "done", "stopped"]
SUMMED = ("flow", "total")
"""Kinds of figure whose sites and months add up."""
GREENHOUSE = "kg CO2e"
"""The unit in which an effect is one on the climate; a thousand of it are a tonne."""


@dataclass(frozen=True)
class Measure:
    """One measure: what it improves, from when, for how much, and whether the money is there.

    `effect` is what it takes off (or adds to) the figure in a year once in full, in the figure's
    own unit, or a percentage of what is left at its turn. `life` is None when it never ends;
    money and `tonnes` are None when nobody said. `part` is which part of the group's figure its
    site has, None for the whole; `part_known` is False where that cannot be known. `shared` says
    that the region may know of it.
    """

    id: str
    name: str
    site: str
    indicator: str
    effect: Effect
    order: Decimal
    stage: Stage
    start: Month
    ramp: int
    life: int | None
    funded: bool
    investment: Decimal | None
    subsidy: Decimal | None
    saving: Decimal | None
    cost: Decimal | None
    tonnes: Decimal | None
    realised: Decimal | None
    evidence: str
    owner: str
    team: str
    source: str
    note: str
    revision: int
    part: Decimal | None = None
    part_known: bool = True
    shared: bool = False

    @property
    def end(self) -> Month | None:
        """The first month in which it no longer works, None when it has no end."""
        return None if self.life is None else self.start.plus(12 * self.life)

    def share(self, month: Month) -> Decimal:
        """Return which part of its yearly effect it has in the twelve months to a month."""
        end = None if self.end is None else self.end.index
        return year_in_effect(self.start.index, self.ramp, end, month.index)

    def working(self, month: Month) -> Decimal:
        """Return which part of its effect it has in one month."""
        end = None if self.end is None else self.end.index
        return in_effect(self.start.index, self.ramp, end, month.index)

    @property
    def invested(self) -> Decimal | None:
        """The investment less its subsidy; None when nobody said."""
        return None if self.investment is None else self.investment - (self.subsidy or Decimal())

    @property
    def money(self) -> Money | None:
        """What it asks and gives; None while investment, life or both yearly amounts are not known."""
        unsaid = self.saving is None and self.cost is None
        if self.invested is None or self.life is None or unsaid:
            return None
        return Money(
            investment=self.invested,
            saving=self.saving or Decimal(),
            cost=self.cost or Decimal(),
            life=self.life,
        )


@dataclass(frozen=True)
class Worth:
    """What a measure is worth: None for each that cannot be known or, for payback, never comes."""

    measure: Measure
    tonnes: Decimal | None
    cost_per_tonne: Decimal | None
    present_value: Decimal | None
    payback: Decimal | None


@dataclass(frozen=True)
class Saved:
    """What one measure still takes off between now and a moment, in the figure's own unit."""

    measure: Measure
    amount: Decimal


class Unsaved(ValueError):
    """A saving that cannot be reckoned; `reason` says which measure and why."""

    def __init__(self, measure: Measure, code: str) -> None:
        super().__init__(measure.name)
        self.measure = measure
        self.reason = Reason(code, {"measure": measure.name})


class Exceeds(Unsaved):
    """A measure that would save more than is left at its turn."""

    def __init__(self, measure: Measure, left: Decimal) -> None:
        super().__init__(measure, "measures_exceed")
        self.left = left


def read_measures(entries: Iterable[Entry]) -> tuple[Measure, ...]:
    """Return the measures of register entries, in the order in which they are reckoned."""
    found = [read_measure(entry) for entry in entries]
    return tuple(sorted(found, key=lambda m: (m.order, m.start, m.id)))


def read_measure(entry: Entry) -> Measure:
    """Return the measure of one register entry; its fields have been checked when it was set."""
    body = entry.body

    def number(name: str) -> Decimal | None:
        text = str(body.get(name) or "")
        return Decimal(text) if text else None

    life = number("life")
    return Measure(
        id=entry.id,
        name=body["name"],
        site=body["site"],
        indicator=body["indicator"],
        effect=Effect(Decimal(str(body["effect"])), body["effect_kind"] == "percent"),
        order=number("order") or Decimal(),
        stage=body["status"],
        start=start_month(str(body["start"])),
        ramp=int(number("ramp") or 0),
        life=None if life is None else int(life),
        funded=body["funded"] == "yes",
        investment=number("investment"),
        subsidy=number("subsidy"),
        saving=number("saving"),
        cost=number("cost"),
        tonnes=number("tonnes"),
        realised=number("realised"),
        evidence=body["evidence"],
        owner=body["owner"],
        team=str(body.get("team") or ""),
        source=body["source"],
        note=str(body.get("note") or ""),
        revision=entry.revision,
        shared=body.get("shared") == "yes",
    )


def start_month(text: str) -> Month:
    """Return the month of a day, of a month, or the January of a year."""
    return Month.parse((text + "-01")[:7])


def counted(
    figures: Figures,
    measures: Sequence[Measure],
    indicator: str,
    scope: Scope,
    chosen: Collection[str] | None = None,
) -> tuple[Measure, ...]:
    """Return the measures that count for a figure at a site or the group.

    Without a choice these are the funded ones; what was stopped never counts. A measure of the
    group as a whole is not split over its sites. One of a site counts for the group where sites
    add up, with that site's part of the twelve months in scope. Of a share or a ratio it does
    not: there the sites do not add up.
    """
    summed = figures.catalogue.indicators[indicator].kind in SUMMED
    found = [
        measure
        for measure in measures
        if measure.indicator == indicator
        and (scope.site == measure.site or (summed and scope.site == ALL))
        and measure.stage != "stopped"
        and (measure.funded if chosen is None else measure.id in chosen)
    ]
    return tuple(_of_part(figures, measure, scope) for measure in found)


def _of_part(figures: Figures, measure: Measure, scope: Scope) -> Measure:
    """Return a site's measure with the part that the site has in the group."""
    if measure.site == scope.site:
        return measure
    year = Scope(scope.site, scope.month, "r12")
    whole = figures.measured(measure.indicator, year)
    part = figures.measured(measure.indicator, replace(year, site=measure.site))
    known = whole.comparable and part.comparable
    if not known or not whole.value or part.value is None:
        return replace(measure, part_known=False)
    with localcontext(prec=34):
        return replace(measure, part=part.value / whole.value)


def saved_between(
    measures: Sequence[Measure], now: Month, then: Month, total: Decimal, *, lower: bool
) -> list[Saved]:
    """Return what measures still save of the twelve months to `then`, beyond what they do by now.

    `total` is the figure over the twelve months to `now`, in which what works by now is in
    already. They are reckoned one after the other, those of a site on what is left of that site;
    Exceeds where one saves more than is left, Unsaved where it is not known how much of the group
    a percentage is about.
    """
    for measure in measures:
        if measure.effect.percent and not measure.part_known:
            raise Unsaved(measure, "measure_part_unknown")
    with localcontext(prec=34):
        effects = [_to_come(m, now, then, lower=lower) for m in measures]
        parts = {m.site: total * m.part for m in measures if m.part is not None}
        if not lower:
            # What is added has no bound: a percentage is of the figure as it is.
            amounts = [
                e.value * parts.get(e.part, total) / 100 if e.percent else e.value for e in effects
            ]
            return [Saved(*pair) for pair in zip(measures, amounts, strict=True)]
    try:
        amounts = in_sequence(total, effects, parts)
    except SavesTooMuch as found:
        raise Exceeds(measures[found.place], found.left) from None
    return [Saved(*pair) for pair in zip(measures, amounts, strict=True)]


def _to_come(measure: Measure, now: Month, then: Month, *, lower: bool) -> Effect:
    """Return what a measure still does between now and a moment, as an effect on what is now.

    What is now has its percentage in it already as far as that works: what it will do beyond is
    a part of what was before it.
    """
    site = "" if measure.site == ALL else measure.site
    full, had, will = measure.effect.value, measure.share(now), measure.share(then)
    if not measure.effect.percent:
        return Effect(full * (will - had), part=site)
    remains = 100 + full * had * (-1 if lower else 1)
    # Of a figure that a measure took away whole nothing is left to take, nor known what would return.
    value = full * (will - had) * 100 / remains if remains > 0 else Decimal()
    return Effect(value, percent=True, part=site)


def tonnes_of(measure: Measure, unit: str) -> Decimal | None:
    """Return the tonnes a year of a measure: as stated, or its effect where that is of CO2."""
    if measure.tonnes is not None:
        return measure.tonnes
    if measure.effect.percent or unit != GREENHOUSE:
        return None
    return measure.effect.value / 1000


def worth(measure: Measure, rate: Decimal, tonnes: Decimal | None) -> Worth:
    """Return what a measure is worth at a rate in percent a year."""
    money = measure.money
    if money is None:
        return Worth(measure, tonnes, None, None, None)
    return Worth(
        measure=measure,
        tonnes=tonnes,
        cost_per_tonne=None if tonnes is None else abatement_cost(money, rate, tonnes),
        present_value=net_present_value(money, rate),
        payback=payback(money),
    )
