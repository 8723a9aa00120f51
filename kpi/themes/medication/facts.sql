-- Grain: one row per stored line of the medication file, its placeholders for expected categories,
-- and one empty row for a site and month where nothing was priced, or nothing was weighed.
-- counting: counted, or not_counted (a sample where a scan or a count tells the same).
-- unit_class: countable (piece, tablet, ampoule, vial) or the unit itself; never added together.
-- fate: wasted (all that was lost), home (brought from home, kilograms only), or another.
-- price: aip (the list price), other (another or an unknown basis), none (no value given), expected
-- (of a line that is not in), unstated (no line of the month has one) or rest_unstated (none of what
-- was left over in preparation has one); weighed likewise.
-- A sample of n days is scaled to the days of its month and counts as estimated, and so does a
-- month's part of a year's number.
with complete as (
    select distinct site, month, category, coalesce(department, '') as department
    from medication
    where not missing and coalesce(basis, 'telling') in ('scan', 'telling')
),

-- A registration of the whole site holds its departments, and one of a department is in the site's.
covered as (
    select distinct sample.upload, sample.line
    from medication as sample
    inner join complete
        on sample.site = complete.site
        and sample.month = complete.month
        and sample.category = complete.category
        and (
            coalesce(sample.department, '') = complete.department
            or coalesce(sample.department, '') = ''
            or complete.department = ''
        )
    where sample.basis = 'steekproef' and not sample.missing
),

-- Days of the month over days of the sample, rounded half up to twelve decimals: the whole-number
-- division keeps it exact.
marked as (
    select
        medication.*,
        coalesce(medication.basis = 'steekproef', false) as is_sample,
        covered.line is not null as is_covered,
        case
            when medication.basis = 'steekproef' and medication.sample_days > 0
                then cast(
                    cast(
                        divide(
                            2000000000000 * cast(day(last_day(medication.month)) as hugeint)
                            + cast(medication.sample_days as hugeint),
                            2 * cast(medication.sample_days as hugeint)
                        ) as decimal(38, 0)
                    ) * cast('0.000000000001' as decimal(13, 12)) as decimal(16, 12)
                )
            else cast(1 as decimal(16, 12))
        end as scale,
        last_value(medication.product) over (
            partition by coalesce(medication.zi, medication.product)
            order by medication.month, medication.upload, medication.line
            rows between unbounded preceding and unbounded following
        ) as article
    from medication
    left join covered on medication.upload = covered.upload and medication.line = covered.line
),

scaled as (
    select
        * replace (
            cast(round(cast(amount as decimal(38, 3)) * scale, 3) as decimal(38, 3)) as amount,
            cast(round(cast(value_eur as decimal(38, 3)) * scale, 3) as decimal(38, 3)) as value_eur,
            cast(round(cast(weight_kg as decimal(38, 3)) * scale, 3) as decimal(38, 3)) as weight_kg
        ),
        case when is_covered then 'not_counted' else 'counted' end as counting,
        case
            when missing or unit in ('stuk', 'tablet', 'ampul', 'flacon') then 'countable'
            else unit
        end as unit_class,
        case
            when category in (
                'retour_vernietigd', 'vervallen', 'niet_toegediend', 'bereidingsrest',
                'breuk_koelketen'
            ) then 'wasted'
            when category = 'thuismedicatie' then 'home'
            when category = 'verstrekt' then 'dispensed'
            else 'used_again'
        end as fate,
        case
            when missing then 'expected'
            when value_eur is null then 'none'
            when price_basis = 'AIP' then 'aip'
            else 'other'
        end as price,
        case
            when missing then 'expected'
            when weight_kg is null then 'no'
            else 'yes'
        end as weighed,
        case
            when category <> 'verstrekt' or coalesce(atc, '') <> 'N02BE01' then 'outside'
            when unit not in ('stuk', 'tablet', 'ampul', 'flacon') then 'outside'
            when administration is not null
                then case administration when 'intraveneus' then 'iv' else 'other' end
            when unit = 'ampul' then 'iv'
            when unit = 'tablet' then 'other'
            else 'unknown'
        end as paracetamol
    from marked
)

select
    site,
    month,
    upload,
    line,
    category,
    is_sample or coalesce(spread, false) as estimated,
    false as assumed,
    missing,
    counting,
    unit_class,
    fate,
    price,
    weighed,
    paracetamol,
    unit,
    coalesce(reason, 'onbekend') as reason,
    coalesce(department, 'not_stated') as department,
    coalesce(article, 'not_stated') as article,
    amount as quantity,
    value_eur as eur,
    weight_kg as kg,
    case when not missing then cast(1 as decimal(18, 3)) end as lines
from scaled

union all

-- A blank value is unknown, not nil: without this row a month without prices would read as EUR 0.
-- What is not split over the sites expects nothing.
select
    site,
    month,
    null as upload,
    null as line,
    'unpriced' as category,
    false as estimated,
    false as assumed,
    true as missing,
    'counted' as counting,
    null as unit_class,
    'wasted' as fate,
    'unstated' as price,
    'outside' as weighed,
    null as paracetamol,
    null as unit,
    null as reason,
    null as department,
    null as article,
    null as quantity,
    null as eur,
    null as kg,
    null as lines
from scaled
where fate = 'wasted' and counting = 'counted' and not missing and site <> 'UNSPLIT'
group by site, month
having count(*) filter (price = 'aip') = 0

union all

-- The same for what was left over in preparation; other waste of the month may well have its price.
select
    site,
    month,
    null as upload,
    null as line,
    category,
    false as estimated,
    false as assumed,
    true as missing,
    'counted' as counting,
    null as unit_class,
    'wasted' as fate,
    'rest_unstated' as price,
    'outside' as weighed,
    null as paracetamol,
    null as unit,
    null as reason,
    null as department,
    null as article,
    null as quantity,
    null as eur,
    null as kg,
    null as lines
from scaled
where category = 'bereidingsrest' and counting = 'counted' and not missing and site <> 'UNSPLIT'
group by site, month, category
having count(*) filter (price = 'aip') = 0

union all

-- The same for weights: what nobody put on the scales does not weigh nothing.
select
    site,
    month,
    null as upload,
    null as line,
    'unweighed' as category,
    false as estimated,
    false as assumed,
    true as missing,
    'counted' as counting,
    null as unit_class,
    fate,
    'outside' as price,
    'unstated' as weighed,
    null as paracetamol,
    null as unit,
    null as reason,
    null as department,
    null as article,
    null as quantity,
    null as eur,
    null as kg,
    null as lines
from scaled
where fate in ('wasted', 'home') and counting = 'counted' and not missing and site <> 'UNSPLIT'
group by site, month, fate
having count(*) filter (weighed = 'yes') = 0
