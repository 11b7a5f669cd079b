-- One column of numbers: how many and how spread, and how many in each bin of about two dozen of one round width.
with counted as materialized (
    select {x}::numeric as x, count(*) as n from {view} group by 1
),

known as materialized (
    select x, n, sum(n) over (order by x) as upto from counted where x is not null
),

summary as materialized (
    select
        (select coalesce(sum(n), 0) from counted) as rows,
        coalesce(sum(n), 0) as filled,
        count(*) as different,
        min(x) as smallest,
        max(x) as largest,
        sum(x * n) / sum(n) as mean,
        coalesce(bool_and(x = trunc(x)), false) as whole
    from known
),

-- As percentile_cont: between the two values around the place, the first place being 0.
quartile as (
    select share, low + (high - low) * (place - floor(place)) as value
    from summary
    cross join unnest(array[0.25, 0.5, 0.75]) as share
    cross join lateral (select share * (filled - 1) as place) as places
    cross join lateral (
        select min(x) filter (where upto > floor(place)) as low, min(x) filter (where upto > ceil(place)) as high
        from known
    ) as around
),

-- The next width at or above, of 1, 2, 2.5 or 5 times a power of ten; whole numbers in whole widths.
width as (
    select coalesce(min(nice * unit), 1) as step
    from summary
    cross join lateral (select nullif(largest - smallest + whole::int, 0) / 24 as rough) as roughly
    cross join lateral (
        select 10::numeric ^ (case when whole then greatest(floor(log(rough)), 0) else floor(log(rough)) end) as unit
    ) as units
    cross join unnest(array[1, 2, 2.5, 5, 10]) as nice
    where nice * unit >= rough and (not whole or nice * unit = trunc(nice * unit))
),

bins as (
    select floor(x / step) * step as start, sum(n) as n from known cross join width group by 1
)

select
    rows, filled, different, smallest, largest, mean, whole, step,
    (select array_agg(value order by share) from quartile) as quartiles,
    (select array_agg(start order by start) from bins) as starts,
    (select array_agg(n order by start) from bins) as counts
from summary cross join width
