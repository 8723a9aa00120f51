"""Why a figure changed between the same months of two years, cause by cause and without a rest.

For every site and carrier: emission = activity x share of the site in it x use per activity in
normal weather x weather x choice of sources x factor. The effects are those of LMDI-I. A site that
was there in a part of the months only counts in those; that they are colder or warmer than the
others is no use of its own but part of its share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from kpi.declare import ALL, UNSPLIT, Decomposition, Month
from kpi.declare.model import Carrier
from kpi.judge.judge import Judge
from kpi.judge.site_model import SiteModel, base_of, site_model
from kpi.judge.sums import summed
from kpi.measure import Reason
from kpi.methods.decomposition import PRECISION, Pair, Rates, as_ratio, effects, mix_and_list

Cause = Literal["activity", "structure", "weather", "saving", "choice", "factor"]
CAUSES: tuple[Cause, ...] = ("activity", "structure", "weather", "saving", "choice", "factor")
ONE = Pair(Decimal(1), Decimal(1))
SIDES = (0, 1)
"""Before and after."""


@dataclass(frozen=True)
class Effect:
    """What one cause adds to the change through one carrier (its emission), all sites together.

    `ratio` is the same as a ratio of the whole figure, None where that was or became nought.
    """

    cause: Cause
    carrier: str
    value: Decimal
    ratio: Decimal | None


@dataclass(frozen=True)
class Bridge:
    """A figure before and after, and what each cause added; the effects add up to the change.

    Where it cannot be told `before` and `after` are None, there are no effects, and `reasons` say
    why. `remarks` are what has to be minded: a cause that could not be told apart.
    """

    declared: Decomposition
    site: str
    years: tuple[int, int]
    months: tuple[int, int]
    before: Decimal | None
    after: Decimal | None
    effects: tuple[Effect, ...]
    models: tuple[SiteModel, ...]
    estimated: bool
    assumed: bool
    reasons: tuple[Reason, ...]
    remarks: tuple[Reason, ...]

    def total(self, cause: Cause) -> Decimal:
        """Return what one cause added through all carriers."""
        return sum((effect.value for effect in self.effects if effect.cause == cause), Decimal())

    @property
    def change(self) -> Decimal:
        """After minus before."""
        return (self.after or Decimal()) - (self.before or Decimal())

    def tells(self, cause: Cause) -> bool:
        """Tell whether a cause stands apart everywhere, instead of being part of the saving."""
        return not any(remark.code == f"bridge_no_{cause}" for remark in self.remarks)


def bridge(
    judge: Judge,
    declared: Decomposition,
    site: str,
    years: tuple[int, int],
    months: tuple[int, int] = (1, 12),
    factor_year: int | None = None,
) -> Bridge:
    """Return why a figure differs between the same months (first and last) of two years.

    The line of a use through the degree days is that of the earlier year, whichever way is asked.
    """
    return _Making(judge, declared, years, months, factor_year).made(site)


class _Making:
    """One bridge being made; what comes up on the way is gathered here."""

    def __init__(
        self,
        judge: Judge,
        declared: Decomposition,
        years: tuple[int, int],
        months: tuple[int, int],
        frozen: int | None,
    ) -> None:
        self.judge = judge
        self.declared = declared
        self.years = years
        self.months = months
        self.frozen = frozen
        self.figures = judge.figures(frozen)
        self.estimated = False
        self.assumed = False
        self.reasons: list[Reason] = []
        self.remarks: list[Reason] = []
        self.models: dict[tuple[str, str], SiteModel] = {}

    def made(self, site: str) -> Bridge:
        """Return the whole bridge of a site or the group."""
        members = self._members(site)
        sums = {
            (member, carrier.emission): (
                [self._sides(use, member) for use in carrier.uses],
                self._sides(carrier.emission, member),
            )
            for member in members
            for carrier in self.declared.carrier
        }
        activity = self._activity(members)
        added: dict[tuple[Cause, str], Decimal] = {}
        before = after = Decimal()
        for member in members:
            for carrier in self.declared.carrier:
                uses, emission = sums[member, carrier.emission]
                if self.reasons or not self._possible(carrier, member, emission, uses):
                    continue
                before, after = before + (emission[0] or 0), after + (emission[1] or 0)
                factors = self._factors(carrier, member, emission, uses, activity)
                for cause, value in zip(CAUSES, effects(factors), strict=True):
                    key = (cause, carrier.emission)
                    added[key] = added.get(key, Decimal()) + value
        told = not self.reasons
        return Bridge(
            declared=self.declared,
            site=site,
            years=self.years,
            months=self.months,
            before=before if told else None,
            after=after if told else None,
            effects=tuple(
                Effect(*key, value, as_ratio(value, before, after))
                for key, value in added.items()
                if told and value
            ),
            models=tuple(self.models.values()),
            estimated=self.estimated,
            assumed=self.assumed,
            reasons=tuple(self.reasons),
            remarks=tuple(self.remarks) if told else (),
        )

    def _members(self, site: str) -> list[str]:
        if site != ALL:
            return [site]
        return [*self.figures.site_codes, UNSPLIT]

    def _period(self, side: int) -> list[Month]:
        first, last = self.months
        return [Month(self.years[side], number) for number in range(first, last + 1)]

    def _sides(self, indicator: str, member: str) -> Pair:
        """Return a figure of a member before and after; what is not whole is a reason against."""
        return Pair(*(self._sum(indicator, member, side, self.reasons) for side in SIDES))

    def _sum(
        self, indicator: str, member: str, side: int, complaints: list[Reason]
    ) -> Decimal | None:
        found = summed(self.figures, indicator, member, self._period(side))
        self.estimated |= found.estimated
        self.assumed |= found.assumed
        if found.reason is not None:
            facts = {**found.reason.facts, "year": str(self.years[side])}
            code = found.reason.code.replace("sum_", "bridge_")
            # One figure a site and year is enough: a month that lacks is in many of them.
            told = {(r.code, r.facts.get("site"), r.facts.get("year")) for r in complaints}
            if (code, member, facts["year"]) not in told:
                complaints.append(Reason(code, facts))
        return found.value

    # --- activity ------------------------------------------------------------------------------

    def _activity(self, members: Sequence[str]) -> Mapping[str, Pair]:
        """Return the activity of every site, and of all together; empty where it is not known."""
        complaints: list[Reason] = []
        found = {
            member: Pair(
                *(self._sum(self.declared.activity, member, side, complaints) for side in SIDES)
            )
            for member in members
            if member != UNSPLIT
        }
        whole = Pair(
            *(sum((p[side] or Decimal() for p in found.values()), Decimal()) for side in SIDES)
        )
        if complaints or not whole.before or not whole.after:
            self.remarks += complaints
            self.remarks.append(Reason("bridge_no_activity", {"figure": self.declared.activity}))
            return {}
        return {**found, ALL: whole}

    def _share(self, member: str, use: Pair, activity: Mapping[str, Pair]) -> Pair:
        """Return a site's share in the activity; 1 for what has use without an activity of its own."""
        own = activity.get(member)
        if own is None or any(use[side] and not own[side] for side in SIDES):
            return ONE
        return _divided(own, activity[ALL])

    # --- the factors of one product ------------------------------------------------------------

    def _possible(
        self, carrier: Carrier, member: str, emission: Pair, uses: Sequence[Pair]
    ) -> bool:
        """Tell whether a product can be taken apart; why not is a reason against the whole."""
        facts = {"figure": carrier.emission, "site": member}
        use = _added(uses)
        if any((amount or 0) < 0 for pair in (emission, *uses) for amount in pair):
            self.reasons.append(Reason("bridge_negative", facts))
        elif any(emission[side] and not use[side] for side in SIDES):
            self.reasons.append(Reason("bridge_unlike", facts))
        else:
            return True
        return False

    def _factors(
        self,
        carrier: Carrier,
        member: str,
        emission: Pair,
        uses: Sequence[Pair],
        activity: Mapping[str, Pair],
    ) -> list[Pair]:
        """Return the factors in the order of the causes; their product is the emission."""
        use = _added(uses)
        normals, evens = [], []
        for name, amount in zip(carrier.uses, uses, strict=True):
            index, season = self._weather(name, member, amount)
            normals.append(_divided(amount, index))
            evens.append(_divided(normals[-1], season))
        normal, even = _added(normals), _added(evens)
        share = self._share(member, use, activity)
        work = activity.get(ALL, ONE)
        choice, factor = self._rates(carrier, member, emission, use)
        return [
            work,
            _multiplied(share, _divided(normal, even)),
            _divided(use, normal),
            _divided(even, _multiplied(work, share)),
            choice,
            factor,
        ]

    def _weather(self, use: str, member: str, amount: Pair) -> tuple[Pair, Pair]:
        """Return how a use differs from normal weather, and its months from an even year's.

        Each is of the months in which the site was there: how much more they ask in normal
        weather than the mean of all months asked about. 1 where it does not follow the weather.
        """
        declared = self.judge.catalogue.weather_fits.get(use)
        if declared is None or not (amount.before or amount.after):
            return ONE, ONE
        if member == UNSPLIT:
            self._no_weather(use, member)
            return ONE, ONE
        model = self._model(use, member)
        degrees = [
            summed(self.figures, declared.driver, member, self._period(side)).value
            for side in SIDES
        ]
        if not model.usable or None in degrees:
            self._no_weather(use, member)
            return ONE, ONE
        there = [
            [month for month in self._period(side) if self.figures.sites(member, month)]
            for side in SIDES
        ]
        counts = Pair(*(Decimal(len(months)) for months in there))
        actual = Pair(
            *(model.expected(degrees[side] or Decimal(), len(there[side])) for side in SIDES)
        )
        mean = Pair(*(_normal(model, months) for months in there))
        if any(there[side] and not mean[side] for side in SIDES):
            return ONE, ONE
        every = [self._period(side) for side in SIDES]
        even = _divided(
            Pair(*(_normal(model, months) for months in every)),
            Pair(*(Decimal(len(months)) for months in every)),
        )
        return _divided(actual, mean), _divided(_divided(mean, counts), even)

    def _no_weather(self, use: str, member: str) -> None:
        self.remarks.append(Reason("bridge_no_weather", {"figure": use, "site": member}))

    def _model(self, use: str, member: str) -> SiteModel:
        if (use, member) not in self.models:
            declared = self.judge.catalogue.weather_fits[use]
            base = base_of(self.judge, declared, min(self.years))
            self.models[use, member] = site_model(self.judge.figures(), declared, member, base)
        return self.models[use, member]

    def _rates(self, carrier: Carrier, member: str, emission: Pair, use: Pair) -> tuple[Pair, Pair]:
        """Return what is emitted per use as a choice of sources times what the list says of them."""
        rate = _divided(emission, use)
        if rate.before is None or rate.after is None:
            return ONE, rate
        crossed: list[Decimal | None] = [rate.before, rate.after]
        if self.frozen is None and self.years[0] != self.years[1]:
            crossed = [self._crossed(carrier, member, use, side) for side in SIDES]
        if None in crossed:
            self.remarks.append(
                Reason("bridge_no_choice", {"figure": carrier.emission, "site": member})
            )
        return mix_and_list(Rates(rate.before, crossed[0], crossed[1], rate.after))

    def _crossed(self, carrier: Carrier, member: str, use: Pair, side: int) -> Decimal | None:
        """Return the rate of one year's sources by the other year's list, None when it lacks one."""
        figures = self.judge.figures(self.years[1 - side])
        found = summed(figures, carrier.emission, member, self._period(side)).value
        with localcontext(prec=PRECISION):
            return None if found is None else found / (use[side] or Decimal(1))


def _normal(model: SiteModel, months: Sequence[Month]) -> Decimal:
    """Return what a site's own way of using would use in some months of normal weather."""
    driver = sum((model.normal[month.number - 1] for month in months), Decimal())
    return model.expected(driver, len(months))


def _divided(above: Pair, below: Pair) -> Pair:
    """Return a ratio before and after; None on a side where it is nought divided by nought."""
    with localcontext(prec=PRECISION):
        return Pair(
            *(
                None if not below[side] else (above[side] or Decimal()) / (below[side] or 1)
                for side in SIDES
            )
        )


def _multiplied(first: Pair, second: Pair) -> Pair:
    with localcontext(prec=PRECISION):
        return Pair(*((first[side] or Decimal()) * (second[side] or Decimal()) for side in SIDES))


def _added(pairs: Sequence[Pair]) -> Pair:
    with localcontext(prec=PRECISION):
        return Pair(
            *(sum((pair[side] or Decimal() for pair in pairs), Decimal()) for side in SIDES)
        )
