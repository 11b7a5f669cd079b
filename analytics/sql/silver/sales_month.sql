-- grain: one row per month of close, visible owner and product: what closed by the reporting day
-- key: month, agent_id, product_id
create view silver.sales_month with (security_barrier) as
-- Months of owners for which the stored sums are not right: deals have changed since, or closed after the reporting day.
-- These are summed from pipeline_opportunity.
with outdated as materialized (
    select month, owner_id
    from pipeline_saleschange
    where owner_id = any((select crm.visible_owners())::bigint[])
    union
    select month, owner_id
    from analytics_monthlysales
    where owner_id = any((select crm.visible_owners())::bigint[])
        and month <= (select crm.as_of())
        and last_close_on > (select crm.as_of())
),

final as (
    select
        month,
        owner_id as agent_id,
        product_id,
        won,
        lost,
        units_won,
        units_lost,
        revenue,
        revenue_squares,
        won_cycle_days_total,
        lost_cycle_days_total
    from analytics_monthlysales as stored
    where owner_id = any((select crm.visible_owners())::bigint[])
        and last_close_on <= (select crm.as_of())
        and not exists (
            select from outdated where outdated.month = stored.month and outdated.owner_id = stored.owner_id
        )
    union all
    select
        outdated.month,
        outdated.owner_id,
        sales.product_id,
        sales.won,
        sales.lost,
        sales.units_won,
        sales.units_lost,
        sales.revenue,
        sales.revenue_squares,
        sales.won_cycle_days_total,
        sales.lost_cycle_days_total
    from outdated
    cross join lateral crm.visible_closed_sales(outdated.month, outdated.owner_id, (select crm.as_of())) as sales
)

select * from final;
