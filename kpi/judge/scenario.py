"""Scenarios: a choice of measures and assumptions, perhaps kept under a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpi.judge.targets import Entry


@dataclass(frozen=True)
class Range:
    """What an assumption may be: from `low` to `high`, in steps; `usual` when nobody chose."""

    low: int
    high: int
    step: Decimal
    usual: int

    def holds(self, value: Decimal) -> bool:
        """Tell whether a value lies in the range."""
        return self.low <= value <= self.high


RANGES = {
    "trend": Range(-15, 15, Decimal("0.5"), 0),
    "delivered": Range(0, 150, Decimal(5), 100),
    "delay": Range(0, 60, Decimal(3), 0),
}


@dataclass(frozen=True)
class Choice:
    """Which measures count (by id), and three assumptions.

    `trend` is the change in percent a year of what no measure touches, `delivered` the part in
    percent of the planned effect that comes true, `delay` how many months later than planned a
    measure begins that has not begun yet.
    """

    measures: tuple[str, ...]
    trend: Decimal = Decimal(0)
    delivered: Decimal = Decimal(100)
    delay: int = 0


@dataclass(frozen=True)
class Scenario:
    """A choice under a name, for one target at one place."""

    id: str
    name: str
    target: str
    site: str
    choice: Choice
    note: str
    revision: int


def read_scenarios(entries: Iterable[Entry]) -> tuple[Scenario, ...]:
    """Return the scenarios of register entries, by name."""
    found = [read_scenario(entry) for entry in entries]
    return tuple(sorted(found, key=lambda scenario: scenario.name.casefold()))


def read_scenario(entry: Entry) -> Scenario:
    """Return the scenario of one register entry; its fields have been checked when it was set."""
    body = entry.body
    return Scenario(
        id=entry.id,
        name=body["name"],
        target=body["target"],
        site=body["site"],
        choice=Choice(
            measures=tuple(map(str, body.get("measures") or ())),
            trend=Decimal(str(body["trend"])),
            delivered=Decimal(str(body["delivered"])),
            delay=int(Decimal(str(body["delay"]))),
        ),
        note=str(body.get("note") or ""),
        revision=entry.revision,
    )
