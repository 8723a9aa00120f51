"""Small numbers: what could point at a person is only told joined together."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from kpi.declare import Catalogue, Contract, Indicator, Month
from kpi.declare.contract import SmallNumbers
from kpi.measure.cell import PRECISION
from kpi.measure.values import Contribution

SMALL = "small_numbers"
"""The value of a breakdown under which small numbers are joined; the fact names it."""
Place = tuple[str, str, Month]
Row = Mapping[str, Any]
"""A stored row: cells by the name of their column."""


def join_lines(lines: Iterable[Contribution]) -> list[Contribution]:
    """Join the hidden lines of every part, site and month into one; the sum stays the same."""
    places: dict[Place, list[Contribution]] = {}
    for line in lines:
        places.setdefault((line.part, line.site, line.month), []).append(line)
    return [line for found in places.values() for line in _join_place(found)]


def _join_place(lines: list[Contribution]) -> list[Contribution]:
    hidden = [line for line in lines if line.joined]
    others = [line for line in lines if not line.joined]
    return [*others, _joined(hidden)] if hidden else lines


def _joined(lines: list[Contribution]) -> Contribution:
    newest = max(lines, key=lambda line: line.receipt)
    categories = {line.category for line in lines}
    with localcontext(prec=PRECISION):
        amount = sum((line.amount for line in lines), Decimal())
        told = [line.contribution for line in lines if line.contribution is not None]
        contribution = sum(told, Decimal()) if told else None
    return replace(
        newest,
        category=categories.pop() if len(categories) == 1 else "",
        quantity=None,
        factor=None,
        amount=amount,
        contribution=contribution,
        estimated=any(line.estimated for line in lines),
        assumed=any(line.assumed for line in lines),
        line=0,
        joined=len(lines),
    )


def join_rows(
    contract: Contract, rows: Iterable[Row], hidden: Container[tuple[int, int]]
) -> list[Row]:
    """Return stored rows with the hidden ones of every site and month joined into one row.

    The joined row keeps site and month and says how many it stands for under `joined`; it has no
    quantity, for the rows may be in different units. Kinds without small numbers come back as they
    are.
    """
    if contract.small_numbers is None:
        return list(rows)
    places: dict[tuple[object, object], list[Row]] = {}
    kept: list[Row] = []
    for row in rows:
        if (row["upload"], row["line"]) in hidden or _is_small(contract.small_numbers, row):
            places.setdefault((row["site"], row["month"]), []).append(row)
        else:
            kept.append({**row, "joined": None})
    return kept + [
        dict.fromkeys(found[0]) | {"site": site, "month": month, "joined": len(found)}
        for (site, month), found in places.items()
    ]


def _is_small(rule: SmallNumbers, row: Row) -> bool:
    """Tell whether a row is small by itself, also one that no figure counts."""
    quantity = row[rule.quantity]
    owned = bool(row[rule.unless_empty])
    return owned and quantity is not None and abs(Decimal(quantity)) < rule.below


def join_parts(
    catalogue: Catalogue, indicator: Indicator, amounts: Mapping[str, Decimal]
) -> list[tuple[str, Decimal]]:
    """Join the small parts of one site and month by what would make them known, largest first.

    A single small part takes the smallest other with it: the total less the rest would tell it.
    """
    parts = sorted(amounts.items(), key=lambda item: -item[1])
    declared = _declared(catalogue, indicator)
    if declared is None:
        return parts
    small = [part for part in parts if abs(part[1]) < declared.below]
    if not small:
        return parts
    others = [part for part in parts if part not in small]
    if len(small) == 1 and others:
        small.append(others.pop())
    joined = (SMALL, sum((amount for _, amount in small), Decimal()))
    return sorted([*others, joined], key=lambda part: -part[1])


def _declared(catalogue: Catalogue, indicator: Indicator) -> SmallNumbers | None:
    """Return the rule that the indicator's breakdown falls under, None when it falls under none."""
    for kind in catalogue.facts[indicator.fact or ""].reads:
        declared = catalogue.contracts[kind].small_numbers
        if declared is not None and declared.unless_empty == indicator.breakdown:
            return declared
    return None
