"""SQL text of how the days of meters become rows of a monthly kind.

A month and meter that has a monthly row counts by that row alone, its readings are a cross-check.
So does one whose monthly row names no meter: it may be any meter of the site. A row that gives its
meter a name of its own beside the EAN code is known by either. The row of a sub meter says nothing
of its main meter, a correction alone is added to the readings, and a year's figure spread over its
months gives way to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi.declare import Contract
from kpi.store.schema import columns_of


def fed(contract: Contract, sources: Sequence[Contract]) -> Mapping[str, str]:
    """Return the relations of a kind that readings feed: its stored rows, and the gaps.

    ``stored_<kind>`` holds its own rows and the days that count; ``gap_<source>`` a row for each
    site, month and category of which a main meter's readings are not whole: days without, days
    with too few, or a meter of the register that sent none at all beside others that did.
    """
    kind = contract.id
    texts: dict[str, str] = {}
    for source in sources:
        shared = [name for name in columns_of(contract) if name in columns_of(source)]
        texts[f"counting_{source.id}"] = f"""
            select days.* from stored_{source.id} as days
            where not exists (
                from own_{kind} as own
                where {_covers(contract, source)} and {_settles(contract)}
            ) and {_no_total(source)}
        """
        texts[f"fed_{source.id}"] = f"""
            select upload, line, {", ".join(shared)} from counting_{source.id}
        """
        texts[f"gap_{source.id}"] = _gaps(source, contract)
    giving_way = " or ".join(
        f"exists (from counting_{s.id} as days where coalesce(days.main_meter, '') = ''"
        f" and {_covers(contract, s)})"
        for s in sources
    )
    texts[f"stored_{kind}"] = " union all by name ".join(
        [
            f"select * from own_{kind} as own where not ({_spread(contract)} and ({giving_way}))",
            *(f"select * from fed_{s.id}" for s in sources),
        ]
    )
    return texts


def _covers(contract: Contract, source: Contract) -> str:
    """Return the condition that a monthly row is of the month and meter of a main meter's day."""
    return f"""(
        own.site = days.site and own.month = days.month
        and own.{contract.category} = days.{source.category}
        and coalesce(own.main_meter, '') = ''
        and (coalesce(own.meter, '') = '' or {_is(contract, "days.meter")})
    )"""


def _settles(contract: Contract) -> str:
    """Return the condition that a monthly row tells the use of its month, and not a part of it."""
    corrects = f"coalesce(own.{contract.correction}, false)" if contract.correction else "false"
    return f"not {corrects} and not {_spread(contract)} and coalesce(own.amount, 0) >= 0"


def _spread(contract: Contract) -> str:
    return f"coalesce(own.{contract.spread}, false)" if contract.spread else "false"


def _no_total(source: Contract) -> str:
    """Return the condition that a day of a tariff's register is not told by the total as well."""
    assert source.readings is not None  # asked by the caller
    totals = [
        f"(days.register = '{part}' and whole.register = '{total}')"
        for total, parts in source.readings.tariffs.items()
        for part in parts
    ]
    if not totals:
        return "true"
    return f"""not exists (
        from stored_{source.id} as whole
        where whole.site = days.site and whole.day = days.day and whole.meter = days.meter
            and ({" or ".join(totals)})
    )"""


def _is(contract: Contract, meter: str) -> str:
    """Return the condition that a monthly row is of this meter."""
    return f"({' or '.join(f'own.{name} = {meter}' for name in contract.meter_names)})"


def _gaps(source: Contract, contract: Contract) -> str:
    kind, category = contract.id, contract.category
    return f"""
        with main as (
            select * from counting_{source.id} where coalesce(main_meter, '') = ''
        ),
        by_meter as (
            select site, month, {source.category} as {category}, meter, register,
                count(*) < date_diff('day', month, month + interval 1 month)
                    or sum(present) < sum(wanted) as lacking
            from main group by site, month, {source.category}, meter, register
        ),
        silent as (
            select there.site, there.month, there.{category}
            from (select distinct site, month, {category} from by_meter) as there
            join meter on meter.site = there.site and meter.category = there.{category}
                and coalesce(meter.main_meter, '') = ''
                and (coalesce(meter.valid_from, '') = ''
                    or meter.valid_from <= cast(last_day(there.month) as varchar))
                and (coalesce(meter.valid_to, '') = ''
                    or meter.valid_to >= cast(there.month as varchar))
            where not exists (
                from counting_{source.id} as sent
                where sent.site = there.site and sent.month = there.month
                    and sent.{source.category} = there.{category} and sent.meter = meter.meter
            ) and not exists (
                from own_{kind} as own
                where own.site = there.site and own.month = there.month
                    and own.{category} = there.{category}
                    and coalesce(own.main_meter, '') = ''
                    and {_is(contract, "meter.meter")} and {_settles(contract)}
            )
        )
        select site, month, {category} from by_meter where lacking
        union
        select site, month, {category} from silent
    """
