"""What is live of an upload kind: its slices, its rows, and what they come to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpi.declare import Contract, Month
from kpi.store.ledger import Slice, parts
from kpi.store.moved import SEPARATOR, Months, Part
from kpi.store.relations import CHOSEN, live_slices_sql
from kpi.store.remembered import RowsByMonth, narrowed, recall_by_month
from kpi.store.schema import columns_of, table_of
from kpi.store.writing import Reader

Amount = tuple[str, str | None, str, Month, Decimal]
"""Site, category, unit, month and what it comes to."""


@dataclass(frozen=True)
class LiveSlice:
    """A live slice: the upload it comes from, that file's hash, how many rows (0: emptied)."""

    upload: int
    file_hash: str
    rows: int


def live_slices(
    reader: Reader, contract: Contract, slices: Collection[Slice] | None = None
) -> dict[Slice, LiveSlice]:
    """Return the live slices of an upload kind at the reader's revision; of these, or all."""
    among, parameters = _chosen(reader, contract, slices)
    found = reader.rows(
        f"""
        with live as ({live_slices_sql(among=among)})
        select live.slice, live.upload, upload.file_hash, count(stored.upload)
        from live
        join upload using (upload)
        left join {table_of(contract.id)} as stored
            on stored.upload = live.upload and stored.no = live.no
        group by all
        """,
        parameters,
    )
    return {
        parts(key): LiveSlice(upload, fingerprint, rows) for key, upload, fingerprint, rows in found
    }


def _chosen(
    reader: Reader, contract: Contract, slices: Collection[Slice] | None
) -> tuple[str, dict[str, object]]:
    """Return the SQL condition and the parameters of the live slices among these, or of all."""
    parameters: dict[str, object] = {"kind": contract.id, "as_of": reader.revision}
    if slices is None:
        return "true", parameters
    place = contract.slice.index("month")
    part = narrowed(reader, [contract], Months(Month.parse(key[place]) for key in slices))
    parameters["slices"] = [SEPARATOR.join(key) for key in slices]
    return f"{part.held(contract)} and {CHOSEN}", parameters


def live_rows(
    reader: Reader, contract: Contract, slices: Collection[Slice] | None = None
) -> list[dict[str, Any]]:
    """Return live rows as dictionaries of cells, with `upload`, `line` and `slice`.

    `slices` restricts them; None means all. Months come as Month, numbers as Decimal. `upload` is
    the one whose file holds the line.
    """
    names = list(columns_of(contract))
    months = {column.name for column in contract.column if column.type == "month"} | {"month"}
    if slices is not None and not slices:
        return []
    among, parameters = _chosen(reader, contract, slices)
    selected = ", ".join(f"stored.{name}" for name in names)
    found = reader.rows(
        f"""
        with live as ({live_slices_sql(among=among)})
        select coalesce(stored.carried_from, stored.upload), stored.line, live.slice, {selected}
        from live
        join {table_of(contract.id)} as stored
            on stored.upload = live.upload and stored.no = live.no
        order by stored.upload, stored.line
        """,
        parameters,
    )
    return [
        {"upload": upload, "line": line, "slice": parts(key)}
        | {
            name: Month.of(cell) if name in months and cell is not None else cell
            for name, cell in zip(names, cells, strict=True)
        }
        for upload, line, key, *cells in found
    ]


def live_amounts(reader: Reader, contract: Contract, category: str, amount: str) -> list[Amount]:
    """Return the live rows of a kind summed: site, category, unit, month and the sum of amounts.

    `category` and `amount` are columns of the kind; a row without an amount adds nothing.
    """

    def read(part: Part | None) -> RowsByMonth[Amount]:
        found = reader.rows(
            f"""
            with live as ({live_slices_sql(among=part.slices(contract) if part else "true")})
            select stored.site, stored.{category}, stored.unit, stored.month,
                sum(coalesce(stored.{amount}, 0))
            from live
            join {table_of(contract.id)} as stored
                on stored.upload = live.upload and stored.no = live.no
            group by all
            """,
            {"kind": contract.id, "as_of": reader.revision},
        )
        months: RowsByMonth[Amount] = RowsByMonth()
        for site, group, unit, day, value in found:
            month = Month.of(day)
            months.setdefault(month, []).append((site, group, unit, month, value))
        return months

    asked, inputs = ("amounts", contract.id, category, amount), {contract.id: reader.revision}
    months = recall_by_month(reader, asked, inputs, {contract.id: contract}, read)
    return [row for rows in months.values() for row in rows]
