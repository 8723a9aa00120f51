-- Grain: one row per stored line of purchased electricity, and its placeholder for an expected month.
-- Sub meters (main_meter filled) are left out: their use is already in the main meter's line.
-- dutch_renewable_kwh: the part with guarantees of origin from wind, sun, water or biomass made in the
-- Netherlands. Where a line does not say how much is guaranteed that part is unknown, and so is
-- the month; whether biomass is certified is not in the file.
with bought as (
    select
        *,
        coalesce(basis in ('geschat', 'berekend'), false) or coalesce(spread, false) as is_estimated,
        coalesce(guarantee_kind, 'wind') in ('wind', 'zon', 'water', 'biomassa')
        and lower(coalesce(guarantee_origin, 'nederland')) in (
            'nederland', 'nl', 'netherlands', 'the netherlands'
        ) as is_dutch_renewable
    from energy
    where coalesce(main_meter, '') = '' and carrier = 'elektriciteit_inkoop'
)

select
    site,
    month,
    upload,
    line,
    carrier as category,
    is_estimated as estimated,
    false as assumed,
    missing or green_guarantee is null as missing,
    carrier,
    amount as quantity,
    case when green_guarantee is not null then amount end as stated_kwh,
    case
        when green_guarantee is null then null
        when green_guarantee = 0 or not is_dutch_renewable then cast(0 as decimal(38, 5))
        else cast(
            cast(amount as decimal(26, 3))
            * cast(cast(green_guarantee as decimal(9, 3)) * 0.01 as decimal(9, 5))
            as decimal(38, 5)
        )
    end as dutch_renewable_kwh
from bought
