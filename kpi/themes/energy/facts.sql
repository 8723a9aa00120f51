-- Grain: one row per stored line of the energy file (site, month, carrier, meter), its placeholders
-- for expected carriers, and one empty cost row for a site and month without any cost.
-- Sub meters (main_meter filled) are left out: their use is already in the main meter's line.
-- metered: what comes over the meters of the building, as kWh: electricity bought less fed back, gas
-- by its upper heating value (35.17 MJ per Nm3), heat and cold. Own solar power that is used on site
-- passes no meter of the grid; generators and vehicles are no building.
-- guaranteed: the part of purchased electricity with guarantees of origin, by kind and country.
with kwh_of as (
    select *
    from (
        values
        ('elektriciteit_inkoop', cast(1 as decimal(12, 6))),
        ('teruglevering', cast(-1 as decimal(12, 6))),
        ('aardgas', cast(9.77 as decimal(12, 6))),
        ('groen_gas', cast(9.77 as decimal(12, 6))),
        ('warmte', cast(277.777778 as decimal(12, 6))),
        ('koude', cast(277.777778 as decimal(12, 6)))
    ) as listed (carrier, kwh_per_unit)
),

counted as (
    select
        energy.*,
        kwh_of.kwh_per_unit,
        energy.carrier = 'elektriciteit_inkoop' and (missing or coalesce(green_guarantee, 0) > 0)
        as is_guaranteed,
        coalesce(basis in ('geschat', 'berekend'), false) or coalesce(spread, false) as is_estimated,
        energy.carrier in (
            'elektriciteit_inkoop', 'aardgas', 'groen_gas', 'warmte', 'koude', 'water'
        ) as is_priced
    from energy
    left join kwh_of on energy.carrier = kwh_of.carrier
    where coalesce(main_meter, '') = ''
)

select
    site,
    month,
    upload,
    line,
    carrier as category,
    is_estimated as estimated,
    false as assumed,
    missing,
    carrier,
    case when is_priced and (missing or cost is not null) then 'yes' else 'no' end as priced,
    case when kwh_per_unit is null then 'no' else 'yes' end as metered,
    case when is_guaranteed then 'yes' else 'no' end as guaranteed,
    case when is_guaranteed then guarantee_kind end as guarantee_kind,
    case when is_guaranteed then guarantee_origin end as guarantee_origin,
    amount as quantity,
    case when is_priced then cost end as cost,
    cast(amount as decimal(26, 3)) * kwh_per_unit as metered_kwh,
    case
        when is_guaranteed
            then cast(amount as decimal(26, 3))
                * cast(cast(green_guarantee as decimal(9, 3)) * 0.01 as decimal(9, 5))
    end as guaranteed_kwh
from counted

union all

-- A blank cost is unknown, not nil: without this row a month without costs would read as EUR 0.
-- What is not split over the sites expects nothing.
select
    site,
    month,
    null as upload,
    null as line,
    'cost' as category,
    false as estimated,
    false as assumed,
    true as missing,
    null as carrier,
    'yes' as priced,
    null as metered,
    null as guaranteed,
    null as guarantee_kind,
    null as guarantee_origin,
    null as quantity,
    null as cost,
    null as metered_kwh,
    null as guaranteed_kwh
from counted
where is_priced and not missing and site <> 'UNSPLIT'
group by site, month
having count(cost) = 0
