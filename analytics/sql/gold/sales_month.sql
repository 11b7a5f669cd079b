-- grain: one row per month of close, agent and product
-- key: month, agent_id, product_id
create view gold.sales_month with (security_barrier) as
with sales as (
    select * from silver.sales_month
),

agent as (
    select * from silver.agent
),

product as (
    select * from silver.product
),

final as (
    select
        sales.month,
        date_trunc('quarter', sales.month::timestamp)::date as quarter,
        (extract(month from sales.month)::int - 1) % 3 + 1 as month_of_quarter,
        sales.agent_id,
        agent.agent,
        agent.team_id,
        agent.team,
        agent.manager,
        agent.region,
        sales.product_id,
        product.product,
        product.series,
        sales.won,
        sales.lost,
        sales.won + sales.lost as closed,
        sales.units_won,
        sales.revenue,
        sales.revenue_squares,
        sales.units_won * product.list_price as list_value_won,
        sales.units_lost * product.list_price as list_value_lost,
        sales.won_cycle_days_total,
        sales.lost_cycle_days_total
    from sales
    join agent using (agent_id)
    join product using (product_id)
)

select * from final;

comment on view gold.sales_month is
    'What closed, in the finest sums that dashboards add up: every column of counts and dollars may be added over rows.';
comment on column gold.sales_month.month is 'date · first day of the month of the close date';
comment on column gold.sales_month.quarter is 'date · first day of its quarter';
comment on column gold.sales_month.month_of_quarter is 'rank · 1, 2 or 3: the month''s place in its quarter';
comment on column gold.sales_month.agent_id is 'id · the agent';
comment on column gold.sales_month.agent is 'text · the agent''s name';
comment on column gold.sales_month.team_id is 'id · the agent''s team today';
comment on column gold.sales_month.team is 'text · the agent''s team today';
comment on column gold.sales_month.manager is 'text · who manages the team';
comment on column gold.sales_month.region is 'text · the team''s regional office';
comment on column gold.sales_month.product_id is 'id · the product';
comment on column gold.sales_month.product is 'text · the product';
comment on column gold.sales_month.series is 'text · the product''s series';
comment on column gold.sales_month.won is 'count · won deals closed in the month, by the reporting day';
comment on column gold.sales_month.lost is 'count · lost deals closed in the month, by the reporting day';
comment on column gold.sales_month.closed is 'count · won and lost deals';
comment on column gold.sales_month.units_won is 'count · units in won deals';
comment on column gold.sales_month.revenue is '$ · close values of won deals, by close date';
comment on column gold.sales_month.revenue_squares is
    '$² · squares of the close values of won deals, summed: with revenue and won they give the spread of a mean';
comment on column gold.sales_month.list_value_won is '$ · list price of today × quantity of won deals';
comment on column gold.sales_month.list_value_lost is '$ · list price of today × quantity of lost deals';
comment on column gold.sales_month.won_cycle_days_total is
    'days · close − engage, summed over won deals: divide by won for the mean';
comment on column gold.sales_month.lost_cycle_days_total is
    'days · close − engage, summed over lost deals: divide by lost for the mean';
