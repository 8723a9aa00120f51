"""From bytes to what can be looked at: a text, or the sheets of a workbook."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.declare import Contract
from kpi.intake.archive import Container, open_container
from kpi.intake.decode import decode, unfit
from kpi.intake.finding import Finding
from kpi.intake.workbook import BookSheet, read_workbook

TEXT_NAMES = (".csv", ".txt", ".tsv")
WORKBOOK = "xlsx"
SURELY = 2
"""A file with this many times more lines than rows are allowed has too many rows."""


@dataclass(frozen=True)
class Opened:
    """What a file is: its text, or the sheets of a workbook; neither when a finding says why not."""

    encoding: str = ""
    text: str | None = None
    book: tuple[BookSheet, ...] = ()
    findings: tuple[Finding, ...] = ()


def open_file(data: bytes, name: str, contract: Contract) -> Opened:
    """Return what a file is by its content; its name only tells what a person takes it for."""
    fault = unfit(data, contract.max_bytes)
    if fault is not None:
        return Opened(findings=(fault,))
    container = open_container(data)
    if container is not None:
        return _opened(container, name, contract.max_rows)
    decoded = decode(data, contract.max_bytes)
    lines = 0 if decoded.text is None else decoded.text.count("\n")
    endless = None if decoded.text is None else _endless_line(decoded.text, contract.max_line)
    if endless is not None:
        return Opened(findings=(endless,))
    # Cells may hold line ends, so that the rows are counted later; so many lines are no question.
    if lines > SURELY * contract.max_rows:
        facts = {"number": str(lines), "limit": str(contract.max_rows)}
        return Opened(findings=(Finding("too_many_rows", "error", facts=facts),))
    return Opened(decoded.encoding, decoded.text, (), decoded.findings)


def _endless_line(text: str, limit: int) -> Finding | None:
    """Find a line that no table has; looked for by its ends, so that nothing is copied."""
    begin, number = 0, 1
    while begin <= len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        if end - begin > limit:
            facts = {"number": str(end - begin), "limit": str(limit)}
            return Finding("line_endless", "error", number, facts=facts)
        begin, number = end + 1, number + 1
    return None


def _opened(container: Container, name: str, max_rows: int) -> Opened:
    facts = {"type": container.type}
    if container.fault is not None:
        return Opened(findings=(container.fault,))
    if not container.is_workbook:
        sheet = container.type.startswith(("Excel", "OpenDocument"))
        code = "file_is_spreadsheet" if sheet else "file_is_other"
        return Opened(findings=(Finding(code, "error", facts=facts),))
    if name.lower().endswith(TEXT_NAMES):
        return Opened(findings=(Finding("file_is_spreadsheet", "error", facts=facts),))
    book = read_workbook(container, max_rows)
    if isinstance(book, Finding):
        return Opened(findings=(book,))
    if not any(sheet.records for sheet in book):
        return Opened(findings=(Finding("file_empty", "error"),))
    return Opened(WORKBOOK, None, book)
