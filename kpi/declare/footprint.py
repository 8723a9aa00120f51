"""What a carbon account of a year is made of: its categories, and what measures each of them."""

from __future__ import annotations

from typing import Literal

from kpi.declare.grammar import Exact, Identifier, Strict, Text

Account = Literal["1", "2", "3", "outside"]
"""The scopes of the GHG Protocol, and what it keeps outside them."""


class Sided(Strict):
    """The indicator of a category, by how bought electricity is counted; the same where it has no say."""

    market: Identifier
    location: Identifier


class FootprintLine(Strict):
    """One category. Without `measured` nothing here counts it; `entered` says that people may.

    `by_source` says that its indicators have a breakdown that shows where the category comes from.
    """

    id: Identifier
    scope: Account
    label: Text
    note: Text | None = None
    measured: Sided | None = None
    by_source: bool = False
    entered: bool = False


class FootprintJoined(Strict):
    """Categories that stand as one where the list of factors does not give them apart."""

    lines: tuple[Identifier, ...]
    measured: Sided
    label: Text


class FootprintGap(Strict):
    """The categories that weigh most and are measured least, with their usual share in percent."""

    lines: tuple[Identifier, ...]
    lowest: Exact
    highest: Exact
    source: tuple[Identifier, ...]


class Footprint(Strict):
    """A carbon account of a calendar year, shown on `page`.

    `guaranteed` is the indicator of bought electricity with guarantees of origin, by their kind.
    """

    id: Identifier
    page: Identifier
    label: Text
    note: Text
    source: tuple[Identifier, ...]
    line: tuple[FootprintLine, ...]
    guaranteed: Identifier
    joined: FootprintJoined
    gap: FootprintGap


class FootprintFile(Strict):
    """The whole of a theme's footprint.toml."""

    footprint: Footprint
