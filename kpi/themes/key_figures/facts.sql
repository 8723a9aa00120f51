-- Grain: one row per site, month and key figure (one filled cell of the file), and its placeholders
-- for expected figures.
-- day_weight is what a figure counts for in patient days: 1 for a clinical day, the setting
-- day_admission_weight for a day admission, nothing for any other figure.
with weight as (
    select try_cast(setting.value as decimal(12, 6)) as day_admission_weight
    from setting
    where setting.id = 'day_admission_weight'
),

weighted as (
    select
        key_figures.*,
        case key_figures.figure
            when 'verpleegdagen' then cast(1 as decimal(12, 6))
            when 'dagopnamen' then weight.day_admission_weight
        end as day_weight
    from key_figures
    left join weight on key_figures.figure = 'dagopnamen'
)

select
    site,
    month,
    upload,
    line,
    figure as category,
    coalesce(basis in ('geschat', 'berekend'), false) or coalesce(spread, false) as estimated,
    false as assumed,
    missing,
    figure,
    amount as quantity,
    day_weight,
    cast(amount as decimal(38, 3)) * day_weight as patient_days
from weighted
