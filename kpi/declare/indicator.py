"""What an indicator, a fact and a target are: paragraphs of TOML with a closed grammar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from kpi.declare.grammar import Exact, Filled, Identifier, Strict, Text

IndicatorKind = Literal["flow", "stock", "ratio", "total", "driver"]
Span = Literal["month", "ytd", "r12", "year"]
SPANS: tuple[Span, ...] = ("month", "ytd", "r12", "year")
FACTOR_LIST = "factor"
"""The register of the published emission factors."""


class Measure(Strict):
    """A number column of a fact that indicators may sum.

    `unit` is fixed, or None where the rows carry their own (then an indicator pins it through
    `exclusive`). `boundary` is printed with every figure; `factor` names the column with the
    factor of the row, for explanations. An indicator has to pin every `exclusive` dimension to
    one value, otherwise it does not load.
    """

    unit: str | None = None
    boundary: Identifier | None = None
    factor: Identifier | None = None
    exclusive: tuple[Identifier, ...] = ()


class Shown(Strict):
    """How a figure is shown where its own unit is unhandy: shown value = value x factor."""

    unit: Filled
    factor: Exact
    decimals: int = Field(ge=0, le=4)


class FactorUse(Strict):
    """Factors that rows of a fact are multiplied by, and of which rows.

    Of the list of emission factors `activity` and `boundary` say which ones; `variants` names those
    that may apply, none where each line chooses its own. What is not `listed` stands in no published
    list: only an own factor can be there. Factors of another kind are `kept_in` a register of their own. `where` limits the rows as an indicator's does; without it every row is meant.
    """

    kept_in: Identifier = FACTOR_LIST
    activity: Filled | None = None
    boundary: Identifier | None = None
    variants: tuple[Filled, ...] = ()
    listed: bool = True
    where: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _shape(self) -> FactorUse:
        of_list = self.kept_in == FACTOR_LIST
        if {self.activity is not None, self.boundary is not None} != {of_list}:
            raise ValueError("factors of the list, and only those, have activity and boundary")
        return self

    def meets(self, where: Mapping[str, tuple[str, ...]]) -> bool:
        """Tell whether rows under these conditions may be among the ones that are multiplied."""
        shared = set(self.where) & set(where)
        return all(set(self.where[name]) & set(where[name]) for name in shared)


class Fact(Strict):
    """One SELECT from live rows; its grain is stated in the first comment of facts.sql.

    Every fact has the columns site, month, upload, line, category, estimated, assumed, missing;
    `missing` marks the empty row that stands for an expected one. `dimensions` may be used in
    `where` and breakdowns. `labels` names the values of dimensions that no upload kind names.
    `reference` is the register whose shipped entries stand in for months that no upload brought;
    such a row has no upload and no line. `across_months` says that a row may depend on what came in
    for another month: then no month of the fact can be read by itself. `absent_is_unknown` says that
    what a site gives at one time and not at another is unknown then, and never nil. `factors` tells
    what its rows are multiplied by.
    """

    id: Identifier
    reads: tuple[Identifier, ...]
    dimensions: tuple[Identifier, ...]
    measures: dict[Identifier, Measure]
    labels: dict[Identifier, dict[Identifier, Text]] = Field(default_factory=dict)
    reference: Identifier | None = None
    across_months: bool = False
    absent_is_unknown: bool = False
    factors: tuple[FactorUse, ...] = ()


class Part(Strict):
    """One part of a total, added or (sign -1) subtracted."""

    indicator: Identifier
    sign: Literal[1, -1] = 1


class Plausible(Strict):
    """Between what a ratio of one site and month lies, as far as anybody knows; both included.

    Wide on purpose: it tells slips of a unit, never a bad month.
    """

    low: Exact
    high: Exact


class Indicator(Strict):
    """One figure: what is counted, how it adds up over sites and months, where it shows.

    `seasonal` tells of a rate that it has a season of its own, as what the sun gives; of an amount
    this is taken for granted.
    """

    id: Identifier
    kind: IndicatorKind
    label: Text
    note: Text
    unit: Filled
    direction: Literal["up", "down", "neutral"]
    page: Identifier
    section: Identifier = "main"
    order: int
    decimals: int = Field(ge=0, le=4, default=0)
    shown: Shown | None = None
    boundary: Identifier | None = None
    source: tuple[Identifier, ...] = ()
    proxy: bool = False
    seasonal: bool = False
    tile: bool = False
    breakdown: Identifier | None = None

    fact: Identifier | None = None
    sum: Identifier | None = None
    where: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    over_months: Literal["mean", "last"] | None = None

    numerator: Identifier | None = None
    denominator: Identifier | None = None
    scale: Exact | None = None
    plausible: Plausible | None = None

    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _shape(self) -> Indicator:
        given = {
            "fact": self.fact,
            "sum": self.sum,
            "over_months": self.over_months,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "scale": self.scale,
            "parts": self.parts or None,
        }
        wanted = {
            "flow": {"fact", "sum"},
            "stock": {"fact", "sum", "over_months"},
            "ratio": {"numerator", "denominator", "scale"},
            "total": {"parts"},
            "driver": {"fact", "sum"},
        }[self.kind]
        found = {name for name, value in given.items() if value is not None}
        if found != wanted:
            raise ValueError(
                f"indicator {self.id}: a {self.kind} is declared by {sorted(wanted)},"
                f" found {sorted(found)}"
            )
        if len({part.indicator for part in self.parts}) != len(self.parts):
            raise ValueError(f"indicator {self.id}: a part stands twice")
        if self.plausible is not None and self.kind != "ratio":
            raise ValueError(f"indicator {self.id}: only a ratio has plausible bounds")
        if self.kind == "driver" and self.breakdown is not None:
            raise ValueError(f"indicator {self.id}: a driver has no breakdown")
        return self


class Section(Strict):
    """A heading on a page, with the order in which it stands."""

    id: Identifier
    label: Text


class ThemeFile(Strict):
    """The whole of a theme's indicators.toml."""

    label: Text
    order: int
    fact: Fact | None = None
    section: tuple[Section, ...] = ()
    indicator: tuple[Indicator, ...]
