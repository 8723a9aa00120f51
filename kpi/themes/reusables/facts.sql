-- Grain: one row per stored line of the reusables file, its placeholders, and per line of a counted
-- reusable one row for the waste and one for the CO2e that it avoided, where that is known. What was
-- avoided can only be estimated, however well the uses were counted.
-- counting: counted, not_counted (another source tells the same uses), unstated (no line of the
-- month and variant in the basket has a price), avoided_kg, avoided_co2e.
-- One source tells the uses of a site, month, product group and variant: a count goes before an
-- issue, that before laundry, sterile services and purchase. Of what was rejected, inspected or lost
-- it is the first source in that order that states it: the one that counts uses may not know.
-- basket: the product groups that have both variants, here or at another site, now or before; never
-- the group of what fits nowhere. So the basket is the same in every month that is compared.
with ranked as (
    select
        *,
        case source
            when 'telling' then 1
            when 'uitgifte' then 2
            when 'wasserij' then 3
            when 'csa' then 4
            else 5
        end as rank
    from reusables
    where not missing
),

stated as (
    select
        *,
        case when rank = min(rank) over told then 'counted' else 'not_counted' end as counting,
        coalesce(rank = min(rank) filter (rejected is not null) over told, false)
        and rejected is not null as tells_rejected,
        coalesce(
            rank = min(rank) filter (rejected is not null and cycles is not null) over told, false
        )
        and rejected is not null and cycles is not null as tells_inspected,
        coalesce(rank = min(rank) filter (lost is not null) over told, false)
        and lost is not null as tells_lost,
        coalesce(unit_weight_g, max(unit_weight_g) over told) as piece_grams
    from ranked
    window told as (partition by site, month, product_group, variant)
),

counted as (
    select
        *,
        case when tells_rejected then rejected else 0 end
        + case when tells_lost then lost else 0 end as worn
    from stated
),

basket as (
    select product_group
    from ranked
    where product_group <> 'overig'
    group by product_group
    having count(distinct variant) = 2
),

variants as (
    select *
    from (values ('herbruikbaar'), ('wegwerp')) as listed (variant)
),

-- Without the laundry's file the share would drop without a word. A source that sends nothing of a
-- variant is missing for the groups that it sent in three months or more of the two years before,
-- unless another source tells them. Zero is told by a row with 0.
silent as (
    select came.site, came.month, sent.variant, sent.source
    from (select distinct site, month from ranked where site <> 'UNSPLIT') as came
    inner join (select distinct site, variant, source from ranked) as sent
        on came.site = sent.site
    where not exists (
        from ranked
        where ranked.site = came.site
            and ranked.month = came.month
            and ranked.variant = sent.variant
            and ranked.source = sent.source
    )
),

awaited as (
    select silent.site, silent.month, ranked.product_group, silent.variant
    from silent
    inner join ranked
        on silent.site = ranked.site
        and silent.variant = ranked.variant
        and silent.source = ranked.source
        and ranked.month < silent.month
        and ranked.month >= silent.month - interval 24 months
    group by silent.site, silent.month, ranked.product_group, silent.variant, silent.source
    having count(distinct ranked.month) >= 3
),

lacking as (
    select distinct awaited.*
    from awaited
    where not exists (
        from ranked
        where ranked.site = awaited.site
            and ranked.month = awaited.month
            and ranked.product_group = awaited.product_group
            and ranked.variant = awaited.variant
    )

    union

    select reusables.site, reusables.month, reusables.product_group, variants.variant
    from reusables
    cross join variants
    where reusables.missing
),

-- What a single-use piece weighs: as the site itself last wrote it, else from the factor table. Of
-- several articles the lightest, so that nothing is avoided that never was.
weights as (
    select site, product_group, month, min(unit_weight_g) as grams
    from ranked
    where variant = 'wegwerp' and unit_weight_g is not null
    group by site, product_group, month
),

replaced as (
    select reusable.upload, reusable.line, arg_max(weights.grams, weights.month) as grams
    from counted as reusable
    inner join weights
        on reusable.site = weights.site
        and reusable.product_group = weights.product_group
        and weights.month <= reusable.month
    where reusable.variant = 'herbruikbaar'
    group by reusable.upload, reusable.line
),

-- Two factors for one product group are no factor: the choice between them is a person's.
factors as (
    select
        product_group,
        measure,
        cast(max(value) as decimal(12, 6)) as value
    from reuse_factor
    group by product_group, measure
    having count(*) = 1
),

avoiding as (
    select
        counted.*,
        coalesce(cast(replaced.grams as decimal(12, 6)), single.value) as single_grams,
        net.value as net_co2e,
        bool_and(counted.worn = 0 or counted.piece_grams is not null) over (
            partition by counted.site, counted.month, counted.product_group
        ) as worn_known
    from counted
    left join replaced on counted.upload = replaced.upload and counted.line = replaced.line
    left join factors as single
        on counted.product_group = single.product_group and single.measure = 'waste_g'
    left join factors as net
        on counted.product_group = net.product_group and net.measure = 'net_co2e_kg'
    where
        counted.variant = 'herbruikbaar' and (counted.counting = 'counted' or counted.worn <> 0)
),

-- Worn and lost reusables are waste too; when some were and their weight is unknown, so is the sum.
-- A line of a source that counts no uses takes off what was worn, and adds nothing.
avoided as (
    select
        *,
        cast(
            (
                cast(case when counting = 'counted' then amount else 0 end as decimal(26, 3))
                * single_grams
                - cast(worn as decimal(26, 3))
                * cast(coalesce(piece_grams, 0) as decimal(12, 6))
            ) * cast('0.001' as decimal(4, 3)) as decimal(38, 9)
        ) as kg,
        cast(cast(amount as decimal(26, 3)) * net_co2e as decimal(38, 9)) as co2e
    from avoiding
),

told as (
    select
        site,
        month,
        upload,
        line,
        product_group,
        variant,
        coalesce(spread, false) as estimated,
        false as assumed,
        false as missing,
        counting,
        source,
        case when unit_price is null then 'no' else 'yes' end as priced,
        case when tells_inspected then 'yes' else 'no' end as inspected,
        case when tells_lost then 'yes' else 'no' end as watched,
        case
            when counting <> 'counted' or variant <> 'herbruikbaar' then 'outside'
            when product_group in (from factors select product_group where measure = 'net_co2e_kg')
                then 'yes'
            else 'no'
        end as factor_known,
        amount as quantity,
        amount as uses,
        cast(amount as decimal(26, 3)) * unit_price as cost,
        case when tells_inspected then rejected end as rejected,
        case when tells_inspected then cycles end as inspected_pieces,
        case when tells_lost then lost end as lost,
        case when tells_lost then amount end as watched_uses,
        null as factor,
        null as kg,
        null as co2e
    from counted

    union all by name

    select
        site, month, product_group, variant, false as assumed, true as missing,
        'counted' as counting, 'expected' as source, 'expected' as priced,
        'expected' as inspected, 'expected' as watched, 'expected' as factor_known
    from lacking

    union all by name

    -- A blank price is unknown, not nil. Cost is of the basket alone.
    select
        site, month, variant, false as assumed, true as missing, 'unstated' as counting,
        'unstated' as priced
    from counted
    where counting = 'counted' and site <> 'UNSPLIT' and product_group in (from basket)
    group by site, month, variant
    having count(unit_price) = 0

    union all by name

    select
        site, month, upload, line, product_group, variant,
        true as estimated, false as assumed, false as missing,
        'avoided_kg' as counting,
        case when counting = 'counted' then amount else worn end as quantity,
        case
            when counting = 'counted' then single_grams
            else -cast(piece_grams as decimal(12, 6))
        end as factor,
        kg
    from avoided
    where single_grams is not null and worn_known

    union all by name

    select
        site, month, upload, line, product_group, variant,
        true as estimated, true as assumed, false as missing,
        'avoided_co2e' as counting, amount as quantity, net_co2e as factor, co2e
    from avoided
    where net_co2e is not null and counting = 'counted'

    union all by name

    -- Reusables of which no weight, or no factor, is known avoid something unknown, not nothing.
    select
        site, month, false as assumed, true as missing, kinds.counting,
        'herbruikbaar' as variant
    from avoided
    cross join (values ('avoided_kg'), ('avoided_co2e')) as kinds (counting)
    where site <> 'UNSPLIT' and amount <> 0 and avoided.counting = 'counted'
    group by site, month, kinds.counting
    having case kinds.counting
        when 'avoided_kg'
            then count(*) filter (single_grams is not null and worn_known)
        else count(net_co2e)
    end = 0

    union all by name

    select
        lacking.site, lacking.month, lacking.product_group, lacking.variant, false as assumed,
        true as missing, kinds.counting
    from lacking
    cross join (values ('avoided_kg'), ('avoided_co2e')) as kinds (counting)
    where lacking.variant = 'herbruikbaar'
)

select
    site,
    month,
    upload,
    line,
    coalesce(product_group, 'unknown') as category,
    coalesce(estimated, false) as estimated,
    assumed,
    missing,
    product_group,
    variant,
    case
        when counting = 'unstated' or product_group in (from basket) then 'yes'
        else 'no'
    end as basket,
    counting,
    source,
    priced,
    inspected,
    watched,
    factor_known,
    quantity,
    uses,
    cost,
    rejected,
    inspected_pieces,
    lost,
    watched_uses,
    factor,
    kg,
    co2e
from told
