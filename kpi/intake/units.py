"""Units as files write them, and the closed table of steps from one to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpi.declare import Contract
from kpi.declare.contract import Quantity
from kpi.intake.checked import Vocabulary
from kpi.intake.spelling import fold

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "kWh": ("kilowattuur", "kilowatturen", "kilowatt hour"),
    "MWh": ("megawattuur", "megawatt hour"),
    "GJ": ("gigajoule",),
    "MJ": ("megajoule",),
    "kg": ("kilo", "kilos", "kilo's", "kilogram", "kgs"),
    "g": ("gr", "gram", "grams"),
    "ton": ("t", "tonnen", "tonne", "tonnes", "tons"),
    "m3": ("kuub", "kubieke meter", "cubic metre", "cubic meter", "m^3"),
    "Nm3": ("normaalkuub", "normaal m3", "Nm^3"),
    "l": ("liter", "liters", "litre", "litres", "ltr"),
    "ml": ("milliliter", "milliliters", "millilitre"),
    "m2": ("vierkante meter", "square metre", "m^2"),
    "EUR": ("€", "euro", "euros"),
    "%": ("procent", "percent", "pct"),
    "x": ("stuks", "stuk", "aantal", "pieces"),
    "d": ("dag", "dagen", "days"),
    "fles": ("flessen", "bottle", "bottles"),
    "lediging": ("ledigingen", "lift", "lifts"),
}
"""Other spellings of units; one counts only where the unit itself is known to the contract."""
COUNT = "x"
"""The unit of what is counted in pieces: nobody names it, and nobody has to."""


@dataclass(frozen=True)
class Step:
    """One step from a unit to another: by a factor, or by a column of the row.

    `density` marks the step from volume to weight: its result was reckoned, not measured.
    """

    from_unit: str
    to_unit: str
    factor: Decimal = Decimal(1)
    column: str | None = None
    divide: bool = False
    density: bool = False


class Units:
    """The units of one contract under one vocabulary."""

    def __init__(self, contract: Contract, words: Vocabulary) -> None:
        self._contract = contract
        self._words = words
        self._paths: dict[tuple[str, str, str], tuple[Step, ...] | None] = {}

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Folded spelling -> unit, for every unit that the contract or the table speaks of."""
        found = {fold(unit): unit for unit in self._mentioned()}
        units = set(found.values())
        for unit, spellings in SPELLINGS.items():
            if unit in units:
                for spelling in spellings:
                    found.setdefault(fold(spelling), unit)
        return found

    def _mentioned(self) -> Iterator[str]:
        for column in self._contract.column:
            if column.unit is not None:
                yield column.unit
            yield from (value.unit for value in column.values if value.unit is not None)
        for unit in self._words.units:
            yield from (unit.from_unit, unit.to_unit)
        for density in self._words.densities:
            yield from (density.from_unit, density.to_unit)
        if self._contract.quantity is not None:
            yield from _of_quantity(self._contract.quantity)

    def read(self, text: str) -> str | None:
        """Return the unit that a text names, or None."""
        return self.known.get(fold(text))

    def path(self, unit: str, target: str, substance: str) -> tuple[Step, ...] | None:
        """Return the shortest way from a unit to a target for a substance; None when there is none.

        A way that needs no density is taken before one that does.
        """
        key = (unit, target, substance)
        if key not in self._paths:
            plain = [*self._table(target), *self._through(substance)]
            self._paths[key] = _shortest(plain, unit, target) or _shortest(
                [*plain, *self._densities(substance)], unit, target
            )
        return self._paths[key]

    def convertible(self, target: str, substance: str) -> tuple[str, ...]:
        """Return the units that lead to a target, the target first."""
        others = dict.fromkeys(unit for unit in self._mentioned() if unit != target)
        return (target, *(u for u in others if self.path(u, target, substance) is not None))

    def _table(self, target: str) -> Iterator[Step]:
        for unit in self._words.units:
            if unit.only_for in ("", target):
                yield Step(unit.from_unit, unit.to_unit, unit.factor)

    def _through(self, substance: str) -> Iterator[Step]:
        if self._contract.quantity is not None:
            for through in self._contract.quantity.through:
                if through.only_for and substance not in through.only_for:
                    continue
                yield Step(
                    through.from_unit,
                    through.to_unit,
                    column=through.column,
                    divide=through.divide,
                )

    def _densities(self, substance: str) -> Iterator[Step]:
        for density in self._words.densities:
            if density.substance == substance:
                yield Step(density.from_unit, density.to_unit, density.factor, density=True)


def unit_factors(
    contract: Contract, words: Vocabulary, target: str
) -> Iterator[tuple[str, Decimal]]:
    """Yield the other units that lead to a target by plain factors, with how many targets each is."""
    units = Units(contract, words)
    for unit in sorted(set(units.known.values()) - {target}):
        path = units.path(unit, target, "")
        if path and all(step.column is None and not step.density for step in path):
            factor = Decimal(1)
            for step in path:
                factor *= step.factor
            yield unit, factor


def _of_quantity(quantity: Quantity) -> Iterator[str]:
    yield from (u for u in (quantity.default_unit, quantity.canonical_unit) if u is not None)
    for through in quantity.through:
        yield from (through.from_unit, through.to_unit)
    for product in quantity.product:
        yield from (product.unit, product.as_unit)


def _shortest(steps: list[Step], unit: str, target: str) -> tuple[Step, ...] | None:
    ways: dict[str, tuple[Step, ...]] = {unit: ()}
    frontier = [unit]
    while frontier and target not in ways:
        reached = []
        for step in steps:
            if step.from_unit in frontier and step.to_unit not in ways:
                ways[step.to_unit] = (*ways[step.from_unit], step)
                reached.append(step.to_unit)
        frontier = reached
    return ways.get(target)
