"""What one check works with, whatever the form of its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kpi.declare import Contract, Layout
from kpi.intake.checked import Vocabulary
from kpi.intake.decisions import Decisions
from kpi.intake.header import Names
from kpi.intake.units import Units


@dataclass(frozen=True)
class Given:
    """The contract, the words, the answers, the reporting date."""

    contract: Contract
    words: Vocabulary
    units: Units
    names: Names
    decisions: Decisions
    constants: Mapping[str, str]
    today: dt.date

    def by(self, layout: Layout) -> Given:
        """Return the same when a layout speaks for the supplier; a person's word wins."""
        contract = self.contract
        written = [*layout.columns.values()]
        if contract.quantity is not None:
            written.append(contract.quantity.value)
        known = dict.fromkeys(written, layout.convention) if layout.convention else {}
        conventions = {**known, **self.decisions.conventions}
        decisions = replace(self.decisions, conventions=conventions)
        return replace(self, decisions=decisions, constants={**layout.constants, **self.constants})

    def without_constant(self, column: str) -> Given:
        """Return the same without the text that was given for a column."""
        kept = {name: text for name, text in self.constants.items() if name != column}
        return replace(self, constants=kept)
