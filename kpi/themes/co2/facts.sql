-- Grain: one row per emitting line of the energy file and per method of counting; electricity by
-- the market method is two rows when guarantees of origin cover part of it (green and grey).
-- Methods: wtw (chain included, all but electricity), market and location (every source, with
-- electricity by that method), ttw (what leaves chimney, exhaust or vaporiser: scope 1),
-- scope_2_market and scope_2_location (making the electricity, heat and cold that are bought),
-- chain_market and chain_location (the supply chain before it, scope 3.3), biogenic (outside the
-- scopes), fgas (refrigerants by AR4, for the leak checks of the regulation only;
-- propane, ammonia and CO2 are no F-gases).
-- A GWP has no chain and stands in wtw, market, location and ttw alike.
-- scope 1 + scope 2 + chain is what the list calls WTW, up to its own rounding; they are never
-- taken from each other, so a year whose list has WTW only has a gap in scope 2 and chain.
-- A factor of gas is per Nm3: gas in metered m3, at a pressure and temperature of its own, is several
-- percent off and counts as estimated.
-- The factor is the site's own, else the organisation's, else the list's (relation site_factor).
-- One method a row, so that only the factor that carries a number can mark it as assumed.
-- Not counted: own solar power (0), power fed back (never subtracted), water (not in the list),
-- sub meters (already in the main meter). A factor that is missing leaves kg empty: a named gap.
with sources as (
    select *
    from (
        values
        ('aardgas', 'gas', 'scope_1', 'aardgas', 'Nm3'),
        ('groen_gas', 'green_gas', 'scope_1', 'groen_gas', 'Nm3'),
        ('diesel_noodstroom', 'fuels', 'scope_1', 'brandstof', 'l'),
        ('hvo', 'fuels', 'scope_1', 'brandstof', 'l'),
        ('brandstof_wagenpark', 'fleet', 'scope_1', 'brandstof', 'l'),
        ('sevofluraan', 'gases', 'scope_1', 'narcosegas', 'kg'),
        ('desfluraan', 'gases', 'scope_1', 'narcosegas', 'kg'),
        ('isofluraan', 'gases', 'scope_1', 'narcosegas', 'kg'),
        ('lachgas', 'gases', 'scope_1', 'narcosegas', 'kg'),
        ('koudemiddel', 'refrigerants', 'scope_1', 'koudemiddel', 'kg'),
        ('elektriciteit_inkoop', 'electricity', 'scope_2', 'elektriciteit', 'kWh'),
        ('warmte', 'heat', 'scope_2', 'warmte', 'GJ'),
        ('koude', 'heat', 'scope_2', 'koude', 'GJ')
    ) as listed (carrier, source, scope, activity, unit)
),

fuels as (
    select *
    from (
        values
        ('diesel_b0', 'Diesel (fossiel) B0', false),
        ('diesel_b7', 'Diesel B7', true),
        ('hvo100', 'HVO100', true),
        ('hvo30', 'HVO30', true),
        ('benzine_e0', 'Benzine E0', false),
        ('benzine_e10', 'Benzine E10', true),
        ('lpg', 'LPG', false),
        ('propaan', 'Propaan', false)
    ) as listed (fuel_type, variant, is_partly_biogenic)
),

emitting as (
    select
        energy.site,
        energy.month,
        energy.upload,
        energy.line,
        energy.carrier,
        energy.missing,
        coalesce(energy.basis in ('geschat', 'berekend'), false)
        or coalesce(energy.spread, false)
        or coalesce(
            energy.volume_basis = 'm3' and energy.carrier in ('aardgas', 'groen_gas'), false
        ) as estimated,
        energy.amount,
        coalesce(energy.green_guarantee, 0) as green_percent,
        coalesce(energy.guarantee_kind, 'wind') as green_kind,
        sources.source,
        sources.scope,
        sources.activity,
        sources.unit,
        coalesce(fuels.is_partly_biogenic, sources.source = 'green_gas') as is_partly_biogenic,
        case sources.activity
            when 'aardgas' then ''
            when 'groen_gas' then 'gemiddeld'
            when 'warmte' then coalesce(energy.heat_source, 'gemiddeld')
            when 'koude' then ''
            when 'narcosegas' then energy.carrier
            when 'koudemiddel' then energy.refrigerant
            when 'brandstof' then fuels.variant
            when 'elektriciteit' then 'gridmix'
        end as variant,
        coalesce(make_date(cast($factor_year as integer), 1, 1), energy.month) as factor_day
    from energy
    inner join sources on energy.carrier = sources.carrier
    left join fuels
        on sources.activity = 'brandstof'
        and fuels.fuel_type = coalesce(
            energy.fuel_type,
            case energy.carrier
                when 'hvo' then 'hvo100'
                when 'brandstof_wagenpark' then 'diesel_b7'
                else 'diesel_b0'
            end
        )
    where coalesce(energy.main_meter, '') = ''
),

counted as (
    select
        emitting.*,
        methods.method,
        methods.by_market and emitting.source = 'electricity' as is_by_market,
        case
            when methods.method = 'fgas' then 'GWP_AR4'
            when emitting.source in ('gases', 'refrigerants') then 'GWP'
            else methods.boundary
        end as boundary
    from emitting
    cross join (
        values
        ('wtw', 'WTW', false),
        ('market', 'WTW', true),
        ('location', 'WTW', false),
        ('ttw', 'TTW', false),
        ('scope_2_market', 'TTW', true),
        ('scope_2_location', 'TTW', false),
        ('chain_market', 'WTT', true),
        ('chain_location', 'WTT', false),
        ('biogenic', 'BIOGENIC', false),
        ('fgas', 'GWP_AR4', false)
    ) as methods (method, boundary, by_market)
    where case methods.method
        when 'wtw' then emitting.source <> 'electricity'
        when 'ttw' then emitting.scope = 'scope_1'
        when 'scope_2_market' then emitting.scope = 'scope_2'
        when 'scope_2_location' then emitting.scope = 'scope_2'
        when 'chain_market' then emitting.source not in ('gases', 'refrigerants')
        when 'chain_location' then emitting.source not in ('gases', 'refrigerants')
        when 'biogenic' then emitting.is_partly_biogenic
        when 'fgas' then emitting.source = 'refrigerants'
            and coalesce(emitting.variant, '') not in ('R290', 'R717', 'R744')
        else true
    end
),

-- The portion is exact: a percentage with three decimals is a part with five.
portions as (
    select
        * replace (
            case when is_by_market then 'grijs' else variant end
            as variant
        ),
        cast(
            case
                when is_by_market
                    then 1 - cast(green_percent as decimal(9, 3)) * 0.01
                else 1
            end as decimal(9, 5)
        ) as portion
    from counted
    where not (is_by_market and green_percent >= 100)

    union all

    select
        * replace (green_kind as variant),
        cast(cast(green_percent as decimal(9, 3)) * 0.01 as decimal(9, 5)) as portion
    from counted
    where is_by_market and green_percent > 0
),

-- The lowest rank goes first. Two factors of one rank for one day are no factor: the choice between
-- them is a person's.
candidates as (
    select
        needed.*,
        site_factor.value,
        site_factor.assumed
    from (
        select distinct site, activity, variant, unit, boundary, factor_day from portions
    ) as needed
    inner join site_factor
        on needed.site = site_factor.site
        and needed.activity = site_factor.activity
        and needed.variant = site_factor.variant
        and needed.unit = site_factor.unit
        and needed.boundary = site_factor.boundary
        and needed.factor_day between site_factor.applies_from and site_factor.applies_to
    qualify site_factor.rank = min(site_factor.rank) over (
        partition by
            needed.site, needed.activity, needed.variant, needed.unit, needed.boundary,
            needed.factor_day
    )
),

factors as (
    select
        site, activity, variant, boundary, factor_day,
        max(value) as value,
        bool_or(assumed) as assumed
    from candidates
    group by site, activity, variant, boundary, factor_day
    having count(*) = 1
)

select
    portions.site,
    portions.month,
    portions.upload,
    portions.line,
    portions.carrier as category,
    portions.estimated,
    coalesce(factors.assumed, false) and not portions.missing as assumed,
    portions.missing,
    portions.method,
    portions.source,
    portions.scope,
    portions.carrier,
    portions.variant,
    cast(portions.amount as decimal(38, 3)) * portions.portion as quantity,
    factors.value as factor,
    cast(portions.amount as decimal(38, 3)) * portions.portion * factors.value as kg
from portions
left join factors
    on portions.site = factors.site
    and portions.activity = factors.activity
    and portions.variant = factors.variant
    and portions.boundary = factors.boundary
    and portions.factor_day = factors.factor_day
