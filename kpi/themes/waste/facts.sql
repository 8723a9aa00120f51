-- Grain: one row per stored line of the waste file (a lift, or a month's total of a collector and
-- stream), its placeholders for expected streams, and one empty cost row for a site and month
-- without any cost.
-- counting: monthly (every indicator), project (renovation, shown apart) or outside (radioactive
-- waste that decays on site and is not waste by law).
-- recovered: only a treatment that begins with R2 to R13, whatever stands behind the code. R1, any D,
-- a text without a code or none: not recovered.
-- Burnt incontinence material is residual waste, recycled it is separately collected.
-- A month's part of a year's weight was not weighed that month: it counts as estimated.
with treated as (
    select
        * replace (
            case when spread then 'geschat' else coalesce(weight_basis, 'geschat') end
            as weight_basis
        ),
        coalesce(
            regexp_matches(
                upper(treatment), '^R[ ._:-]*0*([2-9]|1[0-3])([^0-9A-Z]|$)'
            ),
            false
        ) as is_recovered,
        coalesce(project, false) or stream = 'BSA' as is_project
    from waste
),

classed as (
    select
        *,
        case
            when stream = 'ZORGRADIO' then 'outside'
            when is_project then 'project'
            when stream in ('REST', 'GROF') then 'residual'
            when stream = 'INCO' and not is_recovered then 'residual'
            when stream in ('SZA', 'CYTO', 'CHEM', 'AMALG') then 'hazardous'
            when stream = 'MED' then 'medicine'
            else 'separated'
        end as class
    from treated
)

select
    site,
    month,
    upload,
    line,
    stream as category,
    weight_basis <> 'gewogen' and not missing as estimated,
    false as assumed,
    missing,
    stream,
    class,
    case when class in ('outside', 'project') then class else 'monthly' end as counting,
    -- Separation A knows the separately collected and the residual, not what has to be kept apart.
    case
        when class in ('residual', 'separated') then class
        when stream = 'AMALG' and class = 'hazardous' then 'separated'
        else 'outside'
    end as counting_a,
    -- Separation B knows everything.
    case
        when class in ('outside', 'project') then 'outside'
        when class = 'residual' then 'residual'
        else 'separated'
    end as counting_b,
    case when is_recovered then 'recovered' else 'not_recovered' end as recovered,
    weight_basis,
    case
        when class not in ('outside', 'project') and (missing or cost is not null) then 'yes'
        else 'no'
    end as priced,
    amount as quantity,
    amount as kg,
    cost
from classed

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
    null as stream,
    null as class,
    null as counting,
    null as counting_a,
    null as counting_b,
    null as recovered,
    null as weight_basis,
    'yes' as priced,
    null as quantity,
    null as kg,
    null as cost
from classed
where class not in ('outside', 'project') and not missing and site <> 'UNSPLIT'
group by site, month
having count(cost) = 0
