-- Grain: one row per stored line of the energy file (site, month, carrier, meter), its placeholders
-- for expected carriers, and one empty cost row for a site and month without any cost.
-- Sub meters (main_meter filled) are left out: their use is already in the main meter's line.
with counted as (
    select
        *,
        coalesce(basis in ('geschat', 'berekend'), false) or coalesce(spread, false) as is_estimated,
        carrier in (
            'elektriciteit_inkoop', 'aardgas', 'groen_gas', 'warmte', 'koude', 'water'
        ) as is_priced
    from energy
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
    amount as quantity,
    case when is_priced then cost end as cost
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
    null as quantity,
    null as cost
from counted
where is_priced and not missing and site <> 'UNSPLIT'
group by site, month
having count(cost) = 0
