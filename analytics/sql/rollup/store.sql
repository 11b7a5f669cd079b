-- Sum some months of owners anew from their deals; write the rows that differ from what is stored.
with taken as (
    select month, owner_id
    from unnest(%(months)s::date[], %(owners)s::bigint[]) as taken (month, owner_id)
),

computed as materialized (
    select taken.month, taken.owner_id, sales.*
    from taken
    cross join lateral crm.closed_sales(taken.month, taken.owner_id, 'infinity') as sales
),

gone as (
    delete from analytics_monthlysales as stored
    using taken
    where stored.month = taken.month
        and stored.owner_id = taken.owner_id
        and not exists (
            select from computed
            where (computed.month, computed.owner_id, computed.product_id)
                = (stored.month, stored.owner_id, stored.product_id)
        )
)

insert into analytics_monthlysales as stored (
    month, owner_id, product_id, won, lost, units_won, units_lost, revenue, revenue_squares, won_cycle_days_total,
    lost_cycle_days_total, last_close_on
)
select
    month, owner_id, product_id, won, lost, units_won, units_lost, revenue, revenue_squares, won_cycle_days_total,
    lost_cycle_days_total, last_close_on
from computed
on conflict (month, owner_id, product_id) do update set
    won = excluded.won,
    lost = excluded.lost,
    units_won = excluded.units_won,
    units_lost = excluded.units_lost,
    revenue = excluded.revenue,
    revenue_squares = excluded.revenue_squares,
    won_cycle_days_total = excluded.won_cycle_days_total,
    lost_cycle_days_total = excluded.lost_cycle_days_total,
    last_close_on = excluded.last_close_on
where (
    stored.won, stored.lost, stored.units_won, stored.units_lost, stored.revenue, stored.revenue_squares,
    stored.won_cycle_days_total, stored.lost_cycle_days_total, stored.last_close_on
) is distinct from (
    excluded.won, excluded.lost, excluded.units_won, excluded.units_lost, excluded.revenue, excluded.revenue_squares,
    excluded.won_cycle_days_total, excluded.lost_cycle_days_total, excluded.last_close_on
)
