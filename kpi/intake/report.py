"""Everything there is to say of one file, collected while it is read: all faults at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from kpi.declare import Contract
from kpi.intake.finding import Finding, Severity
from kpi.intake.reading import Fault
from kpi.intake.spelling import quoted

Key = tuple[str, str | None, str | None, tuple[tuple[str, str], ...]]


class Report:
    """Findings by row, and which rows are refused.

    The same remark on several rows is one finding on the first of them, with their number in the
    fact ``count``. A cell that has an error gets no second one.
    """

    def __init__(self, contract: Contract, lines: Sequence[int]) -> None:
        self.refused: set[int] = set()
        self._lines = lines
        self._headers = {column.name: column.header.nl for column in contract.column}
        self._findings: list[Finding] = []
        self._counts: dict[int, int] = {}
        self._grouped: dict[Key, int] = {}
        self._faulty: set[tuple[int, str]] = set()
        self._constants: Collection[str] = ()
        self._silent: Collection[int] = ()
        self._origins: Sequence[str] = ()
        self._from_origin: Collection[str] = ()

    def hold_for_all(self, constants: Collection[str]) -> None:
        """Name the columns that hold one text for all rows: what is said of it has no line."""
        self._constants = constants

    def hold_origins(self, origins: Sequence[str], columns: Collection[str]) -> None:
        """Name the file's own column of each row, for what is said of cells that come from it."""
        self._origins = origins
        self._from_origin = columns

    def silence(self, rows: Collection[int]) -> None:
        """Say nothing more of rows whose cells are out of place: it would be untrue."""
        self._silent = rows

    def is_faulty(self, row: int, columns: Collection[str]) -> bool:
        """Tell whether one of these cells of a row has an error."""
        return any((row, column) in self._faulty for column in columns)

    def line(self, row: int) -> int:
        """Return the line of a row as a spreadsheet shows it."""
        return self._lines[row]

    def add(self, findings: Sequence[Finding]) -> None:
        """Take over findings about the file as a whole."""
        self._findings += findings

    def tell(self, row: int, column: str, text: str, fault: Fault) -> None:
        """Report what was found in a cell."""
        value = None if fault.hidden else quoted(text)
        if fault.severity == "error":
            self.error(row, fault.code, column, value, fault.facts, once=fault.once)
        else:
            self.remark(row, fault.code, column, value, fault.facts)

    def error(
        self,
        row: int,
        code: str,
        column: str | None = None,
        value: str | None = None,
        facts: Mapping[str, str] | None = None,
        *,
        also: int | None = None,
        once: bool = False,
    ) -> None:
        """Report an error and refuse the row."""
        self.refused.add(row)
        if row in self._silent:
            return
        if column is not None:
            if (row, column) in self._faulty:
                return
            self._faulty.add((row, column))
        group = (code, column, None, ()) if once or column in self._constants else None
        self._place(row, code, "error", column, value, facts or {}, also, group)

    def remark(
        self,
        row: int,
        code: str,
        column: str | None = None,
        value: str | None = None,
        facts: Mapping[str, str] | None = None,
        *,
        also: int | None = None,
    ) -> None:
        """Report a remark; the row stays."""
        if row in self._silent:
            return
        group = (code, column, value, tuple((facts or {}).items())) if also is None else None
        self._place(row, code, "remark", column, value, facts or {}, also, group)

    def _place(
        self,
        row: int,
        code: str,
        severity: Severity,
        column: str | None,
        value: str | None,
        facts: Mapping[str, str],
        also: int | None,
        group: Key | None,
    ) -> None:
        if group is not None:
            place = self._grouped.setdefault(group, len(self._findings))
            self._counts[place] = self._counts.get(place, 0) + 1
            if place < len(self._findings):
                return
        self._findings.append(
            Finding(
                code,
                severity,
                None if column in self._constants else self._lines[row],
                self._named(row, column),
                value,
                facts,
                None if also is None else self._lines[also],
            )
        )

    def _named(self, row: int, column: str | None) -> str | None:
        if self._origins and column in self._from_origin:
            return self._origins[row]
        return self._headers.get(column or "", column)

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings: first those of the whole file, then by line."""
        counted = [
            replace(finding, facts={**finding.facts, "count": str(self._counts[place])})
            if place in self._counts
            else finding
            for place, finding in enumerate(self._findings)
        ]
        return tuple(sorted(counted, key=lambda finding: finding.line or 0))
