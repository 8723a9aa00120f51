"""What has to be reported when, what waives it, and where else every figure is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, Literal

from kpi.declare import ALL, Month, Text
from kpi.judge.certification import Certification
from kpi.judge.judge import Judge
from kpi.judge.scheme import day_of
from kpi.measure import Measured, Scope
from kpi.measure.registers import RegisterEntry, register_entries

SOON = dt.timedelta(days=90)

DutyState = Literal[
    "filed",  # recorded as filed for its period
    "waived",  # a certificate holds on the day it is due
    "waiver_unknown",  # a certificate may waive it, and how long it holds is not known
    "past",  # the day has passed and no filing was recorded
    "soon",
    "later",
    "undated",
    "uncertain",  # check whether the obligation still exists
    "abolished",
]


@dataclass(frozen=True)
class Obligation:
    """Something to be reported; empty texts and a period of None are not known."""

    code: str
    label: Text
    recipient: Text
    duty: str
    scope: str
    threshold: Text | None
    first_due: str
    period_years: int | None
    due_rule: Text
    status: str
    waived_by: str
    note: Text | None
    source: str


@dataclass(frozen=True)
class Filing:
    """What was filed for a year: a whole report, or one figure of it."""

    obligation: str
    scope: str
    period: str
    figure: str
    filed_on: str
    by: str
    reference: str


@dataclass(frozen=True)
class DueReport:
    """An obligation for one site (or ALL) on its next day: what is known of it.

    `before` is the day before it of which no filing was recorded, None when there was none or it
    was filed. `waived_until` is the last day of the certificate that waives it.
    """

    obligation: Obligation
    scope: str
    due: dt.date | None
    state: DutyState
    filing: Filing | None
    before: dt.date | None
    waived_until: str


@dataclass(frozen=True)
class Asked:
    """A figure that a report asks, under its name there, in the unit asked there."""

    obligation: Obligation
    indicator: str
    item: Text
    unit: str
    factor: Decimal
    source: str

    def value(self, measured: Measured) -> Decimal | None:
        """Return a measured figure in the unit asked; None where there is none."""
        if measured.value is None:
            return None
        with localcontext(prec=34):
            return measured.value * self.factor


class Obligations:
    """Everything that has to be reported, at one revision."""

    def __init__(self, judge: Judge) -> None:
        def entries(register: str) -> list[RegisterEntry]:
            return register_entries(judge.reader, register, as_of=judge.as_of)

        self._judge = judge
        found = (_obligation(e.body) for e in entries("obligation"))
        self.obligations = tuple(sorted(found, key=lambda o: o.code))
        self.filings = tuple(_filing(e.body) for e in entries("filing"))
        known = {obligation.code: obligation for obligation in self.obligations}
        self.asked = tuple(
            _asked(e.body, known[e.body["obligation"]])
            for e in entries("crosswalk")
            if e.body["obligation"] in known
        )
        self.lost = tuple(
            str(e.body["obligation"])
            for register in ("crosswalk", "filing")
            for e in entries(register)
            if e.body["obligation"] not in known
        )

    def duties(self, sites: Sequence[str], today: dt.date) -> tuple[DueReport, ...]:
        """Return every obligation with its next day, the nearest first, undated ones last.

        What a certificate may waive is told by site: a waiver holds for certified sites only.
        """
        certification = self._judge.certification
        found = [
            self._duty(obligation, scope, certification, today)
            for obligation in self.obligations
            for scope in (sites if obligation.scope == "site" or obligation.waived_by else (ALL,))
        ]
        return tuple(sorted(found, key=lambda d: (d.due or dt.date.max, d.obligation.code)))

    def _duty(
        self, obligation: Obligation, scope: str, certification: Certification, today: dt.date
    ) -> DueReport:
        due, before = _days(obligation, today)
        waiver, until = "", ""
        if obligation.waived_by and due is not None:
            waiver, until = _waiver(certification, scope, due, today)
        filing = self.filed(obligation.code, scope, str(due.year)) if due else None
        unfiled = before
        if before is not None and self.filed(obligation.code, scope, str(before.year)):
            unfiled = None
        return DueReport(
            obligation=obligation,
            scope=scope,
            due=due,
            state=_state(obligation, due, filing, waiver, today),
            filing=filing,
            before=unfiled,
            waived_until=until,
        )

    def filed(self, code: str, scope: str, period: str, figure: str = "") -> Filing | None:
        """Return what was filed of a report for a year; a whole report holds all its figures."""
        for filing in self.filings:
            same = (filing.obligation, filing.period) == (code, period)
            # What the whole organisation filed was filed for its sites as well.
            if same and filing.scope in (scope, ALL) and filing.figure in ("", figure):
                return filing
        return None

    def measured(self, asked: Asked, site: str, year: int) -> Measured:
        """Return the figure that is asked, over a calendar year."""
        return self._judge.figures().measured(asked.indicator, Scope(site, Month(year, 12), "year"))


def _days(obligation: Obligation, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return the next day on which something is due, and the one before it; None when unknown.

    What is asked once keeps its day, also when it has passed.
    """
    first = day_of(obligation.first_due)
    if first is None:
        return None, None
    if obligation.period_years is None:
        return first, None
    due, before = first, None
    while due < today:
        due, before = _years_later(due, obligation.period_years), due
    return due, before


def _years_later(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later; 29 February becomes the last of its month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return Month(day.year + years, day.month).last_day


def _waiver(
    certification: Certification, site: str, due: dt.date, today: dt.date
) -> tuple[str, str]:
    """Return whether a certificate of a site waives something on its day, and until when it holds."""
    certificates = certification.certificates_of(site)
    if not certificates:
        return "", ""
    newest = certificates[0]
    state = newest.state(today)
    if state == "unknown":
        return "unknown", ""
    if state == "expired":
        return "", newest.valid_until
    last = day_of(newest.valid_until)
    return ("waived" if last is not None and last >= due else ""), newest.valid_until


def _state(
    obligation: Obligation, due: dt.date | None, filing: Filing | None, waiver: str, today: dt.date
) -> DutyState:
    if obligation.status == "abolished":
        return "abolished"
    if obligation.status == "uncertain":
        return "uncertain"
    if due is None:
        return "undated"
    if filing is not None:
        return "filed"
    if waiver:
        return "waived" if waiver == "waived" else "waiver_unknown"
    if due < today:
        return "past"
    return "soon" if due - today <= SOON else "later"


def _named(given: str | Mapping[str, str]) -> Text:
    """Return a name in both languages; one that was typed once, before there were two, is both."""
    return Text(nl=given, en=given) if isinstance(given, str) else Text(**given)


def _obligation(body: Mapping[str, Any]) -> Obligation:
    years = _text(body, "period_years")
    return Obligation(
        code=str(body["code"]),
        label=Text(**body["label"]),
        recipient=_named(body["recipient"]),
        duty=str(body["duty"]),
        scope=str(body["scope"]),
        threshold=_words(body, "threshold"),
        first_due=_text(body, "first_due"),
        period_years=int(years) if years.isdecimal() and int(years) > 0 else None,
        due_rule=Text(**body["due_rule"]),
        status=str(body["status"]),
        waived_by=_text(body, "waived_by"),
        note=_words(body, "note"),
        source=str(body["source"]),
    )


def _filing(body: Mapping[str, Any]) -> Filing:
    names = ("obligation", "scope", "period", "figure", "filed_on", "by", "reference")
    return Filing(**{name: _text(body, name) for name in names})


def _asked(body: Mapping[str, Any], obligation: Obligation) -> Asked:
    return Asked(
        obligation=obligation,
        indicator=str(body["indicator"]),
        item=Text(**body["item"]),
        unit=str(body["unit"]),
        factor=Decimal(str(body["factor"])),
        source=str(body["source"]),
    )


def _text(body: Mapping[str, Any], name: str) -> str:
    return str(body.get(name) or "")


def _words(body: Mapping[str, Any], name: str) -> Text | None:
    value = body.get(name)
    return Text(nl=value["nl"], en=value["en"]) if value else None


def known_figures(asked: Iterable[Asked], indicators: Mapping[str, object]) -> tuple[Asked, ...]:
    """Return what is asked of figures that exist, in the order of the figures."""
    order = list(indicators)
    known = (a for a in asked if a.indicator in indicators)
    return tuple(sorted(known, key=lambda a: (order.index(a.indicator), a.obligation.code)))
