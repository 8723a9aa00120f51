-- Grain: one row per stored line of the travel file, one more for the CO2 of its kilometres, and
-- placeholders for expected traffic: of every mode, fuel, factor and survey, for any may be in it.
-- counting: travelled (kilometres), paid (euro), emitted (kg of what is counted here) or
-- emitted_fleet (kg of own and leased cars, whose fuel is litres of the energy file). Euro emit
-- nothing of their own: the same journeys stand in kilometres. Where they do not, in a month
-- without kilometres by public transport, an emitted row without kg keeps that gap.
-- Business kilometres by public transport whose amount nobody gave leave a paid placeholder.
-- wpm_line: the line of the WPM report on which the row goes; not_asked for flights.
-- Walking and cycling burn nothing and count as 0 without a factor; the list has none for them.
-- A factor that is missing leaves kg empty: a named gap.
with variants as (
    select *
    from (
        values
        ('auto', 'benzine', 'Auto benzine'),
        ('auto', 'diesel', 'Auto diesel'),
        ('auto', 'plugin_hybride', 'Auto plug-in hybride'),
        ('auto', 'elektrisch', 'Auto elektrisch, gemiddelde stroommix'),
        ('auto', 'lpg', 'Auto LPG'),
        ('auto', 'cng', 'Auto CNG'),
        ('auto', 'bio_cng', 'Auto bio-CNG'),
        ('auto', 'e85', 'Auto E85'),
        ('auto', 'hvo', 'Auto HVO100'),
        ('auto', 'waterstof_grijs', 'Auto waterstof grijs'),
        ('auto', 'waterstof_groen', 'Auto waterstof groen'),
        ('auto', 'onbekend', 'Auto brandstof onbekend'),
        ('motorfiets', 'benzine', 'Motorfiets benzine'),
        ('motorfiets', 'elektrisch', 'Motorfiets elektrisch, gemiddelde stroommix'),
        ('bromfiets', 'benzine', 'Bromfiets gemiddeld'),
        ('bromfiets', 'elektrisch', 'Bromfiets elektrisch, gemiddelde stroommix'),
        ('elektrische_fiets', '', 'Fiets elektrisch, gemiddelde stroommix'),
        ('trein', '', 'Trein gemiddeld'),
        ('bus_tram_metro', '', 'Bus, tram, metro gemiddeld'),
        ('openbaar_vervoer', '', 'Openbaar vervoer gemiddeld'),
        ('vliegtuig_regionaal', '', 'Vliegtuig tot 700 km'),
        ('vliegtuig_europees', '', 'Vliegtuig 700-2500 km'),
        ('vliegtuig_intercontinentaal', '', 'Vliegtuig boven 2500 km')
    ) as listed (mode, fuel, variant)
),

-- A fuel counts only where the means of transport has one: a train with a fuel is a train.
told as (
    select
        * replace (
            case when mode in ('auto', 'motorfiets', 'bromfiets') then coalesce(fuel, '') else '' end
            as fuel
        ),
        mode in ('trein', 'bus_tram_metro', 'openbaar_vervoer') as is_public,
        traffic = 'zakelijk_wagenpark' or coalesce(fleet, false) as is_fleet,
        coalesce(basis in ('enquete', 'schatting'), false) or coalesce(spread, false)
        as is_estimated,
        coalesce(make_date(cast($factor_year as integer), 1, 1), month) as factor_day
    from travel
    where not missing
),

ridden as (
    select distinct site, month, traffic
    from told
    where is_public and unit = 'km'
),

placed as (
    select
        told.*,
        variants.variant,
        told.unit = 'EUR' and told.is_public and ridden.site is null as is_lone_amount,
        told.is_fleet and told.mode in ('auto', 'motorfiets', 'bromfiets') as is_fleet_ride,
        case
            when told.is_public then 'openbaar_vervoer'
            when told.mode in ('fiets', 'elektrische_fiets', 'lopen', 'fiets_of_lopen')
                then 'fiets_of_lopen'
            when told.mode = 'auto' and told.fuel in ('benzine', 'diesel', 'elektrisch')
                then concat('auto_', told.fuel)
            when told.mode = 'auto' and told.fuel in ('hybride', 'plugin_hybride')
                then 'auto_hybride'
            when told.mode = 'auto' and told.fuel <> 'onbekend' then 'auto_andere_brandstof'
            when told.mode in ('motorfiets', 'bromfiets')
                and told.fuel in ('benzine', 'elektrisch')
                then concat(told.mode, '_', told.fuel)
            when told.mode in (
                'vliegtuig_regionaal', 'vliegtuig_europees', 'vliegtuig_intercontinentaal'
            ) then 'not_asked'
            else 'not_on_form'
        end as wpm_line
    from told
    left join variants on told.mode = variants.mode and told.fuel = variants.fuel
    left join ridden
        on told.site = ridden.site
        and told.month = ridden.month
        and told.traffic = ridden.traffic
),

-- The lowest rank goes first: site, organisation, list. Two of one rank on one day are no factor: the
-- choice between them is a person's.
candidates as (
    select
        needed.*,
        site_factor.value,
        site_factor.assumed
    from (
        select distinct site, variant, factor_day from placed where variant is not null
    ) as needed
    inner join site_factor
        on needed.site = site_factor.site
        and site_factor.activity = 'personenvervoer'
        and needed.variant = site_factor.variant
        and site_factor.boundary = 'WTW'
        and needed.factor_day between site_factor.applies_from and site_factor.applies_to
    qualify site_factor.rank = min(site_factor.rank) over (
        partition by needed.site, needed.variant, needed.factor_day
    )
),

factors as (
    select site, variant, factor_day, max(value) as value, bool_or(assumed) as assumed
    from candidates
    group by site, variant, factor_day
    having count(*) = 1
),

valued as (
    select
        placed.*,
        factors.value as factor,
        factors.assumed,
        placed.mode in ('fiets', 'lopen') as burns_nothing
    from placed
    left join factors
        on placed.site = factors.site
        and placed.variant = factors.variant
        and placed.factor_day = factors.factor_day
)

select
    site,
    month,
    upload,
    line,
    traffic as category,
    is_estimated as estimated,
    false as assumed,
    false as missing,
    traffic,
    mode,
    case fuel when '' then 'none' else fuel end as fuel,
    case unit when 'km' then 'travelled' else 'paid' end as counting,
    case
        when unit <> 'km' then 'outside'
        when burns_nothing or factor is not null then 'yes'
        else 'no'
    end as factor_known,
    case
        when basis = 'enquete' and survey_year < year(month) then 'earlier' else 'own_year'
    end as survey,
    wpm_line,
    amount as quantity,
    null as factor,
    case unit when 'km' then amount end as km,
    case unit when 'EUR' then amount end as eur,
    null as kg
from valued

union all by name

select
    site,
    month,
    upload,
    line,
    traffic as category,
    is_estimated as estimated,
    coalesce(assumed, false) and unit = 'km' as assumed,
    false as missing,
    traffic,
    mode,
    case fuel when '' then 'none' else fuel end as fuel,
    case when is_fleet_ride then 'emitted_fleet' else 'emitted' end as counting,
    amount as quantity,
    factor,
    case
        when unit = 'EUR' then null
        when burns_nothing then cast(0 as decimal(38, 9))
        else cast(cast(amount as decimal(26, 3)) * factor as decimal(38, 9))
    end as kg
from valued
where unit = 'km' or is_lone_amount

union all by name

select
    travel.site,
    travel.month,
    travel.traffic as category,
    false as estimated,
    false as assumed,
    true as missing,
    travel.traffic,
    'expected' as mode,
    'expected' as fuel,
    'expected' as factor_known,
    'expected' as survey,
    kinds.counting
from travel
cross join (values ('travelled'), ('paid'), ('emitted')) as kinds (counting)
where travel.missing and (kinds.counting <> 'paid' or travel.traffic = 'zakelijk_declaratie')

union all by name

select distinct
    site,
    month,
    traffic as category,
    false as estimated,
    false as assumed,
    true as missing,
    traffic,
    'paid' as counting
from told
where is_public
    and unit = 'km'
    and traffic in ('zakelijk_dienst', 'zakelijk_declaratie')
    and site <> 'UNSPLIT'
    and (site, month, traffic) not in (
        select (site, month, traffic) from told where is_public and unit = 'EUR'
    )
