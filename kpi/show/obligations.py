"""The calendar of obligations and the crosswalk of figures in words, and as one file a receiver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kpi.declare import ALL, Month
from kpi.judge import Asked, DueReport, Obligation, Obligations, known_figures
from kpi.show.certification import choice_label, day_label, source_title
from kpi.show.format import NONE, listed, number, rounded, unit_name, with_unit
from kpi.show.views import status_text
from kpi.show.voice import Voice
from kpi.show.workbook import WorkSheet, workbook

STATE_MARKS = {
    "filed": "●",
    "waived": "○",
    "waiver_unknown": "▨",
    "past": "▲",
    "soon": "◆",
    "later": "◔",
    "undated": "□",
    "uncertain": "▨",
    "abolished": "–",
}
DECIMALS = 3
Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]


def calendar_rows(duties: Sequence[DueReport], today: dt.date, voice: Voice) -> Rows:
    """Return obligations by their next day: scope, recipient, period, state in words.

    Sites with the same day of which the same is told share a row: two would read as two duties.
    """
    names = ("due", "what", "state", "where", "recipient")
    header = tuple(voice.say(f"obligation_column.{name}") for name in names)
    shared: dict[tuple[str, dt.date | None, str], list[DueReport]] = {}
    for duty in duties:
        told = state_text(duty, today, voice)
        shared.setdefault((duty.obligation.code, duty.due, told), []).append(duty)
    return header, [
        (
            day_label(due.isoformat(), voice.language) if due else NONE,
            same[0].obligation.label.of(voice.language),
            told,
            scope_text(same[0].obligation, [duty.scope for duty in same], voice),
            same[0].obligation.recipient.of(voice.language),
        )
        for (_, due, told), same in shared.items()
    ]


def scope_text(obligation: Obligation, scopes: Sequence[str], voice: Voice) -> str:
    """Say for what an obligation holds: the kind of scope, and which ones.

    What a certificate waives site by site is told per site, although the whole organisation owes it.
    """
    place = listed((voice.site(scope) for scope in scopes), voice.language)
    if obligation.scope != "site" and ALL not in scopes:
        return voice.say("obligation.part", place=place)
    if len(scopes) > 1:
        return voice.say("obligation.each", place=place)
    return f"{place} ({choice_label(voice, 'obligation', 'scope', obligation.scope)})"


def state_text(duty: DueReport, today: dt.date, voice: Voice) -> str:
    """Say where an obligation stands, with the day before it when that was never recorded."""
    filing = duty.filing
    days = (duty.due - today).days if duty.due is not None else 0
    near = {0: "today", 1: "tomorrow"}.get(days) if duty.state == "soon" else None
    told = voice.say(
        f"duty.{near or duty.state}",
        days=voice.counted("days", days),
        day=day_label(filing.filed_on, voice.language) if filing else "",
        by=filing.by if filing else "",
        until=day_label(duty.waived_until, voice.language) or NONE,
    )
    lines = [f"{STATE_MARKS[duty.state]} {told}"]
    if duty.state not in ("waived", "abolished") and duty.waived_until:
        day = day_label(duty.waived_until, voice.language)
        lines.append(voice.say("duty.waiver_ends", until=day))
    if duty.before is not None and duty.state != "abolished":
        day = day_label(duty.before.isoformat(), voice.language)
        lines.append(voice.say("duty.before", day=day))
    return ". ".join(line.rstrip(".") for line in lines)


def obligation_lines(obligation: Obligation, voice: Voice) -> tuple[str, ...]:
    """Return what else is known of an obligation: its kind and rule, for whom, note, source."""
    kind = choice_label(voice, "obligation", "duty", obligation.duty)
    rule = obligation.due_rule.of(voice.language).rstrip(".")
    told = [voice.say("obligation.rule", kind=kind, rule=rule)]
    told += [
        voice.say("obligation.threshold", text=text.of(voice.language).rstrip("."))
        for text in (obligation.threshold,)
        if text
    ]
    told += [note.of(voice.language) for note in (obligation.note,) if note]
    told.append(voice.say("obligation.source", source=source_title(voice, obligation.source)))
    return tuple(told)


def crosswalk_rows(found: Obligations, site: str, year: int, voice: Voice) -> Rows:
    """Return every figure with where else it is asked, in the unit asked, and whether it went."""
    names = ("figure", "asked_by", "item", "amount", "status", "delivered")
    header = tuple(voice.say(f"crosswalk_column.{name}") for name in names)
    rows: list[tuple[str, ...]] = []
    before = ""
    for asked in known_figures(found.asked, voice.catalogue.indicators):
        measured = found.measured(asked, site, year)
        label = voice.label(asked.indicator)
        rows.append(
            (
                label if label != before else "",
                asked.obligation.label.of(voice.language),
                asked.item.of(voice.language),
                _amount(asked, found, site, year, voice),
                status_text(measured, voice),
                delivered_text(found, asked, site, year, voice),
            )
        )
        before = label
    return header, rows


def delivered_text(found: Obligations, asked: Asked, site: str, year: int, voice: Voice) -> str:
    """Say whether a figure of a year went to its receiver."""
    filing = found.filed(asked.obligation.code, site, str(year), asked.indicator)
    if filing is None:
        return f"□ {voice.say('crosswalk.open')}"
    day = day_label(filing.filed_on, voice.language)
    return f"● {voice.say('crosswalk.delivered', day=day, by=filing.by)}"


def _amount(asked: Asked, found: Obligations, site: str, year: int, voice: Voice) -> str:
    value = asked.value(found.measured(asked, site, year))
    if value is None:
        return NONE
    shown = rounded(value, DECIMALS)
    decimals = 0 if shown == shown.to_integral_value() else DECIMALS
    text = number(shown, decimals, voice.language)
    return with_unit(text, asked.unit, voice.catalogue.words, voice.language)


def receivers(found: Obligations, voice: Voice) -> tuple[Obligation, ...]:
    """Return the obligations that ask figures which are known here."""
    asked = known_figures(found.asked, voice.catalogue.indicators)
    codes = {a.obligation.code for a in asked}
    return tuple(o for o in found.obligations if o.code in codes)


def export_file(
    found: Obligations, obligation: Obligation, sites: Sequence[str], year: int, voice: Voice
) -> bytes:
    """Return what one receiver asks of a year, a line a site and item, as a workbook.

    A figure that is not whole is given with its status; one that is not there stays empty.
    """
    names = ("place", "item", "value", "unit", "status", "period", "indicator", "source")
    header = [voice.say(f"export_column.{name}") for name in names]
    rows = []
    for site in sites:
        for asked in known_figures(found.asked, voice.catalogue.indicators):
            if asked.obligation.code != obligation.code:
                continue
            measured = found.measured(asked, site, year)
            value = asked.value(measured)
            rows.append(
                (
                    voice.site(site),
                    asked.item.of(voice.language),
                    None if value is None else rounded(value, DECIMALS),
                    unit_name(voice.catalogue.words, asked.unit, voice.language) or asked.unit,
                    status_text(measured, voice),
                    str(year),
                    asked.indicator,
                    source_title(voice, asked.source),
                )
            )
    return workbook([WorkSheet(obligation.label.of(voice.language), header, rows)])


def years_of(last: Month, first: Month | None) -> tuple[int, ...]:
    """Return the years of which something is in, the newest first."""
    start = first.year if first is not None else last.year
    return tuple(range(last.year, start - 1, -1))
