-- One column of words, numbers of records, or yes and no: how many, how many different, and the most frequent.
with counted as materialized (
    select {x} as x, count(*) as n from {view} group by 1
),

top as (
    select x, n from counted where x is not null order by n desc, length(x), x limit %(most)s
)

select
    coalesce(sum(n), 0) as rows,
    coalesce(sum(n) filter (where x is not null), 0) as filled,
    count(x) as different,
    (select array_agg(left(x, 200) order by n desc, length(x), x) from top) as top,
    (select array_agg(n order by n desc, length(x), x) from top) as counts
from counted
