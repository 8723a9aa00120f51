"""Where rows belong: the months that refused rows leave incomplete, and places nobody names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kpi.declare import Contract, Month
from kpi.intake.cells import Cells
from kpi.intake.checked import Checked, Row, Vocabulary
from kpi.intake.finding import Finding


def refused_places(
    contract: Contract, cells: Cells, refused: Collection[int]
) -> tuple[tuple[str, Month], ...]:
    """Return the places and months of refused rows, where both could be read."""
    found = {
        (str(place), month)
        for row in refused
        if (place := cells.rows[row][contract.place]) is not None
        and isinstance(month := cells.rows[row]["month"], Month)
    }
    return tuple(sorted(found))


def incomplete_places(
    contract: Contract, checked: Checked, months: Collection[str]
) -> Iterator[tuple[str, Month]]:
    """Yield the places of months of which single events could not be read."""
    places = {str(row.cells[contract.place]) for row in checked.rows}
    for month in months:
        for place in places:
            if month:
                yield place, Month.parse(month)


def remark_unnamed(contract: Contract, rows: Sequence[Row], words: Vocabulary) -> Iterator[Finding]:
    """Remark places that no site names: what is stored of them changes no figure."""
    if contract.by_site:
        return
    named = {getattr(site, contract.place) for site in words.sites}
    firsts: dict[str, int] = {}
    for row in rows:
        firsts.setdefault(str(row.cells[contract.place]), row.line)
    header = contract.find(contract.place).header.nl
    for place, line in firsts.items():
        if place not in named:
            facts = {"named": ", ".join(sorted(filter(None, named))) or "–"}
            yield Finding("place_unnamed", "remark", line, header, place, facts)
