"""SQL text of the factors that hold at each site: the list's, the organisation's own, the site's."""

from __future__ import annotations

from kpi.declare import ALL, UNSPLIT

SITE_FACTOR = "site_factor"
"""The relation that facts join when they multiply by a factor."""


def site_factor_sql() -> str:
    """Return the SELECT of every factor at every site; it reads the register relations.

    One row a site, factor and boundary: site, activity, variant, unit, boundary, value, applies_from,
    applies_to, assumed, gwp_basis, rank. Of what applies on a day the lowest rank goes first: 1 the
    site's own, 2 the organisation's own, 3 the list, 4 a provisional stand-in for a list that is
    not there. Two rows of one rank on one day are no factor: the choice is a person's. A provisional
    factor counts as assumed.
    """
    own = f"""
        select case when site = '{ALL}' then '' else coalesce(site, '') end as site, activity, coalesce(variant, '') as variant, unit, boundary, value,
            applies_from, applies_to, gwp_basis,
            evidence = 'assumed' or standing = 'provisional' as assumed,
            case
                when standing = 'provisional' then 4
                when coalesce(site, '') in ('', '{ALL}') then 2
                else 1
            end as rank
        from own_factor
    """
    listed = """
        select '' as site, activity, coalesce(variant, '') as variant, unit, boundary, value,
            applies_from, applies_to, gwp_basis, evidence = 'assumed' as assumed, 3 as rank
        from factor
    """
    return f"""
        select
            places.code as site, known.activity, known.variant, known.unit, known.boundary,
            cast(known.value as decimal(12, 6)) as value,
            cast(known.applies_from as date) as applies_from,
            coalesce(try_cast(known.applies_to as date), date '9999-12-31') as applies_to,
            known.assumed, known.gwp_basis, known.rank
        from ({listed} union all {own}) as known
        join (select code from site union all select '{UNSPLIT}') as places
            on known.site in ('', places.code)
    """
