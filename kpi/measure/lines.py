"""The stored lines of a fact: one query gives those of all its indicators at the places asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from kpi.declare import Catalogue, Indicator, Month
from kpi.measure.allocation import Shares, part_of
from kpi.measure.cell import Place
from kpi.measure.cells import FactQuery, belongs
from kpi.measure.registers import Reader
from kpi.measure.values import Contribution


class Line(NamedTuple):
    """A line of a fact as it is stored, with the value of each measure and the factor it used.

    `share` is the part of it that counts here; the values are of the whole line. A line of the fact's reference has no receipt and no line, and its file is the shipped one.
    """

    site: str
    month: Month
    category: str
    quantity: Decimal | None
    estimated: bool
    assumed: bool
    receipt: int
    file: str
    line: int
    dimensions: Mapping[str, str | None]
    values: Mapping[str, Decimal | None]
    factors: Mapping[str, Decimal | None]
    share: Decimal


def query_lines(
    catalogue: Catalogue,
    reader: Reader,
    fact: str,
    *,
    places: Iterable[Place],
    as_of: int,
    factor_year: int | None,
    known: Mapping[str, int] | None = None,
) -> list[Line]:
    """Return the lines of a fact at these places, oldest month first; the same rows as the cells."""
    asked = list(places)
    wanted = [f"{site} {month.first_day}" for site, month in asked]
    if not wanted:
        return []
    query = FactQuery(catalogue, fact, as_of, factor_year, known)
    query = query.within(reader, frozenset(month for _, month in asked))
    declared = catalogue.facts[fact]
    shipped = catalogue.registers[declared.reference].seed if declared.reference else None
    measures = ", ".join(f"{name}, {m.factor or 'null'}" for name, m in declared.measures.items())
    dimensions = ", ".join(f"fact_rows.{name}" for name in declared.dimensions)
    rows = reader.rows(
        f"""
        {query.with_clause}
        select fact_rows.site, fact_rows.month, category, quantity, estimated, assumed,
            coalesce(fact_rows.upload, 0), coalesce(upload.file_name, '{shipped or ""}'),
            coalesce(line, 0), {measures}, {dimensions}
        from fact_rows
        left join upload on upload.upload = fact_rows.upload
        where not missing
            and concat(fact_rows.site, ' ', cast(fact_rows.month as date))
                in (select unnest($places))
        order by fact_rows.month, fact_rows.site, fact_rows.upload, line
        """,
        {**query.parameters, "places": wanted},
    )
    shares = query.shares(reader)
    return [_line(list(declared.measures), declared.dimensions, row, shares) for row in rows]


def _line(
    measures: list[str], dimensions: Iterable[str], row: tuple[object, ...], shares: Shares
) -> Line:
    site, month, category, quantity, estimated, assumed, upload, file, line, *rest = row
    assert isinstance(month, dt.date)
    told = rest[: 2 * len(measures)]
    return Line(
        site=str(site),
        month=Month.of(month),
        category=str(category or ""),
        quantity=_number(quantity),
        estimated=bool(estimated),
        assumed=bool(assumed),
        receipt=int(str(upload)),
        file=str(file),
        line=int(str(line)),
        dimensions={
            name: None if value is None else str(value)
            for name, value in zip(dimensions, rest[len(told) :], strict=True)
        },
        values=dict(zip(measures, map(_number, told[::2]), strict=True)),
        factors=dict(zip(measures, map(_number, told[1::2]), strict=True)),
        share=shares.of(str(site), str(category or ""), Month.of(month)),
    )


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def counted_in(
    indicator: Indicator, lines: Iterable[Line], hidden: Container[tuple[int, int]]
) -> list[Contribution]:
    """Return the lines that count in an indicator; `amount` and `contribution` are their part.

    A line that is not shown by itself (`hidden`, by upload and line) has `joined` 1.
    """
    measure = indicator.sum or ""
    return [
        Contribution(
            part=indicator.id,
            site=line.site,
            month=line.month,
            category=line.category,
            quantity=line.quantity,
            factor=line.factors[measure],
            amount=part_of(value, line.share),
            contribution=part_of(value, line.share),
            share=line.share,
            estimated=line.estimated,
            assumed=line.assumed,
            receipt=line.receipt,
            file=line.file,
            line=line.line,
            joined=int((line.receipt, line.line) in hidden),
        )
        for line in lines
        if (value := line.values[measure]) is not None and belongs(indicator, line.dimensions)
    ]
