"""A first guess at how an unknown file belongs to a kind; a person sees, mends and saves it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kpi.declare import Column, Contract
from kpi.declare.readings import MOMENTS
from kpi.intake.calendar import read_date, read_month
from kpi.intake.checked import Vocabulary
from kpi.intake.dialect import HEADER_CELLS, HEADER_WITHIN, Texts
from kpi.intake.header import Names
from kpi.intake.names import MappedReader, value_names
from kpi.intake.numbers import written
from kpi.intake.placeholders import is_nothing
from kpi.intake.readings.columns import units_of_readings
from kpi.intake.readings.heading import is_meter, meters_by_name
from kpi.intake.readings.moments import read_moment
from kpi.intake.remembered import fixed_names, unique_names
from kpi.intake.spelling import fold, tidy
from kpi.intake.units import Units
from kpi.intake.wide import FEWEST, month_key

LOOKED_AT = 200
"""So many lines are looked at to see what a column holds."""
SAMPLES = 3
"""So many cells are shown of each column."""
MOSTLY = 0.6
"""A column is of a kind when this part of its filled cells is."""
SEVERAL = 3
"""So many days a month, on average, are events rather than monthly totals."""
INSIDE = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
MONTH = "month"


@dataclass(frozen=True)
class Theirs:
    """One column of a supplier's file: its name (told apart when it stands twice) and its cells.

    `unit` is the one in the name, empty without one; `numeric` whether most cells are numbers.
    """

    name: str
    samples: tuple[str, ...]
    numeric: bool
    unit: str = ""
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Proposal:
    """How an unknown file might belong to a kind; every part is a guess.

    `header_line` counts from 1, as a spreadsheet does. `theirs` are the supplier's columns,
    `columns` our column -> the supplier's name. `across` are the names that are months; `events`
    tells that lines look like single events. `units_known` are the units in which the amount can
    be given, `meters` the names that are meters, where each has a column of readings.
    """

    header_line: int
    header_lines: int
    theirs: tuple[Theirs, ...]
    columns: Mapping[str, str]
    across: tuple[str, ...]
    events: bool
    units_known: tuple[str, ...]
    meters: tuple[str, ...] = ()


def propose(
    contract: Contract,
    words: Vocabulary,
    records: Sequence[Texts],
    *,
    today: dt.date,
    header_line: int | None = None,
    header_lines: int = 1,
) -> Proposal:
    """Return a guess at where the header is and which column is which; `records` from line 1 on.

    Without a `header_line` it is the fullest line of names among the first thirty.
    """
    units = Units(contract, words)
    line = _header_line(records) if header_line is None else header_line
    heads = [record[:HEADER_CELLS] for record in records[line - header_lines : line]]
    below = records[line : line + LOOKED_AT]
    theirs = tuple(
        _theirs(units, name, [tidy(r[place]) for r in below if len(r) > place])
        for place, name in enumerate(unique_names(heads) if heads else ())
        if name
    )
    if contract.readings is not None:
        return _of_readings(contract, words, line, theirs, header_lines)
    kept = fixed_names((column.name for column in theirs), months_across=True)
    months = tuple(c.name for c in theirs if month_key(c.name))
    across = months if len(months) >= FEWEST else ()
    theirs = tuple(c for c in theirs if c.name in {*kept, *months} or not across)
    columns = _columns(contract, words, units, [c for c in theirs if c.name not in across], today)
    value = None if contract.quantity is None else contract.quantity.value
    if across and value in columns:
        del columns[value]
    return Proposal(
        line,
        header_lines,
        theirs,
        columns,
        across,
        not across and _are_events(contract, columns.get(MONTH), theirs, today),
        _units_known(contract, units),
    )


def _of_readings(
    contract: Contract,
    words: Vocabulary,
    line: int,
    theirs: tuple[Theirs, ...],
    header_lines: int,
) -> Proposal:
    """Return a guess at a file of readings: times and meters are known by what they look like."""
    entries = meters_by_name(words.meters)
    meters = tuple(c.name for c in theirs if is_meter(c.name, entries))
    rest = [column for column in theirs if column.name not in meters]
    columns = _by_name(contract, Units(contract, words), rest)
    if not MOMENTS & set(columns):
        at = [c.name for c in rest if _free(c, columns) and _mostly(c.cells, _is_moment(words))]
        columns |= zip(("start", "end") if len(at) > 1 else ("moment",), at, strict=False)
    looks = {"meter": lambda text: is_meter(text, entries)}
    looks |= {"value": _is_number} if not meters else {}
    for our, holds in looks.items():
        fitting = [c for c in rest if _free(c, columns) and _mostly(c.cells, holds)]
        if our not in columns and (len(fitting) == 1 or (fitting and our == "meter")):
            columns[our] = fitting[0].name
    return Proposal(
        line, header_lines, theirs, columns, (), False, units_of_readings(contract), meters
    )


def _free(theirs: Theirs, columns: Mapping[str, str]) -> bool:
    return theirs.name not in columns.values()


def _is_moment(words: Vocabulary) -> Callable[[str], bool]:
    """Return what tells a time of a reading: with a clock, so that a day alone is none."""
    return lambda text: ":" in text and read_moment(text, words.timezone) is not None


def _header_line(records: Sequence[Texts]) -> int:
    def names(record: Texts) -> int:
        texts = [tidy(text) for text in record[:HEADER_CELLS]]
        return len({fold(t) for t in texts if t and written(t) is None})

    early = [*records[:HEADER_WITHIN]]
    best = max((names(record) for record in early), default=0)
    return next((n for n, record in enumerate(early, start=1) if names(record) == best), 1)


def _theirs(units: Units, name: str, cells: Sequence[str]) -> Theirs:
    filled = [text for text in cells if not is_nothing(text)]
    distinct = tuple(dict.fromkeys(filled))
    return Theirs(
        name, distinct[:SAMPLES], _mostly(distinct, _is_number), _unit(units, name), distinct
    )


def _is_number(text: str) -> bool:
    return written(text) is not None


def _mostly(distinct: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(distinct) and sum(map(holds, distinct)) >= MOSTLY * len(distinct)


def _columns(
    contract: Contract,
    words: Vocabulary,
    units: Units,
    theirs: Sequence[Theirs],
    today: dt.date,
) -> dict[str, str]:
    """Return our column -> theirs: by name first, then by what stands beneath it."""
    found = _by_name(contract, units, theirs)
    for our in contract.column:
        holds = _holds(contract, our, words, today)
        if our.name in found or holds is None:
            continue
        left = [c for c in theirs if c.name not in found.values()]
        fitting = [c for c in left if _mostly(c.cells, holds)]
        if fitting:
            found[our.name] = fitting[0].name
    value = None if contract.quantity is None else contract.quantity.value
    if value is not None and value not in found:
        left = [c for c in theirs if c.numeric and c.name not in found.values()]
        stated = [c for c in left if c.unit] or left
        if len(stated) == 1:
            found[value] = stated[0].name
    return found


def _by_name(contract: Contract, units: Units, theirs: Sequence[Theirs]) -> dict[str, str]:
    names = Names(contract, units)
    found: dict[str, str] = {}
    for column in theirs:
        named = names.meaning(column.name)
        if named is not None:
            found.setdefault(named.column.name, column.name)
    return found


def _holds(
    contract: Contract, our: Column, words: Vocabulary, today: dt.date
) -> Callable[[str], bool] | None:
    """Return what tells a cell of one of our columns; None where a cell alone tells nothing."""
    if our.name == contract.duplicates.event:
        return lambda text: not _is_number(text) and read_date(text, today).value is not None
    if our.name == MONTH:
        return lambda text: not _is_number(text) and read_month(text, today).value is not None
    if our.type == "site":
        known = {fold(t) for s in words.sites for t in (s.code, s.name, *s.aliases)}
        return lambda text: fold(text) in known
    if our.name == contract.category and our.type == "mapped":
        return MappedReader(contract, our, words).knows
    if our.name == contract.category and our.type == "choice":
        spelled = value_names(our)
        return lambda text: fold(text) in spelled
    return None


def _unit(units: Units, name: str) -> str:
    return next((u for part in INSIDE.findall(name) if (u := units.read(part))), "")


def _units_known(contract: Contract, units: Units) -> tuple[str, ...]:
    quantity = contract.quantity
    if quantity is None:
        return ()
    usual = (quantity.canonical_unit, quantity.default_unit)
    own = [(value.unit, value.id) for value in contract.categories if value.unit]
    rest = [(unit, value.id) for unit in usual if unit for value in contract.categories]
    # The units of the kind itself come first, in its own order.
    first = [unit for unit, _ in (*own, *rest)]
    every = [u for unit, substance in (*own, *rest) for u in units.convertible(unit, substance)]
    return tuple(dict.fromkeys([*first, *every]))


def _are_events(
    contract: Contract, name: str | None, theirs: Sequence[Theirs], today: dt.date
) -> bool:
    """Tell whether several days of a month stand beneath the column of months."""
    if name is None or contract.duplicates.event is not None:
        return False
    cells = next(column.cells for column in theirs if column.name == name)
    days = {day for text in cells if (day := read_date(text, today).value) is not None}
    months = {day.replace(day=1) for day in days}
    return bool(months) and len(days) >= SEVERAL * len(months)
