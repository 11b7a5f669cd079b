-- Numbers by month: the quartiles of each month that has any.
with pairs as materialized (
    select date_trunc('month', {date}::timestamp)::date as month, {number}::numeric as number from {view}
)

select
    (select count(*) from pairs) as rows,
    month,
    count(*) as n,
    avg(number) as mean,
    percentile_cont(array[0.25, 0.5, 0.75]) within group (order by number) as quartiles
from pairs
where month is not null and number is not null
group by month
order by month
