"""How a supplier's own file becomes the columns of an upload kind: a declaration, no code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from kpi.declare.grammar import Filled, Identifier, Strict, Text


class Layout(Strict):
    """A file form of a supplier, known by its header line.

    A layout that ships begins its header line with `starts` and holds every name of `columns`
    once (the supplier's name -> the kind's column); other columns and the lines above are the
    supplier's own and are not read. One that a person saved lists the whole `header` in order:
    then any other header is not it. `constants` gives texts for columns that the file lacks,
    `units` the unit in which the supplier writes a column, `convention` how it writes numbers.

    With `months_across` every column whose name is a month holds the amount of that month, and
    such columns are no part of `header`; `parts` are columns that hold the amount of one category
    each (name -> category). `sum_rows` means that lines are single events of which only the sum
    of a month is taken; their file is not kept. `expects` lists what may stand in a column of
    units (name -> units). With `leaves_out_early` lines from before the first month that counts
    are left out, not refused.
    """

    id: Filled
    contract: Identifier
    label: Text
    note: Text | None = None
    source: Identifier | None = None
    delimiter: Literal[";", ",", "\t", "|", ""] = ""
    starts: str = ""
    header: tuple[str, ...] = ()
    header_lines: Literal[1, 2] = 1
    columns: dict[Filled, Identifier] = Field(default_factory=dict)
    constants: dict[Identifier, Filled] = Field(default_factory=dict)
    units: dict[Identifier, Filled] = Field(default_factory=dict)
    convention: Literal["dutch", "english"] | None = None
    months_across: bool = False
    parts: dict[Filled, Identifier] = Field(default_factory=dict)
    sum_rows: bool = False
    expects: dict[Filled, tuple[str, ...]] = Field(default_factory=dict)
    leaves_out_early: bool = False

    @model_validator(mode="after")
    def _once(self) -> Layout:
        given = [*self.columns.values(), *self.constants]
        if len(set(given)) != len(given):
            raise ValueError(f"layout {self.id}: a column is given twice")
        if not self.header and (len(self.columns) < 2 or not self.delimiter):
            raise ValueError(f"layout {self.id}: too few columns to be known by")
        if not self.header and (self.months_across or self.parts or self.sum_rows):
            raise ValueError(f"layout {self.id}: only a whole header can be laid otherwise")
        if self.months_across and self.parts:
            raise ValueError(f"layout {self.id}: either months or categories stand across")
        across = self.months_across or bool(self.parts)
        if not across and (unread := set(self.units) - set(self.columns.values())):
            raise ValueError(f"layout {self.id}: a unit for unread {sorted(unread)}")
        if self.header and (unnamed := {*self.columns, *self.parts} - set(self.header)):
            raise ValueError(f"layout {self.id}: no such header {sorted(unnamed)}")
        return self

    @property
    def remembered(self) -> bool:
        """Whether a person saved it; else it ships."""
        return bool(self.header)


def remembered_layout(identifier: str, body: Mapping[str, Any]) -> Layout | None:
    """Return a layout from its register entry; None when the entry no longer makes sense."""
    name = str(body.get("name", identifier))
    facts = {key: value for key, value in body.items() if key != "name" and value not in (None, "")}
    try:
        return Layout.model_validate({**facts, "id": identifier, "label": {"nl": name, "en": name}})
    except ValidationError:
        return None


class LayoutFile(Strict):
    """The whole of one file in kpi/layouts."""

    layout: Layout
