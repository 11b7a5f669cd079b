-- Two columns of categories or months: how many rows have both; the largest categories, and all others together.
with pairs as materialized (
    select {x} as x, {y} as y from {view}
),

known as materialized (
    select x, y, count(*) as n from pairs where x is not null and y is not null group by x, y
),

x_placed as (
    select x, least(row_number() over (order by sum(n) desc, x), %(most_x)s + 1) as x_place from known group by x
),

y_placed as (
    select y, least(row_number() over (order by sum(n) desc, y), %(most_y)s + 1) as y_place from known group by y
)

select
    (select count(*) from pairs) as rows,
    case when x_place <= %(most_x)s then min(left(x, 200)) end as x,
    case when y_place <= %(most_y)s then min(left(y, 200)) end as y,
    sum(n) as n
from known
join x_placed using (x)
join y_placed using (y)
group by x_place, y_place
order by x_place, y_place
