"""Layouts that a person saved: known by their whole header; what a supplier changed is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kpi.declare import Layout
from kpi.intake.dialect import HEADER_CELLS, HEADER_WITHIN, Texts
from kpi.intake.finding import Finding
from kpi.intake.given import Given
from kpi.intake.header import BRACKETED, TOLD, Header, lines_above, without_empty_end
from kpi.intake.placeholders import is_nothing
from kpi.intake.spelling import fold, quoted
from kpi.intake.table import is_sum_name
from kpi.intake.wide import MONTH, Across, Wide, header_parts, month_key, with_year

ALIKE = 0.5
"""A header that has this part of a layout's names is that supplier's, changed."""


@dataclass(frozen=True)
class Known:
    """A file that a saved layout knows: its header and, where amounts stand across, how."""

    layout: Layout
    header: Header
    wide: Wide | None


@dataclass(frozen=True)
class _Names:
    """The names of one candidate header: each once, with its place."""

    place: int
    names: tuple[str, ...]
    positions: tuple[int, ...]


def unique_names(heads: Sequence[Texts]) -> tuple[str, ...]:
    """Return one name a column, from one header line or two; a repeated one is numbered."""
    seen: dict[str, int] = {}
    names = []
    for parts in header_parts([without_empty_end(head) for head in heads]):
        name = " ".join(parts)
        count = seen[fold(name)] = seen.get(fold(name), 0) + 1
        names.append(name if count == 1 or not name else f"{name} ({count})")
    return tuple(names)


def fixed_names(names: Iterable[str], *, months_across: bool) -> tuple[str, ...]:
    """Return the names a layout is known by: months beside each other change, and so do totals."""
    return tuple(
        name
        for name in names
        if fold(name) not in TOLD and not (months_across and (month_key(name) or is_sum_name(name)))
    )


def layouts_of(given: Given) -> list[Layout]:
    """Return the saved layouts of the kind whose columns the kind still has."""
    columns = {column.name for column in given.contract.column}
    return [
        layout
        for layout in given.words.layouts
        if layout.remembered
        and layout.contract == given.contract.id
        and {*layout.columns.values(), *layout.constants} <= columns
    ]


def count_names(layouts: Sequence[Layout], record: Sequence[str]) -> int:
    """Return how many names of the layout that fits best a record holds."""
    folded = {fold(text) for text in record[:HEADER_CELLS]} if layouts else set()
    return max((len(folded & set(map(fold, layout.header))) for layout in layouts), default=0)


def find_known(given: Given, records: Sequence[Texts]) -> Known | None:
    """Return the file through the saved layout whose header it has, to the letter that matters."""
    for layout in layouts_of(given):
        wanted = [fold(name) for name in layout.header]
        for found in _candidates(layout, records):
            if [fold(name) for name in found.names] == wanted:
                return _known(given, layout, found, records)
    return None


def _candidates(layout: Layout, records: Sequence[Texts]) -> Iterator[_Names]:
    for place in range(min(len(records), HEADER_WITHIN)):
        heads = records[place : place + layout.header_lines]
        if any(len(head) > HEADER_CELLS for head in heads):
            continue
        if len(heads) == layout.header_lines and any(any(h) for h in heads):
            names = unique_names(heads)
            kept = set(fixed_names(names, months_across=layout.months_across))
            pairs = [(name, position) for position, name in enumerate(names) if name in kept]
            while pairs and not pairs[-1][0]:
                pairs.pop()
            yield _Names(
                place + layout.header_lines - 1,
                tuple(name for name, _ in pairs),
                tuple(position for _, position in pairs),
            )


def _known(given: Given, layout: Layout, found: _Names, records: Sequence[Texts]) -> Known:
    positions = dict(zip(map(fold, found.names), found.positions, strict=True))
    heads = records[found.place + 1 - layout.header_lines : found.place + 1]
    texts = unique_names(heads)
    columns = {column: positions[fold(name)] for name, column in layout.columns.items()}
    read = {*columns.values(), *(positions[fold(name)] for name in layout.parts)}
    unread = tuple((place, text) for place, text in enumerate(texts) if place not in read and text)
    facts = {
        "layout": layout.label.nl,
        "columns": ", ".join([*layout.columns, *layout.parts]) or "–",
    }
    used = Finding("layout_used", "remark", found.place + 1, facts=facts)
    above = records[: found.place + 1 - layout.header_lines]
    findings = (*lines_above(above), used)
    header = Header(found.place, texts, columns, layout.units, unread, findings)
    return Known(layout, header, _wide(given, layout, header, records))


def _wide(given: Given, layout: Layout, header: Header, records: Sequence[Texts]) -> Wide | None:
    """Return how amounts stand across by a layout; None when each column holds one thing."""
    quantity = given.contract.quantity
    if quantity is None or not (layout.months_across or layout.parts):
        return None
    unit = layout.units.get(quantity.value, "")
    parts = {fold(name): category for name, category in layout.parts.items()}
    across = tuple(
        Across(place, text, key, quantity.value, unit)
        for place, text in enumerate(header.texts)
        if (key := month_key(text) if layout.months_across else parts.get(fold(text), ""))
    )
    by = MONTH if layout.months_across else given.contract.category
    totals = tuple((p, t) for p, t in enumerate(header.texts) if is_sum_name(t))
    assert header.place is not None
    wide = Wide(header.place, header.texts, by, header.columns, across, totals, (), header.findings)
    return with_year(given, wide, records[: header.place + 1]) if by == MONTH else wide


def changed_units(
    layout: Layout, header: Texts, records: Iterable[tuple[int, Texts]]
) -> Iterator[Finding]:
    """Yield an error for each unit that a supplier's column of units never held before."""
    places = {fold(text): place for place, text in enumerate(header)}
    for name, expected in layout.expects.items():
        place = places.get(fold(name))
        known = {fold(unit) for unit in expected}
        told: set[str] = set()
        for line, record in records:
            text = record[place].strip() if place is not None and len(record) > place else ""
            if is_nothing(text) or fold(text) in known or fold(text) in told:
                continue
            told.add(fold(text))
            facts = {"layout": layout.label.nl, "before": ", ".join(expected), "after": text}
            yield Finding("layout_unit_changed", "error", line, name, quoted(text), facts)


def find_changed(given: Given, records: Sequence[Texts]) -> tuple[Finding, ...]:
    """Return what a supplier changed in a header that is nearly a saved one; nothing when none is."""
    best: tuple[float, tuple[Finding, ...]] = (ALIKE, ())
    for layout in layouts_of(given):
        wanted = set(map(fold, layout.header))
        for found in _candidates(layout, records):
            shared = len(wanted & set(map(fold, found.names))) / len(wanted)
            if shared > best[0] or (shared == ALIKE and not best[1]):
                best = shared, tuple(_changes(layout, found))
    return best[1]


def _changes(layout: Layout, found: _Names) -> Iterator[Finding]:
    line = found.place + 1
    old, new = list(map(fold, layout.header)), list(map(fold, found.names))
    name = {"layout": layout.label.nl}
    if sorted(old) == sorted(new):
        moved = next(i for i in range(len(old)) if old[i] != new[i])
        text = found.names[moved]
        facts = {**name, "before": layout.header[moved]}
        yield Finding("layout_reordered", "error", line, text, quoted(text), facts)
        return
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for step, i1, i2, j1, j2 in steps:
        if step == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for i, j in zip(range(i1, i1 + both), range(j1, j1 + both), strict=True):
            yield _renamed(layout.header[i], found.names[j], line, name)
        for i in range(i1 + both, i2):
            text = layout.header[i]
            yield Finding("layout_missing", "error", line, text, quoted(text), name)
        for j in range(j1 + both, j2):
            text = found.names[j]
            yield Finding("layout_added", "error", line, text or None, quoted(text), name)


def _renamed(before: str, after: str, line: int, name: dict[str, str]) -> Finding:
    """Return what became of a name: another name, or the same one with another unit."""
    facts = {**name, "before": before, "after": after}
    first, second = BRACKETED.fullmatch(before), BRACKETED.fullmatch(after)
    unit = first and second and fold(first["name"]) == fold(second["name"])
    code = "layout_unit_changed" if unit else "layout_renamed"
    return Finding(code, "error", line, after or before, quoted(after), facts)
