-- One column of dates: how many, from when to when, and how many in each month that has any.
with counted as materialized (
    select {x}::date as x, count(*) as n from {view} group by 1
),

known as materialized (
    select x, n, sum(n) over (order by x) as upto from counted where x is not null
),

summary as (
    select
        (select coalesce(sum(n), 0) from counted) as rows,
        coalesce(sum(n), 0) as filled,
        count(*) as different,
        min(x) as first,
        max(x) as last
    from known
),

months as (
    select date_trunc('month', x::timestamp)::date as month, sum(n) as n from known group by 1
)

select
    rows, filled, different, first, last,
    (select min(x) from known where upto * 2 >= filled) as median,
    (select array_agg(month order by month) from months) as months,
    (select array_agg(n order by month) from months) as counts
from summary
