"""Months and days as people write them; the day stands first, always."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kpi.declare import Month
from kpi.intake.spelling import fold, tidy

EARLIEST = Month(2010, 1)
SERIAL_START = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers."""
FIRST_SERIAL = (EARLIEST.first_day - SERIAL_START).days
LAST_SERIAL = 73050
"""The last day of 2099; a five-digit number beyond it is no day."""

MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "januari", "january", "januar"),
            ("feb", "febr", "februari", "february", "februar"),
            ("mrt", "mar", "maa", "maart", "march", "marz", "maerz"),
            ("apr", "april"),
            ("mei", "may", "mai"),
            ("jun", "juni", "june"),
            ("jul", "juli", "july"),
            ("aug", "augustus", "august"),
            ("sep", "sept", "september"),
            ("okt", "oct", "oktober", "october"),
            ("nov", "november"),
            ("dec", "december", "dezember"),
        ),
        start=1,
    )
    for name in names
}

WEEKDAYS = re.compile(
    r"(?:zon|maan|dins|woens|donder|vrij|zater)dag|(?:sun|mon|tues|wednes|thurs|fri|satur)day|"
    r"(?:sonn|mon|diens|donners|frei|sams)tag|mittwoch|sonnabend",
    re.IGNORECASE,
)
"""Days by their names, as devices made in a neighbouring country write them too."""
WITH_WEEKDAY = re.compile(rf"(?:{WEEKDAYS.pattern}),? (?P<day>.+)", re.IGNORECASE)
BETWEEN = r"[\s\-/.]"
WORD = r"(?P<word>[^\W0-9_]+)\.?"
YEAR = r"(?P<year>\d{4})"
YEARISH = r"'?(?P<year>\d{4}|\d{2})"
CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
"""A time of day beside a day says nothing more here."""
COARSE = re.compile(
    r"""\d{4}|.*\b(?:w|wk|week)\s*-?\d{1,2}\b.*|\d{4}-?w\d{1,2}(?:-\d)?|.*\bq\s*[1-4]\b.*|
    .*\b\d{4}q[1-4]\b.*|.*\bkw(?:artaal)?\b.*|.*kwartaal.*|.*quarter.*|.*halfjaar.*|\d{4}jj\d\d""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace(r"\d", "[0-9]"))


MONTHS = tuple(
    _pattern(text)
    for text in (
        rf"{YEAR}{BETWEEN}(?P<month>\d{{1,2}})",
        rf"{YEAR}[mM]{{1,2}}(?P<month>\d{{1,2}})",
        r"(?P<year>\d{4})(?P<month>\d{2})",
        rf"(?P<month>\d{{1,2}}){BETWEEN}{YEAR}",
        rf"{WORD}{BETWEEN}*{YEARISH}",
        rf"{YEAR}{BETWEEN}*{WORD}",
    )
)
SHORT = _pattern(rf"(?P<month>\d{{1,2}}){BETWEEN}(?P<year>\d{{2}})")
DAYS = tuple(
    _pattern(text)
    for text in (
        rf"{YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){CLOCK}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"(?P<day>\d{{1,2}}){BETWEEN}(?P<month>\d{{1,2}}){BETWEEN}{YEARISH}{CLOCK}",
        rf"(?P<day>\d{{1,2}}){BETWEEN}*{WORD}{BETWEEN}*{YEARISH}",
    )
)


@dataclass(frozen=True)
class Period:
    """What a cell says of time: a value, or the code of why it cannot be read; and a remark."""

    value: dt.date | None
    fault: str = ""
    remark: str = ""


def read_month(text: str, today: dt.date) -> Period:
    """Read a month (as its first day): any notation, a day of it, or a spreadsheet's day number."""
    plain = tidy(text)
    if COARSE.fullmatch(plain):
        return Period(None, "month_too_coarse")
    for pattern in (*MONTHS, SHORT):
        match = pattern.fullmatch(plain)
        if match is not None:
            number = _month_number(match)
            if number is None:
                return Period(None, "month_unreadable")
            month = Month(_year(match["year"]), number).first_day
            remark = "month_short" if pattern is SHORT else ""
            return _in_time(month, today, "month", remark)
    return _read_day(plain, today, "month", month_first=False)


def read_date(text: str, today: dt.date, *, month_first: bool = False) -> Period:
    """Read a day, day first; ``month_first`` only when a person said so."""
    return _read_day(tidy(text), today, "date", month_first=month_first)


def _read_day(plain: str, today: dt.date, kind: str, *, month_first: bool) -> Period:
    named = WITH_WEEKDAY.fullmatch(plain)
    if named is not None:
        plain = named["day"]
    if re.fullmatch(r"\d{5}(?:[.,]0+)?", plain, re.ASCII):
        serial = int(plain[:5])
        if FIRST_SERIAL <= serial <= LAST_SERIAL:
            return _in_time(SERIAL_START + dt.timedelta(days=serial), today, kind, "")
        return Period(None, f"{kind}_unreadable")
    for pattern in DAYS:
        match = pattern.fullmatch(plain)
        if match is not None:
            return _day(match, today, kind, month_first=month_first)
    return Period(None, f"{kind}_unreadable")


def _day(match: re.Match[str], today: dt.date, kind: str, *, month_first: bool) -> Period:
    number, day = _month_number(match), int(match["day"])
    second = 0 if "word" in match.re.groupindex else int(match["month"])
    if second and month_first and match.start("day") == 0:
        number, day = day, second
    elif 12 < second <= 31 and day <= 12:
        return Period(None, "date_month_first")
    try:
        found = dt.date(_year(match["year"]), number or 0, day)  # month 0 is a ValueError
    except ValueError:
        return Period(None, f"{kind}_unreadable")
    remark = "date_short" if len(match["year"]) == 2 else ""
    return _in_time(found, today, kind, remark)


def _month_number(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("word") is not None:
        return MONTH_NAMES.get(fold(groups["word"]))
    number = int(groups["month"])
    return number if 1 <= number <= 12 else None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _in_time(day: dt.date, today: dt.date, kind: str, remark: str) -> Period:
    """Refuse what lies before the first month or after today; the running month is remarked."""
    month, running = Month.of(day), Month.of(today)
    if month < EARLIEST:
        return Period(None, f"{kind}_too_early")
    if month > running or (kind == "date" and day > today):
        return Period(None, f"{kind}_future")
    if kind == "month" and month == running:
        remark = remark or "month_running"
    return Period(day, "", remark)
