"""What an upload kind is: one declaration, from which template, check, table and help follow."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from kpi.declare.grammar import Exact, Filled, Identifier, Language, Strict, Text
from kpi.declare.readings import DAILY, Readings
from kpi.declare.rule import FirstOf, Rule

ColumnType = Literal[
    "site",  # code, name or alias of a site -> its code
    "month",  # any of the accepted notations -> YYYY-MM
    "date",  # day first -> a date
    "text",  # free text, escaped where it shows
    "choice",  # one of `values`, by id, label or alias
    "mapped",  # a supplier's own name -> one of `values`, through the mapping register
    "number",  # exact decimal, at most three decimals kept
    "whole",  # a number without decimals
    "flag",  # J/N, ja/nee, yes/no, 1/0
    "share",  # percentage 0-100, or a flag for all or nothing
    "digits",  # an identifying number kept as text
    "code",  # a code of a reference list
    "unit",  # the unit of the quantity in the same row
]


class Value(Strict):
    """One allowed value of a column; `unit` is the canonical unit of what is booked under it."""

    id: Identifier
    label: Text
    aliases: tuple[str, ...] = ()
    unit: str | None = None


class Column(Strict):
    """One column of an upload kind: header in both languages, type, bounds, help.

    `level` marks a figure that is a state (floor area, beds): months of it are never summed.
    A number of one `length` may have lost zeros in front; one of several `lengths` may not.
    `pattern` is what a whole text has to look like, in capitals.
    """

    name: Identifier
    type: ColumnType
    header: Text
    aliases: tuple[str, ...] = ()
    required: bool = False
    unit: str | None = None
    values: tuple[Value, ...] = ()
    minimum: Exact | None = None
    maximum: Exact | None = None
    check: Literal["gs1", "mod11"] | None = None
    length: int | None = None
    lengths: tuple[int, ...] = ()
    pattern: str | None = None
    codes: Identifier | None = None
    owner: Identifier | None = None
    code: Identifier | None = None
    default: str | None = None
    free_text: bool = False
    level: bool = False
    help: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> Column:
        if self.type in ("choice", "mapped") and not self.values:
            raise ValueError(f"column {self.name}: a {self.type} column needs values")
        if self.type == "code" and self.codes is None:
            raise ValueError(f"column {self.name}: a code column names its reference list")
        if self.type in ("number", "whole") and self.unit is None:
            raise ValueError(f"column {self.name}: a number column needs a unit")
        return self

    def value(self, identifier: str) -> Value | None:
        """Return the allowed value with this id, or None."""
        return next((value for value in self.values if value.id == identifier), None)

    def headers(self, language: Language) -> str:
        """Return the template's header in one language."""
        return self.header.of(language)


class Through(Strict):
    """A unit step that needs another column of the row: multiply by it, or divide by it.

    `only_for` names the categories it holds for; empty means all.
    """

    from_unit: str
    to_unit: str
    column: Identifier
    divide: bool = False
    only_for: tuple[Identifier, ...] = ()


class Product(Strict):
    """A unit that stands for a product of columns (lifts x container content), as `as_unit`."""

    unit: str
    columns: tuple[Identifier, ...]
    as_unit: str


class Instead(Strict):
    """Where the amount is empty: the product of `columns`, if `when` holds one of `values`."""

    columns: tuple[Identifier, ...]
    when: Identifier
    values: tuple[str, ...]


class Quantity(Strict):
    """How the amount of a row becomes the canonical amount of its category.

    The derived columns `into` and `unit` hold amount and canonical unit; `value` and `unit` here
    name the file's own columns; `unit` may be absent (then `default_unit`). The canonical unit
    is that of the category's value, else `canonical_unit`. A step through a density sets the
    columns of `computed` (a weight that was reckoned, not weighed). An empty amount is taken
    from the first of `instead` that is filled.
    """

    value: Identifier
    into: Identifier = "amount"
    unit: Identifier | None = None
    default_unit: str | None = None
    canonical_unit: str | None = None
    through: tuple[Through, ...] = ()
    product: tuple[Product, ...] = ()
    computed: dict[str, str] = Field(default_factory=dict)
    instead: tuple[Instead, ...] = ()


class Unpivot(Strict):
    """Columns that each hold a figure of their own: one stored row per filled figure."""

    columns: tuple[Identifier, ...]
    name_into: Identifier = "figure"
    value_into: Identifier = "amount"


class Duplicates(Strict):
    """What makes a row an event (a lift with a date) and what identifies it (its waybill).

    Without `event` the kind holds totals only, and more than five rows with one key are events
    that were not summed.
    """

    event: Identifier | None = None
    identity: Identifier | None = None


class SmallNumbers(Strict):
    """Rows that could point at a person: `quantity` below `below` and `unless_empty` filled.

    They are only shown joined together, where that column would be known.
    """

    quantity: Identifier
    below: Exact
    unless_empty: Identifier


class Total(Strict):
    """One measure of the check's totals: the finest groups, never subtotals.

    `measure` names it, or `measure_of` the column whose value names it.
    """

    sum: Identifier
    by: tuple[Identifier, ...] = ()
    measure: str | None = None
    measure_of: Identifier | None = None


SITE = "site"
METER = "meter"


class Contract(Strict):
    """An upload kind.

    `place` is the column that says where a row belongs: the site, or something that sites name
    in the register field of the same name (their weather station); then its rows stand at every
    site that names it. `slice` is what a newer upload replaces whole, `row_key` what counts as a duplicate inside a
    file, `envelope` the part of the slice that a file speaks for, `category` the column whose
    values expectations name. `inherits` are columns that a correction takes from what it corrects.
    """

    id: Identifier
    label: Text
    note: Text
    aliases: tuple[str, ...] = ()
    order: int
    grain: Literal["month", "reading"] = "month"
    place: Identifier = SITE
    slice: tuple[Identifier, ...]
    row_key: tuple[Identifier, ...]
    envelope: tuple[Identifier, ...]
    category: Identifier
    category_values_from: Identifier | None = None
    meter: Identifier | None = None
    correction: Identifier | None = None
    inherits: tuple[Identifier, ...] = ()
    basis: Identifier | None = None
    estimated: tuple[str, ...] = ()
    spread: Identifier | None = None
    column: tuple[Column, ...]
    quantity: Quantity | None = None
    unpivot: Unpivot | None = None
    readings: Readings | None = None
    rule: tuple[Rule, ...] = ()
    duplicates: Duplicates = Duplicates()
    total: tuple[Total, ...]
    small_numbers: SmallNumbers | None = None
    max_bytes: int = 25_000_000
    max_rows: int = 250_000
    max_line: int = 2_000_000
    max_findings: int = 20_000

    @model_validator(mode="after")
    def _resolves(self) -> Contract:
        names = [column.name for column in self.column]
        if len(set(names)) != len(names):
            raise ValueError(f"contract {self.id}: a column name stands twice")
        known = set(names) | set(self.derived)
        used = {*self.slice, *self.row_key, *self.envelope, self.category}
        for total in self.total:
            used |= {total.sum, *total.by}
        if self.place not in self.slice:
            raise ValueError(f"contract {self.id}: {self.place} is not in the slice")
        if missing := used - known:
            raise ValueError(f"contract {self.id}: unknown columns {sorted(missing)}")
        if (self.quantity is None) == (self.unpivot is None):
            raise ValueError(f"contract {self.id}: declare either a quantity or an unpivot")
        if (self.grain == "reading") != (self.readings is not None):
            raise ValueError(f"contract {self.id}: readings go with the grain of readings")
        return self

    @property
    def by_site(self) -> bool:
        """Whether sites send it themselves; else it belongs to something that they name."""
        return self.place == SITE

    @property
    def derived(self) -> tuple[str, ...]:
        """Columns that the file does not hold but the stored rows do (amount, unit, meter ...)."""
        names: list[str] = []
        if self.quantity is not None:
            names += [self.quantity.into, "unit"]
        if self.unpivot is not None:
            names += [self.unpivot.name_into, self.unpivot.value_into, "unit"]
        names += [rule.into for rule in self.rule if isinstance(rule, FirstOf)]
        names += DAILY if self.readings is not None else ()
        return tuple(names)

    @property
    def meter_names(self) -> tuple[str, ...]:
        """Stored columns by which a row's meter may be known: its own name, its EAN code."""
        rules = [rule for rule in self.rule if isinstance(rule, FirstOf) and rule.into == METER]
        return (METER, *(name for rule in rules for name in rule.columns))

    def is_small(self, key: Sequence[str], amount: Decimal | None) -> bool:
        """Tell whether the sum of a slice could point at a person, and is not shown as a number."""
        rule = self.small_numbers
        if rule is None or amount is None or rule.unless_empty not in self.slice:
            return False
        return bool(key[self.slice.index(rule.unless_empty)]) and abs(amount) < rule.below

    def find(self, name: str) -> Column:
        """Return the column with this canonical name; KeyError when there is none."""
        for column in self.column:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def categories(self) -> tuple[Value, ...]:
        """The values that expectations, charts and coverage speak of, in declared order."""
        if self.unpivot is not None:
            return tuple(
                Value(id=column.header.nl, label=_label(column), unit=column.unit)
                for column in self.column
                if column.name in self.unpivot.columns
            )
        return self.find(self.category).values

    def template(self, language: Language) -> str:
        """Return the header line of the template, without an example row."""
        return ";".join(column.headers(language) for column in self.column)


def _label(column: Column) -> Text:
    return column.help or column.header


class ContractFile(Strict):
    """The whole of a theme's contract.toml."""

    contract: Contract


class Unit(Strict):
    """One line of the closed unit table: from x factor = to, perhaps only towards one unit."""

    from_unit: Filled
    to_unit: Filled
    factor: Exact
    only_for: str = ""


class Density(Strict):
    """Weight of a unit of volume of one substance, with its source and how sure it is."""

    substance: Filled
    from_unit: Filled
    to_unit: Filled
    factor: Exact
    source: Identifier
    evidence: Literal["read", "secondary", "assumed"]
    note: str = ""
