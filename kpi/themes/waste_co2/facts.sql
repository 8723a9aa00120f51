-- Grain: one row per stored line of the waste file and column of the factor list, and placeholders
-- for expected streams. Project waste and radioactive waste are outside, as in the waste figures.
-- Columns: ghg (collection and treatment up to where the use of the material or the heat begins:
-- scope 3.5), process (burning or recycling itself, for information) and avoided (elsewhere, outside
-- the scopes, below nought). One column a row; they never stand in one sum.
-- A stream that the list has no item for (batteries, lamps, equipment, textiles, fat, amalgam) is
-- in the row uncovered: its kilograms, no CO2.
-- The treatment is the code in front of the text; a text without one says as little as none.
-- Of hazardous waste R1 is burnt with energy recovery, a D code without: the code taken literally.
with treated as (
    select
        site,
        month,
        upload,
        line,
        missing,
        stream,
        amount,
        coalesce(spread, false) or coalesce(weight_basis, 'geschat') <> 'gewogen' as is_estimated,
        coalesce(
            regexp_matches(
                upper(treatment), '^R[ ._:-]*0*([2-9]|1[0-3])([^0-9A-Z]|$)'
            ),
            false
        ) as is_recovered,
        coalesce(
            regexp_matches(
                upper(treatment), '^D[ ._:-]*0*([1-9]|1[0-5])([^0-9A-Z]|$)'
            ),
            false
        ) as is_disposed,
        coalesce(
            regexp_matches(
                upper(treatment),
                '^(R[ ._:-]*0*([1-9]|1[0-3])|D[ ._:-]*0*([1-9]|1[0-5]))([^0-9A-Z]|$)'
            ),
            false
        ) as is_known,
        coalesce(make_date(cast($factor_year as integer), 1, 1), month) as factor_day
    from waste
    where not coalesce(project, false) and stream not in ('BSA', 'ZORGRADIO')
),

named as (
    select
        *,
        case
            when stream in ('REST', 'GROF') then 'restafval'
            when stream = 'INCO' and not is_recovered then 'restafval'
            when stream = 'SZA' then 'sza'
            when stream in ('CYTO', 'CHEM', 'MED') and is_disposed then 'gevaarlijk_zonder_energie'
            when stream in ('CYTO', 'CHEM', 'MED') then 'gevaarlijk_met_energie'
            when stream in ('PLAST', 'BLUEWRAP', 'PMD') and is_known and not is_recovered
                then 'kunststof_verbrand'
            when stream = 'HOUT' and is_known and not is_recovered then 'hout_verbrand'
            when stream in ('PAP', 'VERTR', 'SWILL', 'GFT', 'GLAS', 'METAAL')
                and is_known and not is_recovered
                then 'restafval'
            when stream in ('PAP', 'VERTR') then 'papier'
            when stream = 'PLAST' then 'kunststof'
            when stream = 'BLUEWRAP' then 'kunststof_pp'
            when stream = 'PMD' then 'pmd'
            when stream = 'GLAS' then 'glas'
            when stream in ('SWILL', 'GFT') then 'gft'
            when stream = 'METAAL' then 'metaal'
            when stream = 'HOUT' then 'hout'
        end as variant
    from treated
),

counted as (
    select
        named.*,
        columns.method,
        columns.boundary
    from named
    cross join (
        values
        ('ghg', 'GHGP_WASTE'),
        ('process', 'INCINERATION'),
        ('avoided', 'AVOIDED'),
        ('uncovered', '')
    ) as columns (method, boundary)
    where (columns.method = 'uncovered') = (named.variant is null)
),

-- The lowest rank goes first: site, organisation, list. Two of one rank on one day are no factor.
candidates as (
    select
        needed.*,
        site_factor.value,
        site_factor.assumed
    from (select distinct site, variant, boundary, factor_day from counted) as needed
    inner join site_factor
        on needed.site = site_factor.site
        and site_factor.activity = 'afval'
        and site_factor.unit = 'ton'
        and needed.variant = site_factor.variant
        and needed.boundary = site_factor.boundary
        and needed.factor_day between site_factor.applies_from and site_factor.applies_to
    qualify site_factor.rank = min(site_factor.rank) over (
        partition by needed.site, needed.variant, needed.boundary, needed.factor_day
    )
),

factors as (
    select
        site, variant, boundary, factor_day,
        max(value) as value,
        bool_or(assumed) as assumed
    from candidates
    group by site, variant, boundary, factor_day
    having count(*) = 1
)

select
    counted.site,
    counted.month,
    counted.upload,
    counted.line,
    counted.stream as category,
    counted.is_estimated and not counted.missing as estimated,
    coalesce(factors.assumed, false) and not counted.missing as assumed,
    counted.missing,
    counted.method,
    counted.stream,
    counted.amount as quantity,
    -- The list counts a tonne; a line is in kilograms.
    cast(factors.value * cast(0.001 as decimal(4, 3)) as decimal(18, 9)) as factor,
    cast(
        cast(counted.amount as decimal(18, 3)) * factors.value * cast(0.001 as decimal(4, 3))
        as decimal(38, 9)
    ) as kg,
    case when counted.method = 'uncovered' then counted.amount end as waste_kg
from counted
left join factors
    on counted.site = factors.site
    and counted.variant = factors.variant
    and counted.boundary = factors.boundary
    and counted.factor_day = factors.factor_day
