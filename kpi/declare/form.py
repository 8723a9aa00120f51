"""What an official form is: its lines in their order, each filled from a figure's breakdown."""

from __future__ import annotations

from kpi.declare.grammar import Identifier, Strict, Text


class FormPart(Strict):
    """Lines that one indicator fills: each is a value of the indicator's breakdown."""

    indicator: Identifier
    lines: tuple[Identifier, ...]


class FormBlock(Strict):
    """A heading of the form with the lines under it, in the form's own order."""

    label: Text
    part: tuple[FormPart, ...]


class Form(Strict):
    """A form of a calendar year that somebody types over, shown on `page`.

    A line is filled in whole units. What an indicator holds beside the lines that the form gives
    it is told apart: it fits nowhere on the form.
    """

    id: Identifier
    label: Text
    note: Text
    page: Identifier
    source: tuple[Identifier, ...]
    block: tuple[FormBlock, ...]

    def lines_of(self) -> dict[str, tuple[str, ...]]:
        """Return the indicators of the form, each with all lines that it fills."""
        found: dict[str, tuple[str, ...]] = {}
        for block in self.block:
            for part in block.part:
                found[part.indicator] = (*found.get(part.indicator, ()), *part.lines)
        return found


class FormFile(Strict):
    """The whole of a theme's form.toml."""

    form: Form
