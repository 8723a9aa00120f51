"""What is expected and what is late, in words: rows, reminders ready to send, withheld verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from babel.dates import format_date

from kpi.declare import Month
from kpi.judge import Delivery, Outstanding
from kpi.measure import Figures
from kpi.show.completeness import Arrival, State, months_told
from kpi.show.completeness import Delivery as Delivered
from kpi.show.format import LOCALES, listed, month_label
from kpi.show.voice import Voice

WITHHELD = 3
"""Files named beside a verdict that is withheld; the page of the arrivals holds them all."""
LATE_MARKS = (("none", "▨"), ("waiting", "○"), ("late", "◆"), ("very_late", "▲"))
"""A shape for how late a file is, beside the word: nobody named, in time, late, a month late."""
VERY_LATE = 30


@dataclass(frozen=True)
class Reminder:
    """A message to one sender about everything that is late; `link` opens a mail, else empty."""

    sender: str
    address: str
    count: int
    subject: str
    text: str
    link: str


def day_label(day: dt.date, voice: Voice) -> str:
    """Return a day in words."""
    return format_date(day, "d MMMM y", locale=LOCALES[voice.language])


def lateness(item: Outstanding, today: dt.date) -> str:
    """Return how late a file is: none (nobody is named), waiting, late, very_late."""
    late = item.days_late(today)
    if late is None:
        return "none"
    if late == 0:
        return "waiting"
    return "late" if late <= VERY_LATE else "very_late"


def lacking_told(item: Outstanding, voice: Voice) -> str:
    """Return what lacks of a file: all of it, or the categories by their labels."""
    if not item.received:
        return voice.say("deliveries.everything")
    contract = voice.catalogue.contracts[item.contract]
    labels = {value.id: value.label.of(voice.language) for value in contract.categories}
    told = [label for name, label in labels.items() if name in item.lacking]
    told += [voice.say("arrival.left_out") for name in item.lacking if name not in labels]
    return ", ".join(told)


def sender_told(delivery: Delivery | None, voice: Voice) -> str:
    """Return who was to send it; that nobody is named is said."""
    if delivery is None:
        return voice.say("deliveries.nobody")
    return delivery.sender.of(voice.language)


def outstanding_rows(
    found: Sequence[Outstanding], today: dt.date, voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of what is not in, what is latest first, what is in time after it."""
    names = ("state", "kind", "site", "month", "sender", "due", "lacking")
    header = tuple(voice.say(f"delivery_column.{name}") for name in names)
    ordered = sorted(found, key=lambda item: (-(item.days_late(today) or 0), item.due is None))
    return header, [_row(item, today, voice) for item in ordered]


def counted(found: Sequence[Outstanding], today: dt.date, voice: Voice) -> str:
    """Say how many files are late, can still be in time, or have no day; nothing of what is none."""
    states = [lateness(item, today) for item in found]
    counts = {
        "late": sum(state in ("late", "very_late") for state in states),
        "waiting": states.count("waiting"),
        "undated": states.count("none"),
    }
    parts = [
        voice.say(f"arrivals.{name}_one" if count == 1 else f"arrivals.{name}", count=count)
        for name, count in counts.items()
        if count
    ]
    told = "; ".join(parts)
    return f"{told[:1].upper()}{told[1:]}."


def _row(item: Outstanding, today: dt.date, voice: Voice) -> tuple[str, ...]:
    state = lateness(item, today)
    days = item.days_late(today) or 0
    told = voice.say(f"lateness.{state}", days=voice.counted("days", days))
    return (
        f"{dict(LATE_MARKS)[state]} {told}",
        voice.catalogue.contracts[item.contract].label.of(voice.language),
        voice.site(item.site),
        month_label(item.month, voice.language),
        sender_told(item.delivery, voice),
        "" if item.due is None else day_label(item.due, voice),
        lacking_told(item, voice),
    )


def reminders(found: Iterable[Outstanding], today: dt.date, voice: Voice) -> tuple[Reminder, ...]:
    """Return one message a sender about what is late; what is in time is not in it."""
    by_sender: dict[tuple[str, str], list[Outstanding]] = {}
    for item in found:
        if item.delivery is not None and item.days_late(today):
            key = (item.delivery.sender.of(voice.language), item.delivery.address)
            by_sender.setdefault(key, []).append(item)
    return tuple(
        _reminder(sender, address, items, today, voice)
        for (sender, address), items in by_sender.items()
    )


def _reminder(
    sender: str, address: str, items: Sequence[Outstanding], today: dt.date, voice: Voice
) -> Reminder:
    organisation = voice.catalogue.organisation.organisation.name
    subject = voice.say("reminder.subject", organisation=organisation)
    lines = [
        voice.say(
            "reminder.line",
            kind=voice.catalogue.contracts[item.contract].label.of(voice.language),
            site=voice.site(item.site),
            month=month_label(item.month, voice.language),
            due="" if item.due is None else day_label(item.due, voice),
            lacking=lacking_told(item, voice),
        )
        for item in items
    ]
    opening = voice.say("reminder.opening", sender=sender, day=day_label(today, voice))
    closing = voice.say("reminder.closing", organisation=organisation)
    text = "\n".join([opening, "", *(f"- {line}" for line in lines), "", closing])
    link = ""
    if address:
        link = f"mailto:{quote(address)}?subject={quote(subject)}&body={quote(text)}"
    return Reminder(sender, address, len(items), subject, text, link)


def withheld_sentences(
    found: Sequence[Outstanding], today: dt.date, voice: Voice
) -> tuple[str, ...]:
    """Say which files from whom keep a verdict away: one sentence a kind, site and sender."""
    groups: dict[tuple[str, str, Delivery | None], list[Outstanding]] = {}
    for item in found:
        groups.setdefault((item.contract, item.site, item.delivery), []).append(item)
    told = [
        _withheld(contract, site, items, today, voice)
        for (contract, site, _), items in groups.items()
    ]
    if len(told) <= WITHHELD:
        return tuple(told)
    return (*told[:WITHHELD], voice.say("withheld.more", count=len(told) - WITHHELD))


def _withheld(
    contract: str, site: str, items: Sequence[Outstanding], today: dt.date, voice: Voice
) -> str:
    first = items[0]
    facts = {
        "kind": voice.catalogue.contracts[contract].label.of(voice.language),
        "site": voice.site(site),
        "months": months_told(sorted({item.month for item in items}), voice),
        "sender": sender_told(first.delivery, voice),
    }
    if first.due is None:
        return voice.say("withheld.nobody", **facts)
    key = "withheld.late" if first.days_late(today) else "withheld.waiting"
    return voice.say(key, due=day_label(first.due, voice), **facts)


def presence(
    figures: Figures, indicators: Sequence[str], site: str, months: Sequence[Month], voice: Voice
) -> tuple[Arrival, ...]:
    """Return for every figure and site which months are whole, in part there, or not there.

    A month of which none was reported, while all that is expected is in, is whole.
    """
    codes = dict.fromkeys(code for month in months for code in figures.sites(site, month))
    return tuple(
        Arrival(
            voice.label(name),
            voice.site(code),
            tuple(
                _present(figures, name, code, month, voice)
                for month in months
                if code in figures.sites(site, month)
            ),
            name,
            code,
        )
        for name in indicators
        for code in codes
    )


def presence_sentences(found: Sequence[Arrival], voice: Voice) -> tuple[str, ...]:
    """Say why figures are not whole in months in which something did come in, which and where.

    What no sender can mend, a factor that is not known, stands last.
    """
    months: dict[tuple[str, str, str], list[Month]] = {}
    for arrival in found:
        for delivery in arrival.incomplete:
            if delivery.state == "partly":
                key = (", ".join(delivery.lacking), arrival.site, arrival.kind)
                months.setdefault(key, []).append(delivery.month)
    figures: dict[tuple[str, str, str], list[str]] = {}
    for (why, site, kind), lacking in months.items():
        told = months_told(sorted(set(lacking)), voice)
        figures.setdefault((told, why, site), []).append(kind)
    sites: dict[tuple[str, str, str], list[str]] = {}
    for (told, why, site), kinds in figures.items():
        quoted = listed((f"‘{kind}’" for kind in kinds), voice.language)
        sites.setdefault((told, why, quoted), []).append(site)
    factor = voice.say("problem.factor_missing")
    return tuple(
        voice.say(
            "arrivals.map_why",
            months=told,
            sites=listed(places, voice.language),
            why=why,
            figures=kinds,
        )
        for (told, why, kinds), places in sorted(
            sites.items(), key=lambda pair: pair[0][1] == factor
        )
    )


def _present(figures: Figures, indicator: str, site: str, month: Month, voice: Voice) -> Delivered:
    cell = figures.cell(indicator, site, month)
    if cell.problem is None:
        return Delivered(month, "complete", ())
    # Rows that cannot be counted did come in: to ask for them again would not help.
    empty = cell.value is None and cell.problem == "no_data"
    state: State = "nothing" if empty else "partly"
    missing_part = state == "partly" and cell.problem == "no_data"
    problem = "part_missing" if missing_part else cell.problem
    return Delivered(month, state, (voice.say(f"problem.{problem}"),))
