"""Small numbers: what could point at a person is only told joined together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """Join the small lines of every part, site and month into one; the sum stays the same.

    A single small line takes the smallest other line with it, else it could be reckoned back from
    the total and the rest.
    """
    places: dict[Place, list[Contribution]] = {}
    for line in lines:
        places.setdefault((line.part, line.site, line.month), []).append(line)
    return [line for found in places.values() for line in _join_place(found)]


def _join_place(lines: list[Contribution]) -> list[Contribution]:
    small = [line for line in lines if line.joined]
    if not small:
        return lines
    others = [line for line in lines if not line.joined]
    if len(small) == 1 and others:
        smallest = min(others, key=lambda line: abs(line.amount))
        others.remove(smallest)
        small.append(smallest)
    return [*others, _joined(small)]


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


def join_rows(contract: Contract, rows: Iterable[Row]) -> list[Row]:
    """Return stored rows with the small ones of every site and month joined into one row.

    The joined row keeps site and month and says how many it stands for under `joined`; it has no
    quantity, for the rows may be in different units. A single small row takes the smallest other
    with it. Kinds without small numbers come back as they are.
    """
    rule = contract.small_numbers
    if rule is None:
        return list(rows)
    places: dict[tuple[object, object], list[Row]] = {}
    for row in rows:
        places.setdefault((row["site"], row["month"]), []).append(row)
    return [row for found in places.values() for row in _join_place_rows(rule, found)]


def _join_place_rows(rule: SmallNumbers, rows: list[Row]) -> list[Row]:
    named = [row for row in rows if row[rule.unless_empty]]
    small = [row for row in named if _size(rule, row) < rule.below]
    if not small:
        return [{**row, "joined": None} for row in rows]
    others = [row for row in named if _size(rule, row) >= rule.below]
    if len(small) == 1 and others:
        small.append(min(others, key=lambda row: (row[rule.quantity] is None, _size(rule, row))))
    kept = [row for row in rows if not any(row is hidden for hidden in small)]
    joined = dict.fromkeys(small[0]) | {
        "site": small[0]["site"],
        "month": small[0]["month"],
        "joined": len(small),
    }
    return [*({**row, "joined": None} for row in kept), joined]


def _size(rule: SmallNumbers, row: Row) -> Decimal:
    """Return how much a row is; one without a quantity is not small by number."""
    quantity = row[rule.quantity]
    return rule.below if quantity is None else abs(Decimal(quantity))


def join_parts(
    catalogue: Catalogue, indicator: Indicator, parts: list[tuple[str, Decimal]]
) -> list[tuple[str, Decimal]]:
    """Join the small parts of a breakdown by what would make them known, largest first.

    A single small part takes the smallest other with it, as with lines.
    """
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
