-- Grain: one row per site, month and count (one filled cell of the file), and one empty row for every
-- count that a site and month lack: a count that is not given is unknown, never nought.
with came as (
    select distinct site, month
    from care
    where not missing and site <> 'UNSPLIT'
),

figures as (
    select *
    from (
        values
        ('plaszakken'), ('ct_geschikt'), ('diclofenac'), ('nsaid_oraal'),
        ('paracetamol_infuus'), ('paracetamol_alle'), ('labaanvragen')
    ) as listed (figure)
)

select
    site,
    month,
    upload,
    line,
    figure as category,
    coalesce(basis = 'geschat', false) or coalesce(spread, false) as estimated,
    false as assumed,
    false as missing,
    figure,
    amount as quantity
from care
where not missing

union all by name

select
    came.site,
    came.month,
    figures.figure as category,
    false as estimated,
    false as assumed,
    true as missing,
    figures.figure
from came
cross join figures
where not exists (
    from care
    where
        care.site = came.site
        and care.month = came.month
        and care.figure = figures.figure
        and not care.missing
)
