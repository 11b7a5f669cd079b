-- grain: one row per month from the first close to the last, those without a close too
-- key: month
create view gold.sales_by_month with (security_barrier) as
with sums as (
    select
        sales.month,
        sum(sales.won)::bigint as won,
        sum(sales.lost)::bigint as lost,
        sum(sales.revenue) as revenue,
        sum(sales.units_lost * product.list_price) as list_value_lost,
        sum(sales.won_cycle_days_total)::bigint as won_cycle_days_total
    from silver.sales_month as sales
    join silver.product using (product_id)
    group by sales.month
),

span as (
    select month::date as month
    from (select min(month) as first, max(month) as last from sums) as ends
    cross join generate_series(ends.first::timestamp, ends.last::timestamp, interval '1 month') as month
),

final as (
    select
        span.month,
        date_trunc('quarter', span.month::timestamp)::date as quarter,
        (extract(month from span.month)::int - 1) % 3 + 1 as month_of_quarter,
        span.month + interval '1 month' <= (select crm.as_of()) + 1 as is_complete,
        coalesce(sums.won + sums.lost, 0) as closed,
        coalesce(sums.won, 0) as won,
        coalesce(sums.lost, 0) as lost,
        coalesce(sums.revenue, 0) as revenue,
        rank() over (order by coalesce(sums.revenue, 0) desc) as revenue_rank,
        coalesce(sums.revenue, 0) - lag(coalesce(sums.revenue, 0)) over by_month as revenue_change,
        sum(coalesce(sums.revenue, 0)) over by_month as revenue_to_date,
        round(sums.won::numeric / nullif(sums.won + sums.lost, 0), 6) as win_rate,
        coalesce(sums.won + sums.lost, 0) as win_rate_n,
        crm.wilson_low(sums.won, sums.won + sums.lost) as win_rate_low,
        crm.wilson_high(sums.won, sums.won + sums.lost) as win_rate_high,
        round(sums.revenue / nullif(sums.won, 0), 2) as average_deal,
        coalesce(sums.list_value_lost, 0) as list_value_lost,
        coalesce(sums.won_cycle_days_total, 0) as won_cycle_days_total,
        round(sums.won_cycle_days_total::numeric / nullif(sums.won, 0), 1) as won_cycle_days_mean
    from span
    left join sums using (month)
    window by_month as (order by span.month)
)

select * from final;

comment on view gold.sales_by_month is
    'What closed in each month: the months between the first close and the last are all there.';
comment on column gold.sales_by_month.month is 'date · first day of the month of the close date';
comment on column gold.sales_by_month.quarter is 'date · first day of its quarter';
comment on column gold.sales_by_month.month_of_quarter is 'rank · 1, 2 or 3: the month''s place in its quarter';
comment on column gold.sales_by_month.is_complete is 'yes/no · whether the month ended by the reporting day';
comment on column gold.sales_by_month.closed is 'count · won and lost deals closed in the month';
comment on column gold.sales_by_month.won is 'count · won deals closed in the month';
comment on column gold.sales_by_month.lost is 'count · lost deals closed in the month';
comment on column gold.sales_by_month.revenue is '$ · close values of won deals, by close date';
comment on column gold.sales_by_month.revenue_rank is 'rank · by revenue, the best month first';
comment on column gold.sales_by_month.revenue_change is '$ · revenue − revenue of the month before';
comment on column gold.sales_by_month.revenue_to_date is '$ · revenue from the first month up to this one';
comment on column gold.sales_by_month.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.sales_by_month.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.sales_by_month.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.sales_by_month.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
comment on column gold.sales_by_month.average_deal is '$ · revenue ÷ won deals';
comment on column gold.sales_by_month.list_value_lost is '$ · list price × quantity of lost deals';
comment on column gold.sales_by_month.won_cycle_days_total is
    'days · close − engage, summed over won deals: divide sums of it by sums of won to join rows';
comment on column gold.sales_by_month.won_cycle_days_mean is 'days · mean of close − engage over won deals';
