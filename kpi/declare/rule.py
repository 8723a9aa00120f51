"""Rules across the cells of one row that an upload kind may declare."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kpi.declare.grammar import Exact, Identifier, Strict


class Needs(Strict):
    """`column` must be filled when `when` is filled, or holds one of `values`."""

    rule: Literal["needs"]
    column: Identifier
    when: Identifier
    values: tuple[str, ...] = ()


class OneOf(Strict):
    """One of `columns` must be filled when `when` holds one of `values`."""

    rule: Literal["one_of"]
    columns: tuple[Identifier, ...]
    when: Identifier
    values: tuple[str, ...]


class OnlyWith(Strict):
    """`column` may hold `value` only where `when` holds one of `values`."""

    rule: Literal["only_with"]
    column: Identifier
    value: str
    when: Identifier
    values: tuple[str, ...]


class Differs(Strict):
    """`column` may not hold what `other` holds, which may be derived (a meter below itself)."""

    rule: Literal["differs"]
    column: Identifier
    other: Identifier


class NotBelow(Strict):
    """`column` may not be below `other`, unless the flag `unless` is set.

    With `remark` it may, and is only told: a cross-check.
    """

    rule: Literal["not_below"]
    column: Identifier
    other: Identifier
    unless: Identifier | None = None
    remark: bool = False


class EqualsProduct(Strict):
    """`column`, where it is filled, equals the product of `columns` (boxes x pieces in a box)."""

    rule: Literal["equals_product"]
    column: Identifier
    columns: tuple[Identifier, ...]


class InsideMonth(Strict):
    """The date in `column` lies in the row's month; an empty month is taken from the date."""

    rule: Literal["inside_month"]
    column: Identifier
    month: Identifier = "month"


class FirstOf(Strict):
    """A derived text: the first filled of `columns`, else empty (one unnamed meter)."""

    rule: Literal["first_of"]
    into: Identifier
    columns: tuple[Identifier, ...]


class Assume(Strict):
    """An empty `column` is taken as `value` where `when` applies; with a remark."""

    rule: Literal["assume"]
    column: Identifier
    value: str
    when: Identifier
    values: tuple[str, ...] = ()
    remark: bool = True


class AtMostPer(Strict):
    """`column` divided by `per` above `limit` is a remark (a drum of 180 kg)."""

    rule: Literal["at_most_per"]
    column: Identifier
    per: Identifier
    limit: Exact
    when: Identifier
    values: tuple[str, ...]


class FitsVolume(Strict):
    """`column` divided by `per` fits what `volume` holds by the density of the category.

    Below `lowest` or above `highest` times that is a remark; nothing is said without a density.
    """

    rule: Literal["fits_volume"]
    column: Identifier
    per: Identifier
    volume: Identifier
    lowest: Exact
    highest: Exact
    when: Identifier
    values: tuple[str, ...]


class BeginsLike(Strict):
    """`column`, where it is filled, begins like `pattern`, small letters too; else it is told."""

    rule: Literal["begins_like"]
    column: Identifier
    pattern: str


Rule = Annotated[
    Needs
    | OneOf
    | OnlyWith
    | Differs
    | NotBelow
    | EqualsProduct
    | InsideMonth
    | FirstOf
    | Assume
    | AtMostPer
    | FitsVolume
    | BeginsLike,
    Field(discriminator="rule"),
]
