-- grain: one row per visible owner and product with a deal: what the owner closed of it and what is still open
-- key: agent_id, product_id
create view silver.agent_product with (security_barrier) as
with closed as (
    select
        agent_id,
        product_id,
        sum(won)::bigint as won,
        sum(lost)::bigint as lost,
        sum(units_won)::bigint as units_won,
        sum(units_lost)::bigint as units_lost,
        sum(revenue) as revenue,
        sum(won_cycle_days_total)::bigint as won_cycle_days_total,
        sum(lost_cycle_days_total)::bigint as lost_cycle_days_total
    from silver.sales_month
    group by agent_id, product_id
),

still_open as (
    select
        agent_id,
        product_id,
        count(*) as open,
        sum(open_value) as open_value,
        sum(open_value * probability / 100) as weighted_value,
        count(*) filter (where is_stale) as stale
    from silver.deal
    where stage_type = 'open'
    group by agent_id, product_id
),

final as (
    select
        agent_id,
        product_id,
        coalesce(closed.won, 0) + coalesce(closed.lost, 0) + coalesce(still_open.open, 0) as deals,
        coalesce(closed.won, 0) as won,
        coalesce(closed.lost, 0) as lost,
        coalesce(still_open.open, 0) as open,
        coalesce(closed.units_won, 0) as units_won,
        coalesce(closed.units_lost, 0) as units_lost,
        coalesce(closed.revenue, 0) as revenue,
        coalesce(closed.won_cycle_days_total, 0) as won_cycle_days_total,
        coalesce(closed.lost_cycle_days_total, 0) as lost_cycle_days_total,
        coalesce(still_open.open_value, 0) as open_value,
        coalesce(still_open.weighted_value, 0) as weighted_value,
        coalesce(still_open.stale, 0) as stale
    from closed
    full join still_open using (agent_id, product_id)
)

select * from final;
