"""How a supplier's own file becomes the columns of an upload kind: a declaration, no code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from kpi.declare.grammar import Filled, Identifier, Strict, Text


class Layout(Strict):
    """A file form of a supplier, known by its header line.

    That line begins with `starts` and holds every name of `columns` once (the supplier's name ->
    the kind's column); the lines above it, blank lines and other columns are the supplier's own
    and are not read. `constants` gives texts for columns that the file lacks, `units` the unit in
    which the supplier writes a column, `convention` how it writes numbers. With
    `leaves_out_early` lines from before the first month that counts are left out, not refused.
    """

    id: Identifier
    contract: Identifier
    label: Text
    note: Text
    source: Identifier
    delimiter: Literal[";", ",", "\t", "|"]
    starts: str = ""
    columns: dict[Filled, Identifier] = Field(min_length=2)
    constants: dict[Identifier, Filled] = Field(default_factory=dict)
    units: dict[Identifier, Filled] = Field(default_factory=dict)
    convention: Literal["dutch", "english"] | None = None
    leaves_out_early: bool = False

    @model_validator(mode="after")
    def _once(self) -> Layout:
        given = [*self.columns.values(), *self.constants]
        if len(set(given)) != len(given):
            raise ValueError(f"layout {self.id}: a column is given twice")
        if unread := set(self.units) - set(self.columns.values()):
            raise ValueError(f"layout {self.id}: a unit for unread {sorted(unread)}")
        return self


class LayoutFile(Strict):
    """The whole of one file in kpi/layouts."""

    layout: Layout
