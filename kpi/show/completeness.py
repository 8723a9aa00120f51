"""What should have come in and did not, by upload kind, site and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpi.declare import Contract, Month
from kpi.measure import Figures
from kpi.show.format import listed, month_label
from kpi.show.voice import Voice

State = Literal["complete", "partly", "nothing", "unasked"]
"""`unasked`: nothing came in, and nobody settled that it had to."""
STATE_MARKS = {"complete": "●", "partly": "◔", "nothing": "□", "unasked": "–"}


@dataclass(frozen=True)
class Delivery:
    """One upload kind of one site in one month, with the labels of what is lacking."""

    month: Month
    state: State
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Arrival:
    """One upload kind of one site over the months in view, by their names; then their ids."""

    kind: str
    site: str
    deliveries: tuple[Delivery, ...]
    contract: str = ""
    code: str = ""

    @property
    def incomplete(self) -> tuple[Delivery, ...]:
        """The months in which something is lacking."""
        return tuple(d for d in self.deliveries if d.state in ("partly", "nothing"))


def arrivals(
    figures: Figures, site: str, months: Sequence[Month], voice: Voice
) -> tuple[Arrival, ...]:
    """Return what came in of every kind that sites send, for the sites a scope stands for."""
    contracts = sorted(
        # Readings count in the kind they feed, and lack there.
        (
            contract
            for contract in voice.catalogue.contracts.values()
            if contract.by_site and contract.readings is None
        ),
        key=lambda contract: contract.order,
    )
    codes = dict.fromkeys(code for month in months for code in figures.sites(site, month))
    return tuple(
        Arrival(
            contract.label.of(voice.language),
            voice.site(code),
            tuple(
                _delivery(figures, contract, code, month, voice)
                for month in months
                if code in figures.sites(site, month)
            ),
            contract.id,
            code,
        )
        for contract in contracts
        for code in codes
    )


def _delivery(
    figures: Figures, contract: Contract, site: str, month: Month, voice: Voice
) -> Delivery:
    gaps = figures.gaps(contract.id, site, month)
    labels = {value.id: value.label.of(voice.language) for value in contract.categories}
    lacking = [label for name, label in labels.items() if name in gaps]
    lacking += [voice.say("arrival.left_out") for name in gaps if name not in labels]
    state: State
    if figures.received(contract.id, site, month):
        state = "partly" if gaps else "complete"
    else:
        state = "nothing" if gaps else "unasked"
    return Delivery(month, state, tuple(lacking))


def arrival_rows(
    found: Sequence[Arrival], voice: Voice, *, counted: bool = True
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of the calendar: a shape a month, with the count of what lacks.

    Of one figure one thing lacks at most; then the count is left out.
    """
    months = [delivery.month for delivery in found[0].deliveries] if found else []
    header = (
        voice.say("arrival.kind"),
        voice.say("table.site"),
        *(month_label(month, voice.language, short=True) for month in months),
    )
    rows = []
    for arrival in found:
        states = {delivery.month: delivery for delivery in arrival.deliveries}
        cells = [_cell(states[month], counted) if month in states else "" for month in months]
        rows.append((arrival.kind, arrival.site, *cells))
    return header, rows


def _cell(delivery: Delivery, counted: bool) -> str:
    mark = STATE_MARKS[delivery.state]
    several = counted and delivery.state == "partly"
    return f"{mark} {len(delivery.lacking)}" if several else mark


def arrival_sentences(found: Sequence[Arrival], voice: Voice) -> tuple[str, ...]:
    """Name what is lacking: kind and site, the months, and of a partly filled month what."""
    told = []
    for arrival in found:
        empty = [d for d in arrival.incomplete if d.state == "nothing"]
        if empty:
            told.append(
                voice.say(
                    "arrival.nothing",
                    kind=arrival.kind,
                    site=arrival.site,
                    months=months_told([d.month for d in empty], voice),
                )
            )
        lacking: dict[str, list[Month]] = {}
        for delivery in arrival.incomplete:
            if delivery.state == "partly":
                for label in delivery.lacking:
                    lacking.setdefault(label, []).append(delivery.month)
        told += [
            voice.say(
                "arrival.lacking",
                kind=arrival.kind,
                site=arrival.site,
                what=label,
                months=months_told(months, voice),
            )
            for label, months in lacking.items()
        ]
    return tuple(told)


def months_told(months: Sequence[Month], voice: Voice) -> str:
    """Return months in words, an unbroken row of three or more as from and to."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    told = []
    for run in runs:
        names = [month_label(month, voice.language, short=True) for month in run]
        whole = len(run) > 2
        told += [voice.say("arrival.from_to", first=names[0], last=names[-1])] if whole else names
    return listed(told, voice.language)
