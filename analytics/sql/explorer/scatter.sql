-- Two columns of numbers: a sample that is the same each time, and y in five bands of x of about as many rows.
with pairs as materialized (
    select {x}::float8 as x, {y}::float8 as y, hashtextextended(concat_ws('|', {key}), 0) as draw from {view}
),

edges as materialized (
    select percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by x) as edge
    from pairs
    where x is not null and y is not null
),

-- Each band ends with its edge, so that equal values are in one; percent_rank() would take five times as long.
known as materialized (
    select
        x, y, draw,
        (x > edge[1])::int + (x > edge[2])::int + (x > edge[3])::int + (x > edge[4])::int as band
    from pairs cross join edges
    where x is not null and y is not null
),

sample as (
    select x, y from known order by draw, x, y limit %(most)s
),

bands as (
    select
        band,
        min(x) as low,
        max(x) as high,
        count(*) as n,
        percentile_cont(array[0.25, 0.5, 0.75]) within group (order by y) as quartiles
    from known
    group by band
)

select
    (select count(*) from pairs) as rows,
    (select count(*) from known) as filled,
    (select corr(x, y) from known) as correlation,
    (select array_agg(x) from sample) as xs,
    (select array_agg(y) from sample) as ys,
    (select array_agg(low order by band) from bands) as lows,
    (select array_agg(high order by band) from bands) as highs,
    (select array_agg(n order by band) from bands) as counts,
    (select array_agg(quartiles order by band) from bands) as quartiles
