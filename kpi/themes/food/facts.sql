-- Grain: one row per stored line of the food file, and one empty row for a site, month and group of
-- eaters of which the protein, or the waste, is not in while the site measures it at other times.
-- subject: protein, served, meals, wasted or not_counted (a week of measuring where a weighing or a
-- purchase tells the same). in_whole: no for a group of eaters whose protein is in one sum with that
-- of others: its own share lacks, the whole does not. with_served and with_meals: yes for what was wasted, served or counted in a
-- site, month and group where all that a share needs is in; so a share never sets waste of one
-- measurement against food of another.
-- A measurement of n days is scaled to the days of its month and counts as estimated, and so does a
-- month's part of a year's number.
with whole as (
    select distinct site, month, what, eaters, coalesce(department, '') as department
    from food
    where not missing and coalesce(basis, 'weging') in ('weging', 'inkoop')
),

-- A weighing of the whole site holds its departments, and one of a department is in the site's.
covered as (
    select distinct sample.upload, sample.line
    from food as sample
    inner join whole
        on sample.site = whole.site
        and sample.month = whole.month
        and sample.what = whole.what
        and sample.eaters = whole.eaters
        and (
            coalesce(sample.department, '') = whole.department
            or coalesce(sample.department, '') = ''
            or whole.department = ''
        )
    where sample.basis = 'meetweek' and not sample.missing
),

-- Days of the month over days measured, rounded half up to twelve decimals: the whole-number
-- division keeps it exact.
scaled as (
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
            when covered.line is not null then 'not_counted'
            when what in ('plantaardig_eiwit', 'dierlijk_eiwit') then 'protein'
            when what = 'geserveerd' then 'served'
            when what = 'maaltijden' then 'meals'
            else 'wasted'
        end as subject
    from food
    left join covered on food.upload = covered.upload and food.line = covered.line
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
    from (values ('wasted'), ('served'), ('meals')) as listed (subject)
),

told_ever as (
    select distinct site, subject, eaters
    from scaled
    where site <> 'UNSPLIT' and subject <> 'not_counted'
),

awaited as (
    select came.site, came.month, told_ever.subject, told_ever.eaters
    from came
    inner join told_ever on came.site = told_ever.site
    where told_ever.subject <> 'protein'

    union all

    select came.site, came.month, subjects.subject, null as eaters
    from came
    cross join subjects
    where not exists (
        from told_ever
        where told_ever.site = came.site and told_ever.subject = subjects.subject
    )
),

groups as (
    select *
    from (values ('patienten'), ('medewerkers_bezoekers')) as listed (eaters)
),

undivided as (
    select distinct site, month
    from scaled
    where subject = 'protein' and eaters = 'gezamenlijk' and site <> 'UNSPLIT'
),

divided as (
    select site, month
    from present
    where has_protein and eaters <> 'gezamenlijk'
    group by site, month
    having count(*) = 2
),

-- Protein is told of a group of eaters, or of all in one sum. Who never told any lacks it of both
-- groups, and who tells one sum knows neither group by itself.
awaited_protein as (
    select came.site, came.month, told_ever.eaters
    from came
    inner join told_ever on came.site = told_ever.site
    left join divided on came.site = divided.site and came.month = divided.month
    where
        told_ever.subject = 'protein'
        and (told_ever.eaters <> 'gezamenlijk' or divided.site is null)

    union

    select came.site, came.month, groups.eaters
    from came
    cross join groups
    where not exists (
        from told_ever
        where told_ever.site = came.site and told_ever.subject = 'protein'
    )

    union

    select undivided.site, undivided.month, groups.eaters
    from undivided
    cross join groups
),

lacking as (
    select
        awaited.site,
        awaited.month,
        awaited.subject,
        awaited.eaters,
        null as what,
        'yes' as in_whole
    from awaited
    left join present
        on awaited.site = present.site
        and awaited.month = present.month
        and awaited.eaters = present.eaters
    where not coalesce(
        case awaited.subject
            when 'wasted' then present.has_waste
            when 'served' then present.has_served
            when 'meals' then present.has_meals
        end,
        false
    )

    union all

    select
        awaited_protein.site,
        awaited_protein.month,
        'protein' as subject,
        awaited_protein.eaters,
        origins.what,
        case
            when awaited_protein.eaters <> 'gezamenlijk' and undivided.site is not null then 'no'
            else 'yes'
        end as in_whole
    from awaited_protein
    cross join (values ('plantaardig_eiwit'), ('dierlijk_eiwit')) as origins (what)
    left join undivided
        on awaited_protein.site = undivided.site and awaited_protein.month = undivided.month
    where not exists (
        from scaled
        where
            scaled.site = awaited_protein.site
            and scaled.month = awaited_protein.month
            and scaled.eaters = awaited_protein.eaters
            and scaled.what = origins.what
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
    'yes' as in_whole,
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
    what,
    eaters,
    subject,
    in_whole,
    'yes' as with_served,
    'yes' as with_meals
from lacking
