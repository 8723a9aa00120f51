"""From bytes and a contract to typed rows, findings and questions; same bytes, same answer.

The way of a file: `decode` (bytes to text), `dialect` (text to records), `header` (records to
known columns), `personal` (what may not come in), `cells` with its readers (texts to values),
`quantities` (values to canonical amounts), `rules`, `duplicates`, `sums` (totals rows) and
`totals` (what was understood). `check` walks it. Meter readings, too many for
that, go through `readings`; `entry` is the door to both. Imports declare alone; no clock, no store.
"""

from kpi.intake.checked import Cell, Checked, NameMapping, Row, SubTotal, Vocabulary
from kpi.intake.entry import check
from kpi.intake.finding import Finding, Option, Question, Severity
from kpi.intake.quantities import corrects
from kpi.intake.readings.lines import whole_lines
from kpi.intake.readings.values import MeterEntry, ReadingTable
from kpi.intake.units import unit_factors

__all__ = [
    "Cell",
    "Checked",
    "Finding",
    "MeterEntry",
    "NameMapping",
    "Option",
    "Question",
    "ReadingTable",
    "Row",
    "Severity",
    "SubTotal",
    "Vocabulary",
    "check",
    "corrects",
    "unit_factors",
    "whole_lines",
]
