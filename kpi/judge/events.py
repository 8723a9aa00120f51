"""What happened to a figure: lasting changes with a cause, and one-off loads of one month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.declare import ALL, Month
from kpi.judge.measures import start_month
from kpi.judge.targets import Entry

EventKind = Literal["step", "one_off"]


@dataclass(frozen=True)
class Event:
    """One event: `step` is a lasting change from `month` on, `one_off` an amount in that month.

    `amount` is in the figure's own unit and None for a lasting change.
    """

    id: str
    kind: EventKind
    indicator: str
    site: str
    month: Month
    amount: Decimal | None
    cause: str
    source: str
    revision: int


def read_events(entries: Iterable[Entry]) -> tuple[Event, ...]:
    """Return the events of register entries, by month."""
    found = [read_event(entry) for entry in entries]
    return tuple(sorted(found, key=lambda event: (event.month, event.id)))


def read_event(entry: Entry) -> Event:
    """Return the event of one register entry; its fields have been checked when it was set."""
    body = entry.body
    amount = str(body.get("amount") or "")
    return Event(
        id=entry.id,
        kind=body["kind"],
        indicator=body["indicator"],
        site=body["site"],
        month=start_month(str(body["month"])),
        amount=Decimal(amount) if amount else None,
        cause=body["cause"],
        source=body["source"],
        revision=entry.revision,
    )


def events_of(
    events: Sequence[Event], kind: EventKind, indicator: str, site: str
) -> tuple[Event, ...]:
    """Return the events of one kind for a figure at a site; the group has those of all sites.

    One of the group as a whole is not split over its sites.
    """
    return tuple(
        event
        for event in events
        if event.kind == kind and event.indicator == indicator and site in (ALL, event.site)
    )


def one_off_in(events: Iterable[Event], months: Iterable[Month]) -> Decimal:
    """Return what one-off loads add up to in some months."""
    inside = set(months)
    return sum((e.amount or Decimal() for e in events if e.month in inside), Decimal())
