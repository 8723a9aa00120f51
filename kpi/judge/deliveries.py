"""What should have come in by which day from whom: what is not in beside who was to send it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from kpi.declare import Catalogue, Month, Text
from kpi.judge.targets import Entry
from kpi.judge.values import Progress
from kpi.measure import Figures

LAST_DAY = 31


@dataclass(frozen=True)
class Delivery:
    """Who sends an upload kind by which day of the month after the one it is about.

    `site` is empty for all sites and `categories` for everything of the kind; `day` is None when
    the register holds none that can be read.
    """

    contract: str
    site: str
    categories: frozenset[str]
    sender: Text
    address: str
    day: int | None
    valid_from: str
    valid_to: str

    def covers(self, contract: str, site: str, category: str, month: Month) -> bool:
        """Tell whether this sender was to send a category of a site and month."""
        first = str(month.first_day)
        return (
            self.contract == contract
            and self.site in ("", site)
            and (not self.categories or category in self.categories)
            and (not self.valid_from or self.valid_from <= first)
            and (not self.valid_to or first <= self.valid_to)
        )

    def due(self, month: Month) -> dt.date | None:
        """Return the last day on which the month's file is in time; a short month ends it."""
        if self.day is None:
            return None
        after = month.plus(1)
        last = calendar.monthrange(after.year, after.number)[1]
        return after.first_day.replace(day=min(self.day, last))


@dataclass(frozen=True)
class Outstanding:
    """What is not in of one upload kind, site and month, and who was to send it.

    `lacking` names categories, or the kind itself for lines that were left out. `received` tells
    that something of the kind is in. `delivery` and `due` are None when nobody is named.
    """

    contract: str
    site: str
    month: Month
    lacking: frozenset[str]
    received: bool
    delivery: Delivery | None
    due: dt.date | None

    def days_late(self, today: dt.date) -> int | None:
        """Return how many days it is late; 0 while there is time, None without a day."""
        return None if self.due is None else max(0, (today - self.due).days)


def read_deliveries(entries: Iterable[Entry]) -> tuple[Delivery, ...]:
    """Return the deliveries of the register, what is said of one site or part before the rest."""
    found = [_delivery(entry) for entry in entries]
    return tuple(sorted(found, key=lambda d: (not d.site, not d.categories)))


def _delivery(entry: Entry) -> Delivery:
    body = entry.body
    sender = cast("dict[str, str]", body["sender"])
    day = str(body.get("day") or "")
    return Delivery(
        contract=str(body["contract"]),
        site=str(body.get("site") or ""),
        categories=frozenset(body.get("categories") or ()),
        sender=Text(nl=sender["nl"], en=sender["en"]),
        address=str(body.get("address") or ""),
        day=int(day) if day.isdigit() and 1 <= int(day) <= LAST_DAY else None,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )


def outstanding(
    figures: Figures, deliveries: Sequence[Delivery], site: str, months: Iterable[Month]
) -> tuple[Outstanding, ...]:
    """Return what the sites of a scope did not send of these months, the oldest month first.

    Kinds that sites do not send themselves are left out, and so is what nothing is expected of.
    """
    contracts = sorted(
        (c for c in figures.catalogue.contracts.values() if c.by_site), key=lambda c: c.order
    )
    return tuple(
        found
        for month in months
        for contract in contracts
        for code in figures.sites(site, month)
        for found in _of_one(figures, deliveries, contract.id, code, month)
    )


def _of_one(
    figures: Figures, deliveries: Sequence[Delivery], contract: str, site: str, month: Month
) -> list[Outstanding]:
    """Part what lacks of one kind, site and month by who was to send it."""
    by_sender: dict[Delivery | None, set[str]] = {}
    for category in sorted(figures.gaps(contract, site, month)):
        named = (d for d in deliveries if d.covers(contract, site, category, month))
        by_sender.setdefault(next(named, None), set()).add(category)
    received = figures.received(contract, site, month)
    return [
        Outstanding(
            contract=contract,
            site=site,
            month=month,
            lacking=frozenset(lacking),
            received=received,
            delivery=sender,
            due=sender.due(month) if sender is not None else None,
        )
        for sender, lacking in by_sender.items()
    ]


def withheld_for(
    progress: Progress, figures: Figures, deliveries: Sequence[Delivery]
) -> tuple[Outstanding, ...]:
    """Return the files for want of which a target has no verdict; empty when it has one.

    Only months in which the target's own figure, or what it is made of, is not whole.
    """
    indicator = progress.target.indicator
    whole = progress.actual is None or progress.actual.comparable
    if progress.verdict != "no_verdict" or indicator is None or whole:
        return ()
    found: dict[Outstanding, None] = {}
    for month in progress.scope.months:
        for site in figures.sites(progress.scope.site, month):
            kinds = _kinds_lacking(figures, indicator, site, month)
            for item in outstanding(figures, deliveries, site, [month]) if kinds else ():
                if item.contract in kinds:
                    found[item] = None
    return tuple(found)


def _kinds_lacking(figures: Figures, indicator: str, site: str, month: Month) -> set[str]:
    """Return the upload kinds behind the parts of a figure that are not whole at one place."""
    kinds: set[str] = set()
    for name in parts_of(figures.catalogue, indicator):
        declared = figures.catalogue.indicators[name]
        if figures.cell(name, site, month).problem is not None:
            kinds |= set(figures.catalogue.facts[declared.fact or ""].reads)
    return kinds


def parts_of(catalogue: Catalogue, indicator: str) -> tuple[str, ...]:
    """Return the figures read straight from rows that a figure is made of, itself included."""
    declared = catalogue.indicators[indicator]
    if declared.fact is not None:
        return (indicator,)
    made_of = (declared.numerator, declared.denominator, *(p.indicator for p in declared.parts))
    found = (part for name in made_of if name for part in parts_of(catalogue, name))
    return tuple(dict.fromkeys(found))
