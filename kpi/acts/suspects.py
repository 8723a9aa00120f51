"""What may count twice, or nowhere, although every line of a file is right: said, never decided.

A file is laid beside what is live of the same month: the whole organisation beside its sites, one
stream under two collectors, a site that does not count in the month.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpi.declare import ALL, UNSPLIT, Contract, Month
from kpi.intake import Checked, Finding, Row
from kpi.measure import Figures
from kpi.store import LiveSlice

Slice = tuple[str, ...]
PLACE = ("site", "month")


@dataclass
class _Span:
    """The months, and the names, that one remark is about."""

    months: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def facts(self) -> dict[str, str]:
        return {"first": min(self.months), "last": max(self.months)}


def spelled_alike(contract: Contract, rows: Sequence[Row], live: Iterable[Slice]) -> list[Row]:
    """Return rows with the names in their slice written as they are live, or first in the file.

    Only capitals and spaces are looked past: RENEWI is Renewi, and its month the same month.
    """
    written: dict[str, dict[str, str]] = {}
    exact: set[tuple[str, str]] = set()
    for name in _names(contract):
        place = contract.slice.index(name)
        known = written.setdefault(name, {})
        for key in live:
            known.setdefault(_plain(key[place]), key[place])
            exact.add((name, key[place]))
        for row in rows:
            known.setdefault(_plain(str(row.cells[name] or "")), str(row.cells[name] or ""))
    if not written:
        return list(rows)
    return [replace(row, cells={**row.cells, **_as_written(row, written, exact)}) for row in rows]


def _as_written(
    row: Row, written: Mapping[str, Mapping[str, str]], exact: Collection[tuple[str, str]]
) -> dict[str, str]:
    given = {name: str(row.cells[name]) for name in written if row.cells[name]}
    return {
        name: written[name][_plain(text)]
        for name, text in given.items()
        if (name, text) not in exact
    }


def _names(contract: Contract) -> list[str]:
    """Return the parts of a slice that are names somebody typed: collector, meter, department."""
    texts = {column.name for column in contract.column if column.type == "text"}
    return [n for n in contract.slice if n not in PLACE and (n in texts or n == contract.meter)]


def without_names(contract: Contract) -> Callable[[Slice], Slice]:
    """Return what gives the parts of a slice that say what it is of, by whatever name it goes."""
    names = _names(contract)
    places = [place for place, name in enumerate(contract.slice) if name not in names]
    return lambda key: tuple(key[place] for place in places)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def suspects(
    contract: Contract, groups: Mapping[Slice, Sequence[Row]], live: Mapping[Slice, LiveSlice]
) -> Iterable[Finding]:
    """Remark what a file tells that is told already, in other words, by it or by what is live."""
    if contract.by_site and groups:
        there = {*groups, *(key for key, found in live.items() if found.rows)}
        yield from _whole_beside_sites(contract, groups, there)
        yield from _under_another_name(contract, groups, there)


def _whole_beside_sites(
    contract: Contract, groups: Iterable[Slice], there: Iterable[Slice]
) -> Iterable[Finding]:
    """Remark months and categories told for the whole organisation and for sites as well."""
    site, month = (contract.slice.index(name) for name in PLACE)
    what = _category(contract)
    sites: dict[tuple[str, str], set[str]] = {}
    for key in there:
        sites.setdefault((key[month], key[what]), set()).add(key[site])
    found: dict[str, _Span] = {}
    for key in groups:
        if {UNSPLIT} < sites[key[month], key[what]]:
            found.setdefault(key[what], _Span()).months.add(key[month])
    for category, span in found.items():
        yield Finding("whole_beside_sites", "remark", facts={"category": category, **span.facts()})


def _under_another_name(
    contract: Contract, groups: Iterable[Slice], there: Iterable[Slice]
) -> Iterable[Finding]:
    """Remark categories of a site and month that the file tells under a name no live one has.

    A name is a part of the slice that a file speaks for as a whole and that is a text of its own:
    the collector. The file that holds both names has said so itself.
    """
    what = _category(contract)
    named = [name for name in _names(contract) if name in contract.envelope]
    if not named:
        return
    site, month = (contract.slice.index(name) for name in PLACE)
    places = [contract.slice.index(name) for name in named]
    own = {tuple(key[place] for place in places) for key in groups}
    others: dict[tuple[str, str, str], set[Slice]] = {}
    for key in there:
        known = tuple(key[place] for place in places)
        if known not in own:
            others.setdefault((key[site], key[month], key[what]), set()).add(known)
    found: dict[tuple[str, str], _Span] = {}
    for key in groups:
        for other in others.get((key[site], key[month], key[what]), ()):
            span = found.setdefault((key[site], " · ".join(other)), _Span())
            span.months.add(key[month])
            span.names.add(key[what])
    for (code, told), span in found.items():
        facts = {"site": code, "other": told, "categories": ", ".join(sorted(span.names))}
        yield Finding("another_name", "remark", facts={**facts, **span.facts()})


def _category(contract: Contract) -> int:
    """Return where in the slice stands what a row is of."""
    return contract.slice.index(contract.category or "")


def not_counting(contract: Contract, checked: Checked, figures: Figures) -> Iterable[Finding]:
    """Remark rows of a site in months in which it does not count: they change no figure."""
    if not contract.by_site:
        return
    found: dict[str, tuple[int, _Span]] = {}
    counting: dict[Month, set[str]] = {}
    for row in checked.rows:
        site, month = str(row.cells["site"]), row.cells["month"]
        assert isinstance(month, Month)
        if month not in counting:
            counting[month] = {UNSPLIT, *figures.sites(ALL, month)}
        if site not in counting[month]:
            found.setdefault(site, (row.line, _Span()))[1].months.add(str(month))
    for site, (line, span) in found.items():
        yield Finding("site_not_counting", "remark", line, facts={"site": site, **span.facts()})
