-- Grain: one row per site and day with a temperature of the site's station; where nothing of the
-- station was uploaded for a month, one row per site and month of the reference; and one empty row
-- per site and month that lacks days.
-- A degree day is every degree that the mean of a day stays below 18; a day weighs 1.1 from November
-- to February, 1.0 in March and October, 0.8 from April to September.
with uploaded as (
    select
        site,
        month,
        upload,
        line,
        cast(greatest(18 - amount, 0) as decimal(18, 3)) as plain,
        cast(
            case
                when month(month) in (11, 12, 1, 2) then 1.1
                when month(month) in (3, 10) then 1.0
                else 0.8
            end as decimal(12, 6)
        ) as weight
    from degree_days
    where not missing and amount is not null
),

shipped as (
    select
        site.code as site,
        cast(concat(degree_day.month, '-01') as date) as month,
        cast(degree_day.degree_days as decimal(18, 3)) as plain,
        cast(degree_day.weighted_degree_days as decimal(38, 9)) as weighted,
        cast(degree_day.days as integer) as days
    from degree_day
    join site on site.station = degree_day.station
),

reference as (
    select * from shipped
    where not exists (
        from uploaded where uploaded.site = shipped.site and uploaded.month = shipped.month
    )
),

counted as (
    select site, month, count(*) as days from uploaded group by site, month
    union all
    select site, month, days from reference
)

select
    site, month, upload, line, 'gemiddelde_temperatuur' as category, false as estimated,
    false as assumed, false as missing, 'upload' as origin, plain as quantity, weight, plain,
    cast(plain as decimal(38, 3)) * weight as weighted
from uploaded
union all
select
    site, month, null, null, 'gemiddelde_temperatuur', false, false, false, 'reference', plain,
    null, plain, weighted
from reference
union all
select
    site, month, null, null, 'gemiddelde_temperatuur', false, false, true, 'lacking', null, null,
    null, null
from counted
where days < day(last_day(month))
