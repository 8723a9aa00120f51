"""SQL text of what facts may read: the live rows of an upload kind, and registers as relations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kpi.declare import UNSPLIT, Catalogue, Contract, Register
from kpi.store.factors import SITE_FACTOR, site_factor_sql
from kpi.store.feeding import fed
from kpi.store.moved import Part
from kpi.store.registers import WINNERS
from kpi.store.schema import columns_of, table_of

WANTED = "wanted"
"""The relation of what sites have to send every month: kind, site, category."""
WORD = re.compile(r"\w+")


CHOSEN = "slice.slice in (select unnest($slices))"


def live_slices_sql(kind: str = "$kind", as_of: str = "$as_of", *, among: str = "true") -> str:
    """Return the SELECT of a kind's live slices: slice, upload and its ordinal in the upload.

    What is not `among` is left out before anything is counted: a kind may have very many. The
    condition must not part the uploads of one slice.
    """
    return f"""
        select slice.slice, max(slice.upload) as upload, arg_max(slice.no, slice.upload) as no
        from slice
        where slice.kind = {kind} and slice.upload <= {as_of} and {among}
            and not exists (
                from taken_back
                where taken_back.upload = slice.upload and taken_back.revision <= {as_of}
            )
        group by slice.slice
    """


@dataclass(frozen=True)
class Relations:
    """Common table expressions by name, in the order in which they build on each other.

    `inputs` are the upload kinds and registers they read, by the expression that does; `known`
    names the registers that are read as they were at another revision than the one asked for.
    """

    texts: Mapping[str, str]
    inputs: Mapping[str, str]
    known: Mapping[str, int]

    def named_by(self, query: str) -> Relations:
        """Return those that a query names, by itself or through each other.

        The engine would plan the others as well, which takes longer than most queries do.
        """
        found: set[str] = set()
        unread = [query]
        while unread:
            named = (set(WORD.findall(unread.pop())) & self.texts.keys()) - found
            found |= named
            unread += [self.texts[name] for name in named]
        return Relations(
            {name: text for name, text in self.texts.items() if name in found},
            {name: read for name, read in self.inputs.items() if name in found},
            self.known,
        )

    def sql(self) -> str:
        """Return them as the inside of one WITH clause."""
        return ",\n".join(f"{name} as ({text})" for name, text in self.texts.items())

    def read_at(self, as_of: int) -> dict[str, int]:
        """Return the upload kinds and registers that are read, with the revision of each."""
        return {read: self.known.get(read, as_of) for read in self.inputs.values()}


def relations(
    catalogue: Catalogue,
    kinds: tuple[str, ...],
    *,
    known: Mapping[str, int] | None = None,
    part: Part | None = None,
) -> Relations:
    """Return what facts that read these upload kinds may name; all of it asks for `$as_of`.

    A kind has its stored columns, `upload` and `line` of the file that holds the row, and
    `missing`: true on the empty rows that stand for categories which a site and month should have.
    Rows of a kind whose place is something that sites name stand at every site that names it.
    Those are made only for months in which something of the kind came in. To a kind that meter
    readings feed, their days belong as rows; see `feeding`. `known` names registers that are
    read as they were at another revision than `$as_of`. Of a `part` only its months are there.
    """
    texts: dict[str, str] = {}
    inputs: dict[str, str] = {}
    for register in catalogue.registers.values():
        if register.relation:
            texts[register.id] = _register(register, (known or {}).get(register.id))
            inputs[register.id] = register.id
    texts[SITE_FACTOR] = site_factor_sql()
    texts[WANTED] = _wanted()
    for kind in kinds:
        contract = catalogue.contracts[kind]
        feeding = [c for c in catalogue.contracts.values() if _feeds(c, kind)]
        for source in (contract, *feeding):
            among = "true" if part is None else part.slices(source)
            texts[f"live_{source.id}"] = live_slices_sql(f"'{source.id}'", among=among)
            inputs[f"live_{source.id}"] = source.id
        for source in feeding:
            texts[f"stored_{source.id}"] = _stored(source, part)
        texts[f"own_{kind}" if feeding else f"stored_{kind}"] = _stored(contract, part)
        if feeding:
            texts |= fed(contract, feeding)
        texts[f"expected_{kind}"] = _expected(contract)
        gaps = [f"union all by name select *, true as missing from gap_{s.id}" for s in feeding]
        texts[kind] = f"""
            select *, false as missing from stored_{kind}
            union all by name
            select *, true as missing from expected_{kind}
            {" ".join(gaps)}
        """
    return Relations(texts, inputs, known or {})


def _feeds(contract: Contract, kind: str) -> bool:
    return contract.readings is not None and contract.readings.feeds == kind


def _register(register: Register, revision: int | None = None) -> str:
    fields = ", ".join(
        f"json_extract_string(body, '$.{field.name}') as {field.name}" for field in register.field
    )
    winners = WINNERS.format(
        register=f"'{register.id}'", as_of="$as_of" if revision is None else str(int(revision))
    )
    return f"select id, valid_from, valid_to, {fields} from ({winners}) where not withdrawn"


def _stored(contract: Contract, part: Part | None) -> str:
    names = ", ".join(f"stored.{name}" for name in columns_of(contract))
    site, named = "", ""
    if not contract.by_site:
        site, named = (
            "site.code as site, ",
            f"join site on site.{contract.place} = stored.{contract.place}",
        )
    return f"""
        select {site}coalesce(stored.carried_from, stored.upload) as upload, stored.line, {names}
        from live_{contract.id} as live
        join {table_of(contract.id)} as stored
            on stored.upload = live.upload and stored.no = live.no
        {named}
        where {"true" if part is None else part.rows("stored.month")}
    """


def _wanted() -> str:
    """What each site has to send every month; an entry for the site goes before one for all."""
    return """
        select kind, site, category
        from (
            select expectation.contract as kind, site.code as site, expectation.category,
                expectation.rhythm
            from site
            join expectation on coalesce(expectation.site, '') in ('', site.code)
            qualify row_number() over (
                partition by expectation.contract, site.code, expectation.category
                order by coalesce(expectation.site, '') desc
            ) = 1
        )
        where rhythm = 'monthly'
    """


def _expected(contract: Contract) -> str:
    kind, category = contract.id, contract.category
    # What only a sub meter tells is no part of any sum.
    main = "coalesce(there.main_meter, '') = ''" if contract.meter else "true"
    return f"""
        select received.site, received.month, {WANTED}.category as {category}
        from (
            select distinct site, month from stored_{kind} where site <> '{UNSPLIT}'
        ) as received
        join {WANTED} on {WANTED}.kind = '{kind}' and {WANTED}.site = received.site
        where not exists (
            from stored_{kind} as there
            where there.site = received.site and there.month = received.month
                and there.{category} = {WANTED}.category
                and {main}
        )
    """
