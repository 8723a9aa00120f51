"""What came in of an upload kind, by site and month, and what should have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kpi.declare import Catalogue, Month
from kpi.measure.cell import Place, with_months
from kpi.store import (
    WANTED,
    Months,
    Part,
    Reader,
    Relations,
    is_untouched,
    recall,
    recall_by_month,
    relations,
)


@dataclass(frozen=True)
class KindState:
    """What came in of an upload kind: places received, categories lacking, rows refused.

    `lacking` holds only places where something came in; `expected` the categories that each site
    has to send every month.
    """

    received: frozenset[Place]
    lacking: Mapping[Place, frozenset[str]]
    refused: frozenset[Place]
    expected: Mapping[str, frozenset[str]]

    def renewed(self, anew: KindState, months: Months) -> KindState:
        """Return it with these months taken from another one, which holds no more than them."""
        return KindState(
            received=_with_months(self.received, anew.received, months),
            lacking=with_months(self.lacking, anew.lacking, months),
            refused=_with_months(self.refused, anew.refused, months),
            expected=self.expected,
        )


def _with_months(
    known: frozenset[Place], anew: frozenset[Place], months: Months
) -> frozenset[Place]:
    return frozenset(place for place in known if place[1] not in months) | anew


@dataclass(frozen=True)
class KindQuery:
    """An upload kind at a revision, or a part of it; `known` as for relations."""

    catalogue: Catalogue
    kind: str
    as_of: int
    known: Mapping[str, int] | None = None
    part: Part | None = None

    def base(self, text: str) -> Relations:
        """Return the relations that a text names."""
        found = relations(self.catalogue, (self.kind,), known=self.known, part=self.part)
        return found.named_by(text)

    def within(self, table: str) -> str:
        """Return the SQL condition that leaves only rows of the part in."""
        return "true" if self.part is None else self.part.rows(f"{table}.month")


def query_kind(
    catalogue: Catalogue,
    reader: Reader,
    kind: str,
    *,
    as_of: int,
    known: Mapping[str, int] | None = None,
) -> KindState:
    """Ask the store what came in of one upload kind, and what should have."""
    query = KindQuery(catalogue, kind, as_of, known)
    state = recall_by_month(
        reader,
        ("kind", kind),
        query.base(kind).read_at(as_of),
        catalogue.contracts,
        lambda part: _read_kind(reader, replace(query, part=part)),
    )
    return replace(state, expected=_expected(catalogue, reader, as_of).get(kind, {}))


def _read_kind(reader: Reader, query: KindQuery) -> KindState:
    """Read what came in of an upload kind, without what should have."""
    kind, contracts = query.kind, query.catalogue.contracts
    base = query.base(kind)
    sent = {name: at for name, at in base.read_at(query.as_of).items() if name in contracts}
    received: set[Place] = set()
    lacking: dict[Place, frozenset[str]] = {}
    if is_untouched(reader, sent):
        return KindState(frozenset(), lacking, frozenset(), {})
    for site, month, absent in reader.rows(
        f"with {base.sql()} select site, month,"
        f" list({contracts[kind].category}) filter (missing) from {kind} group by all",
        {"as_of": query.as_of},
    ):
        place = (site, Month.of(month))
        received.add(place)
        if absent:
            lacking[place] = frozenset(absent)
    return KindState(
        received=frozenset(received), lacking=lacking, refused=_refused(reader, query), expected={}
    )


def _refused(reader: Reader, asked: KindQuery) -> frozenset[Place]:
    """Places with refused rows that still matter.

    They matter until the upload is taken back, or none of what it brought for the place is live
    any more; an upload that brought nothing for the place gives way to any newer one that does.
    """
    kind = asked.kind
    if not reader.rows("select 1 from refused where kind = ? limit 1", (kind,)):
        return frozenset()
    contract = asked.catalogue.contracts[kind]
    place = contract.place
    site, named = "refused.site", ""
    if not contract.by_site:
        site, named = "site.code", f"join site on site.{place} = refused.site"
    query = f"""
        brought as (
            select distinct stored.upload, stored.{place} as site, stored.month
            from rows_{kind} as stored where {asked.within("stored")}
        ),
        counting as (
            select distinct stored.upload, stored.{place} as site, stored.month
            from live_{kind} as live
            join rows_{kind} as stored on stored.upload = live.upload and stored.no = live.no
            where {asked.within("stored")}
        )
        select distinct {site}, refused.month
        from refused
        {named}
        where {asked.within("refused")} and refused.kind = '{kind}' and refused.upload <= $as_of
            and not exists (
                from taken_back
                where taken_back.upload = refused.upload and taken_back.revision <= $as_of
            )
            and case
                when exists (from brought where brought.upload = refused.upload
                    and brought.site = refused.site and brought.month = refused.month)
                then exists (from counting where counting.upload = refused.upload
                    and counting.site = refused.site and counting.month = refused.month)
                else not exists (from counting where counting.upload > refused.upload
                    and counting.site = refused.site and counting.month = refused.month)
            end
    """
    rows = reader.rows(f"with {asked.base(query).sql()}, {query}", {"as_of": asked.as_of})
    return frozenset((site, Month.of(month)) for site, month in rows)


def _expected(
    catalogue: Catalogue, reader: Reader, as_of: int
) -> dict[str, dict[str, frozenset[str]]]:
    """Return the categories that each site has to send every month, by upload kind and site."""
    base = relations(catalogue, ()).named_by(WANTED)

    def read() -> dict[str, dict[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = {}
        for kind, site, categories in reader.rows(
            f"with {base.sql()} select kind, site, list(category) from {WANTED} group by kind, site",
            {"as_of": as_of},
        ):
            found.setdefault(kind, {})[site] = frozenset(categories)
        return found

    return recall(reader, WANTED, base.read_at(as_of), read)
