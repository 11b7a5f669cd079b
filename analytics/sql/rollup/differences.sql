-- grain: one row per month of an owner that is not on the log and whose stored sums are not those of its deals
with closed as (
    select distinct date_trunc('month', close_date::timestamp)::date as month, owner_id
    from pipeline_opportunity
    where close_date is not null
),

computed as (
    select closed.month, closed.owner_id, sales.*
    from closed
    cross join lateral crm.closed_sales(closed.month, closed.owner_id, 'infinity') as sales
),

stored as (
    select
        month, owner_id, product_id, won, lost, units_won, units_lost, revenue, revenue_squares, won_cycle_days_total,
        lost_cycle_days_total, last_close_on
    from analytics_monthlysales
),

different as (
    select month, owner_id from ((table computed except table stored) union all (table stored except table computed)) as d
),

final as (
    select month, owner_id from different
    except
    select month, owner_id from pipeline_saleschange
)

select * from final order by month, owner_id
