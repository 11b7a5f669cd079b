-- grain: one row per month of close, visible owner and product: what closed by the reporting day
-- key: month, agent_id, product_id
create view silver.sales_month with (security_barrier) as
with final as (
    select
        date_trunc('month', close_date)::date as month,
        owner_id as agent_id,
        product_id,
        count(*) filter (where stage_type = 'won') as won,
        count(*) filter (where stage_type = 'lost') as lost,
        coalesce(sum(quantity) filter (where stage_type = 'won'), 0) as units_won,
        coalesce(sum(quantity) filter (where stage_type = 'lost'), 0) as units_lost,
        coalesce(sum(close_value) filter (where stage_type = 'won'), 0) as revenue,
        coalesce(sum(close_value * close_value) filter (where stage_type = 'won'), 0) as revenue_squares,
        coalesce(sum(close_date - engage_date) filter (where stage_type = 'won'), 0) as won_cycle_days_total,
        coalesce(sum(close_date - engage_date) filter (where stage_type = 'lost'), 0) as lost_cycle_days_total
    from pipeline_opportunity
    where owner_id = any((select crm.visible_owners())::bigint[])
        and stage_type <> 'open'
        and close_date <= (select crm.as_of())
    group by 1, 2, 3
)

select * from final;
