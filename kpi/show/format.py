"""Numbers, units, months and spans as people read them; the same string wherever they show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, parse_pattern

from kpi.declare import Catalogue, Indicator, Language, Month, Words
from kpi.measure import Measured, Scope

LOCALES: Mapping[Language, str] = {"nl": "nl_NL", "en": "en_GB"}
NONE = "–"
"""What stands where no value is known."""

MINUS = "−"
"""A real minus: a hyphen is read out as nothing."""

TIED = "\u00a0"
"""A space at which no line ends."""

CLOSED, BEFORE = ("%",), ("EUR",)
"""Units that stand against the number, and those that stand before it as a sign."""


LOOSE = re.compile(
    r"(?<=\d)(?<![A-Z]\d) (?=[^\W\d])|(?<=\bt) (?=CO2e)|(?<=\bkg) (?=CO2e)"
    r"|(?<=\w) (?=(?:\d[\d.,]*|\w)\))|(?<=[\u25a0-\u25ff\u2605]) "
)
"""Where a number would be parted from its unit, a unit in itself, what ends a bracket from the word
before it, or a mark from its word."""


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def _pattern(decimals: int, signed: bool) -> NumberPattern:
    digits = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return parse_pattern(f"+{digits};-{digits}" if signed else digits)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a value with so many decimals, half away from zero; a rounded zero has no sign."""
    found = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(found) if found == 0 else found


def listed(names: Iterable[object], language: Language) -> str:
    """Return names in a row as they are read out: Almelo, Hengelo and Borne."""
    return format_list(list(map(str, names)), locale=_locale(language))


def number(value: Decimal, decimals: int, language: Language, *, signed: bool = False) -> str:
    """Return a number with its separators and so many decimals."""
    exact = rounded(value, decimals)
    text = str(_pattern(decimals, signed and exact != 0).apply(exact, _locale(language)))
    return text.replace("-", MINUS)


def plain_number(value: Decimal | None, language: Language) -> str:
    """Return a number for a spreadsheet: no thousands marks, the language's decimal mark."""
    if value is None:
        return ""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "nl" else text


def unit_name(words: Words, unit: str, language: Language) -> str:
    """Return what a unit is called beside a number; a count of things has no unit."""
    key = f"unit.{unit}"
    return words.say(language, key) if words.has(key) else unit


def with_unit(text: str, unit: str, words: Words, language: Language) -> str:
    """Return a number's text together with its unit; a minus stands before a sign such as €."""
    name = unit_name(words, unit, language)
    if unit in BEFORE:
        sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return f"{sign}{name}{TIED}{digits}"
    return f"{text}{name}" if unit in CLOSED or not name else f"{text} {name}"


def tied(text: str) -> str:
    """Return a text in which no line ends between a number and its unit, or a mark and its word."""
    return LOOSE.sub(TIED, text)


def shown_unit(indicator: Indicator) -> str:
    """Return the unit in which a figure is shown."""
    return indicator.shown.unit if indicator.shown else indicator.unit


def shown_decimals(indicator: Indicator) -> int:
    """Return with how many decimals a figure is shown."""
    return indicator.shown.decimals if indicator.shown else indicator.decimals


def shown_value(indicator: Indicator, value: Decimal) -> Decimal:
    """Return a value in the unit in which the figure is shown, unrounded."""
    return value * indicator.shown.factor if indicator.shown else value


def amount(
    catalogue: Catalogue,
    indicator: str,
    value: Decimal | None,
    language: Language,
    *,
    finer: int = 0,
) -> str:
    """Return a value of a figure (in the figure's own unit) with its shown unit.

    So many decimals finer than the figure is usually shown.
    """
    if value is None:
        return NONE
    declared = catalogue.indicators[indicator]
    text = number(shown_value(declared, value), shown_decimals(declared) + finer, language)
    return with_unit(text, shown_unit(declared), catalogue.words, language)


def difference(
    catalogue: Catalogue, indicator: str, before: Decimal, after: Decimal, language: Language
) -> str | None:
    """Return how far two values lie apart, without sign: in percent, a share in percent points.

    None when there is nothing to measure by; empty when they are the same to one decimal of a
    percent, or read the same and lie apart by less than half a percent: a coarse unit hides no rise.
    Two shares are subtracted as they are shown: whoever reads both can do the sum, and it must come
    out.
    """
    declared = catalogue.indicators[indicator]
    share = declared.unit in CLOSED
    if not share and before == 0:
        return None
    decimals = shown_decimals(declared)
    seen = [rounded(shown_value(declared, value), decimals) for value in (before, after)]
    apart = abs(seen[1] - seen[0]) if share else abs((after - before) / before) * 100
    told_apart = apart if share else rounded(apart, 0 if seen[0] == seen[1] else 1)
    if told_apart == 0:
        return ""
    told = number(apart, decimals if share else 1, language)
    return catalogue.words.say(language, "unit.points", value=told) if share else f"{told}%"


def display(catalogue: Catalogue, measured: Measured, language: Language) -> str:
    """Return the one string of a figure: on screen, in reports, exports and the command line."""
    return amount(catalogue, measured.indicator, measured.value, language)


@cache
def month_label(month: Month, language: Language, *, short: bool = False) -> str:
    """Return a month in words: October 2026, or Oct 2026."""
    pattern = "MMM y" if short else "MMMM y"
    return format_date(month.first_day, pattern, locale=LOCALES[language]).replace(".", "")


@cache
def month_name(month: Month, language: Language) -> str:
    """Return a month's short name without its year."""
    return format_date(month.first_day, "LLL", locale=LOCALES[language]).replace(".", "")


def span_label(scope: Scope, words: Words, language: Language) -> str:
    """Return the months of a scope in words: from January to October 2026."""
    return words.say(
        language,
        f"span_of.{scope.span}",
        month=month_label(scope.month, language),
        first=month_label(scope.months[0], language),
        year=scope.month.year,
    )
