"""What goes into the check besides the bytes, and what comes out of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import Layout, Month, Site
from kpi.declare.contract import Density, Unit
from kpi.intake.finding import Finding, Question
from kpi.intake.readings.values import MeterEntry, ReadingTable

Cell = str | Decimal | dt.date | Month | bool | None
"""A typed cell; None is empty, never zero."""


@dataclass(frozen=True)
class NameMapping:
    """One line of the editable mapping of suppliers' own names to a column's values.

    `owner` and `code` may be empty: then they do not restrict the match.
    """

    contract: str
    column: str
    owner: str
    name: str
    code: str
    target: str


@dataclass(frozen=True)
class Vocabulary:
    """The names and tables a check may rely on, as valid at one revision of the registers."""

    sites: tuple[Site, ...]
    unsplit_names: tuple[str, ...]
    mappings: tuple[NameMapping, ...]
    units: tuple[Unit, ...]
    densities: tuple[Density, ...]
    codes: Mapping[str, Mapping[str, bool]]
    layouts: tuple[Layout, ...] = ()
    meters: tuple[MeterEntry, ...] = ()
    timezone: str = "Europe/Amsterdam"


@dataclass(frozen=True)
class Row:
    """One typed row: the line it came from and a cell for every stored column of the contract.

    The cells hold the canonical columns and the derived ones (amount, unit, meter, figure ...).
    """

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class SubTotal:
    """One finest group of the file: what was understood, to be compared with the file itself.

    `site` is the group's place: a site, or what the kind has instead of one.
    """

    site: str
    month: Month
    measure: str
    group: Mapping[str, str]
    value: Decimal


@dataclass(frozen=True)
class Checked:
    """A checked file: the rows that can be stored and everything there is to say about the rest.

    `rows_read` counts records of the file; `rows_ok` + `rows_refused` = `rows_read` less the
    records that were rightly left out (blank lines, totals, dropped duplicates, all remarked).
    `sheet` names the sheet of a workbook that was read. `refused` holds (place, month) of refused rows where both could be read: their months would be
    incomplete. `records` keeps the texts of the file for the downloadable fault list with their
    lines, `above` the lines up to and with the header (none: no header was found). `summed` marks
    a file of single events of which only the sums may be kept; `columns` are the kind's columns
    that the file itself holds.
    Of meter readings `records` keeps the first lines and those with findings; `rows` are then days, and
    `readings` what they are made of.
    """

    contract: str
    file_hash: str
    encoding: str
    delimiter: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    rows_read: int
    rows_refused: int
    totals: tuple[SubTotal, ...]
    refused: tuple[tuple[str, Month], ...]
    header: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]
    records: tuple[tuple[int, tuple[str, ...]], ...]
    summed: bool = False
    columns: frozenset[str] = frozenset()
    readings: ReadingTable | None = None
    sheet: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep a row, or the whole file, out."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without which nothing can be stored."""
        return tuple(question for question in self.questions if question.default is None)


def nothing_read(contract: str, data: bytes) -> Checked:
    """Return what is known of a file before a line of it was read: what its bytes are."""
    return Checked(
        contract=contract,
        file_hash=hashlib.sha256(data).hexdigest(),
        encoding="",
        delimiter="",
        rows=(),
        findings=(),
        questions=(),
        rows_read=0,
        rows_refused=0,
        totals=(),
        refused=(),
        header=(),
        above=(),
        records=(),
    )
