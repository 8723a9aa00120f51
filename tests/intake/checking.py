"""Checks for tests: the shipped declarations, one reporting date, files as short texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from kpi.declare import Contract, Site, load
from kpi.intake import Checked, NameMapping, Vocabulary, check

TODAY = dt.date(2026, 11, 15)


@cache
def words() -> Vocabulary:
    """Return the vocabulary of the shipped registers."""
    catalogue = load()
    organisation = catalogue.organisation.organisation
    bodies = [(seed.register_id, seed.body) for seed in catalogue.seeds]
    return Vocabulary(
        sites=tuple(
            Site(
                code=body["code"],
                name=body["name"],
                aliases=tuple(body["aliases"]),
                station=body["station"],
            )
            for register, body in bodies
            if register == "site"
        ),
        unsplit_names=(organisation.code, organisation.name, *organisation.aliases),
        mappings=tuple(
            NameMapping(**{name: body.get(name) or "" for name in NameMapping.__annotations__})
            for register, body in bodies
            if register == "mapping"
        ),
        units=catalogue.units,
        densities=catalogue.densities,
        codes=catalogue.codes,
        layouts=catalogue.layouts,
    )


def contract(kind: str) -> Contract:
    """Return an upload kind that exists."""
    found = load().contract(kind)
    assert found is not None
    return found


def checked(
    kind: str,
    data: str | bytes,
    *,
    decide: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Checked:
    """Check a text or bytes as a file of a kind."""
    raw = data.encode() if isinstance(data, str) else data
    return check(
        contract(kind), raw, words(), decide=decide or {}, constants=constants or {}, today=TODAY
    )


def file(header: str, *rows: str) -> str:
    """Return a file of a header and rows."""
    return "\n".join([header, *rows, ""])


def faults(result: Checked) -> list[tuple[str, int | None, str | None]]:
    """Return code, line and column of all errors."""
    return [(f.code, f.line, f.column) for f in result.errors]


def remarks(result: Checked) -> list[tuple[str, int | None, str | None]]:
    """Return code, line and column of all remarks."""
    return [(f.code, f.line, f.column) for f in result.findings if f.severity == "remark"]


def amounts(result: Checked) -> list[Decimal]:
    """Return the canonical amounts of the rows in order."""
    found = [row.cells["amount"] for row in result.rows]
    return [value for value in found if isinstance(value, Decimal)]


def codes(findings: Iterable[tuple[str, int | None, str | None]]) -> set[str]:
    """Return the codes of faults or remarks."""
    return {code for code, _, _ in findings}
