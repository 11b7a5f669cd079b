-- Numbers by category: the quartiles of each of the largest categories, and of all others together.
with pairs as materialized (
    select {category} as category, {number}::numeric as number from {view}
),

known as materialized (
    select category, number from pairs where category is not null and number is not null
),

placed as (
    select category, least(row_number() over (order by count(*) desc, category), %(most)s + 1) as place
    from known
    group by category
)

select
    (select count(*) from pairs) as rows,
    case when place <= %(most)s then min(left(category, 200)) end as label,
    count(*) as n,
    count(distinct category) as categories,
    avg(number) as mean,
    percentile_cont(array[0.05, 0.25, 0.5, 0.75, 0.95]) within group (order by number) as quantiles
from known
join placed using (category)
group by place
order by place
