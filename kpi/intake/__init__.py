"""From bytes and a contract to typed rows, findings and questions; same bytes, same answer.

The way of a file: `decode` (bytes to text), `dialect` (text to records), `header` (records to
known columns), `personal` (what may not come in), `cells` with its readers (texts to values),
`quantities` (values to canonical amounts), `rules`, `duplicates`, `sums` (totals rows) and
`totals` (what was understood). `check` walks it. Imports declare alone; no clock, no store.
"""

from kpi.intake.check import check
from kpi.intake.checked import Cell, Checked, NameMapping, Row, SubTotal, Vocabulary
from kpi.intake.finding import Finding, Option, Question, Severity
from kpi.intake.units import unit_factors

__all__ = [
    "Cell",
    "Checked",
    "Finding",
    "NameMapping",
    "Option",
    "Question",
    "Row",
    "Severity",
    "SubTotal",
    "Vocabulary",
    "check",
    "unit_factors",
]
