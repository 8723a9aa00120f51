-- Grain: one row per stored line of the food file, and one empty row for a site, month and group of
-- eaters of which the protein, or the waste, is not in while the site measures it at other times.
-- subject: protein, served, meals or wasted. matched: yes for what was wasted, served or counted in a
-- site, month and group where all that a share needs is in; so a share never sets waste of one
-- measurement against food of another.
-- A measurement of n days is scaled to the days of its month and counts as estimated, and so does a
-- month's part of a year's number.
-- Days of the month over days measured, rounded half up to twelve decimals: the whole-number
-- division keeps it exact.
with scaled as (
    select
        food.* replace (
            cast(
                round(
                    cast(amount as decimal(38, 3)) * case
                        when basis = 'meetweek' and sample_days > 0
                            then cast(
                                cast(
                                    divide(
                                        2000000000000 * cast(day(last_day(month)) as hugeint)
                                        + cast(sample_days as hugeint),
                                        2 * cast(sample_days as hugeint)
                                    ) as decimal(38, 0)
                                ) * cast('0.000000000001' as decimal(13, 12)) as decimal(16, 12)
                            )
                        else cast(1 as decimal(16, 12))
                    end,
                    3
                ) as decimal(38, 3)
            ) as amount
        ),
        coalesce(basis in ('meetweek', 'schatting'), false) or coalesce(spread, false)
        as is_estimated,
        case
            when what in ('plantaardig_eiwit', 'dierlijk_eiwit') then 'protein'
            when what = 'geserveerd' then 'served'
            when what = 'maaltijden' then 'meals'
            else 'wasted'
        end as subject
    from food
    where not missing
),

present as (
    select
        site,
        month,
        eaters,
        count(*) filter (subject = 'wasted') > 0 as has_waste,
        count(*) filter (subject = 'served') > 0 as has_served,
        count(*) filter (subject = 'meals') > 0 as has_meals,
        count(*) filter (what = 'plantaardig_eiwit') > 0
        and count(*) filter (what = 'dierlijk_eiwit') > 0 as has_protein
    from scaled
    group by site, month, eaters
),

-- What a site has ever told of a group of eaters, in the months in which it sent something. A site
-- that never told a subject at all lacks it once, without a group.
came as (
    select distinct site, month
    from scaled
    where site <> 'UNSPLIT'
),

subjects as (
    select *
    from (values ('protein'), ('wasted'), ('served'), ('meals')) as listed (subject)
),

told_ever as (
    select distinct site, subject, eaters
    from scaled
    where site <> 'UNSPLIT'
),

awaited as (
    select came.site, came.month, told_ever.subject, told_ever.eaters
    from came
    inner join told_ever on came.site = told_ever.site

    union all

    select came.site, came.month, subjects.subject, null as eaters
    from came
    cross join subjects
    where not exists (
        from told_ever
        where told_ever.site = came.site and told_ever.subject = subjects.subject
    )
),

lacking as (
    select awaited.*
    from awaited
    left join present
        on awaited.site = present.site
        and awaited.month = present.month
        and awaited.eaters = present.eaters
    where not coalesce(
        case awaited.subject
            when 'protein' then present.has_protein
            when 'wasted' then present.has_waste
            when 'served' then present.has_served
            when 'meals' then present.has_meals
        end,
        false
    )
)

select
    scaled.site,
    scaled.month,
    scaled.upload,
    scaled.line,
    scaled.what as category,
    scaled.is_estimated as estimated,
    false as assumed,
    false as missing,
    scaled.what,
    scaled.eaters,
    scaled.subject,
    case when present.has_waste and present.has_served then 'yes' else 'no' end as with_served,
    case when present.has_waste and present.has_meals then 'yes' else 'no' end as with_meals,
    scaled.amount as quantity,
    case when scaled.unit = 'kg' then scaled.amount end as kg,
    case when scaled.unit = 'x' then scaled.amount end as meals
from scaled
inner join present
    on scaled.site = present.site
    and scaled.month = present.month
    and scaled.eaters = present.eaters

union all by name

select
    site,
    month,
    subject as category,
    false as estimated,
    false as assumed,
    true as missing,
    eaters,
    subject,
    'yes' as with_served,
    'yes' as with_meals
from lacking
