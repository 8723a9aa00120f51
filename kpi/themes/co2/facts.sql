-- Grain: one row per emitting line of the energy file and per method of counting; electricity by
-- the market method is two rows when guarantees of origin cover part of it (green and grey).
-- Methods: wtw (chain included, all but electricity), market and location (every source, with
-- electricity by that method), ttw (what leaves chimney, exhaust or vaporiser: scope 1), biogenic
-- (outside the scopes). A GWP has no chain and stands in wtw, market, location and ttw alike.
-- One method a row, so that only the factor that carries a number can mark it as assumed.
-- Not counted: own solar power (0), power fed back (never subtracted), water (not in the list),
-- sub meters (already in the main meter). A factor that is missing leaves kg empty: a named gap.
with sources as (
    select *
    from (
        values
        ('aardgas', 'gas', 'scope_1', 'aardgas'),
        ('groen_gas', 'green_gas', 'scope_1', 'groen_gas'),
        ('diesel_noodstroom', 'fuels', 'scope_1', 'brandstof'),
        ('hvo', 'fuels', 'scope_1', 'brandstof'),
        ('brandstof_wagenpark', 'fleet', 'scope_1', 'brandstof'),
        ('sevofluraan', 'gases', 'scope_1', 'narcosegas'),
        ('desfluraan', 'gases', 'scope_1', 'narcosegas'),
        ('isofluraan', 'gases', 'scope_1', 'narcosegas'),
        ('lachgas', 'gases', 'scope_1', 'narcosegas'),
        ('koudemiddel', 'refrigerants', 'scope_1', 'koudemiddel'),
        ('elektriciteit_inkoop', 'electricity', 'scope_2', 'elektriciteit'),
        ('warmte', 'heat', 'scope_2', 'warmte'),
        ('koude', 'heat', 'scope_2', 'koude')
    ) as listed (carrier, source, scope, activity)
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
        or coalesce(energy.spread, false) as estimated,
        energy.amount,
        coalesce(energy.green_guarantee, 0) as green_percent,
        coalesce(energy.guarantee_kind, 'wind') as green_kind,
        sources.source,
        sources.scope,
        sources.activity,
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
        case
            when emitting.source in ('gases', 'refrigerants') then 'GWP'
            when methods.method = 'ttw' then 'TTW'
            when methods.method = 'biogenic' then 'BIOGENIC'
            else 'WTW'
        end as boundary
    from emitting
    cross join (
        values ('wtw'), ('market'), ('location'), ('ttw'), ('biogenic')
    ) as methods (method)
    where case methods.method
        when 'wtw' then emitting.source <> 'electricity'
        when 'ttw' then emitting.scope = 'scope_1'
        when 'biogenic' then emitting.is_partly_biogenic
        else true
    end
),

-- The portion is exact: a percentage with three decimals is a part with five.
portions as (
    select
        * replace (
            case when source = 'electricity' and method = 'market' then 'grijs' else variant end
            as variant
        ),
        cast(
            case
                when source = 'electricity' and method = 'market'
                    then 1 - cast(green_percent as decimal(9, 3)) * 0.01
                else 1
            end as decimal(9, 5)
        ) as portion
    from counted
    where not (source = 'electricity' and method = 'market' and green_percent >= 100)

    union all

    select
        * replace (green_kind as variant),
        cast(cast(green_percent as decimal(9, 3)) * 0.01 as decimal(9, 5)) as portion
    from counted
    where source = 'electricity' and method = 'market' and green_percent > 0
),

-- Two factors for one day are no factor: the choice between them is a person's.
factors as (
    select
        needed.activity,
        needed.variant,
        needed.boundary,
        needed.factor_day,
        cast(max(factor.value) as decimal(12, 6)) as value,
        bool_or(factor.evidence = 'assumed') as assumed
    from (select distinct activity, variant, boundary, factor_day from portions) as needed
    inner join factor
        on needed.activity = factor.activity
        and needed.variant = coalesce(factor.variant, '')
        and needed.boundary = factor.boundary
        and needed.factor_day >= cast(factor.applies_from as date)
        and needed.factor_day <= coalesce(try_cast(factor.applies_to as date), date '9999-12-31')
    group by all
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
    on portions.activity = factors.activity
    and portions.variant = factors.variant
    and portions.boundary = factors.boundary
    and portions.factor_day = factors.factor_day
