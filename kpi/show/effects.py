"""The effect of an act as rows of texts: which figures go from what to what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from kpi.declare import Catalogue, Language, Month, Span
from kpi.judge import Change
from kpi.show.format import LOCALES, display, number
from kpi.show.views import state_of

Say = Callable[..., str]


@dataclass(frozen=True)
class EffectTable:
    """The changes of one site (or the group) over one month or span.

    A row is figure, before, after and step (in percent of what it was, in words without one).
    """

    site: str
    month: Month
    span: Span
    rows: tuple[tuple[str, str, str, str], ...]


def effect_tables(
    catalogue: Catalogue, changes: Iterable[Change], say: Say, language: Language
) -> list[EffectTable]:
    """Return the changes by site and month, in the order in which they came."""
    found: dict[tuple[str, Month, Span], list[tuple[str, str, str, str]]] = {}
    for change in changes:
        key = change.scope.site, change.scope.month, change.scope.span
        found.setdefault(key, []).append(
            (
                catalogue.indicators[change.indicator].label.of(language),
                display(catalogue, change.before, language),
                display(catalogue, change.after, language),
                step(change, say, language),
            )
        )
    return [EffectTable(*key, tuple(rows)) for key, rows in found.items()]


def step(change: Change, say: Say, language: Language) -> str:
    """Return the change in percent of what it was: a slip of the pen shows as a huge step."""
    before, after = change.before.value, change.after.value
    if before is None:
        return say("upload.effect.new") if after is not None else ""
    if after is None:
        return say("upload.effect.gone")
    if before == after:
        return say(f"status.{state_of(change.after)}")
    if before == 0:
        return ""
    percent = (after - before) / abs(before) * Decimal(100)
    return f"{number(percent, 1, language, signed=True)}%"


def plain_quantity(quantity: Decimal, unit: str, language: Language) -> str:
    """Return an amount with its unit, with as many decimals as it has (three at most)."""
    return f"{format_decimal(quantity.normalize(), locale=LOCALES[language])} {unit}"
