-- grain: one row per product
-- key: product_id
create view gold.product_performance with (security_barrier) as
with sums as (
    select
        product_id,
        sum(deals)::bigint as deals,
        sum(won)::bigint as won,
        sum(lost)::bigint as lost,
        sum(open)::bigint as open,
        sum(revenue) as revenue,
        sum(won_cycle_days_total)::bigint as won_cycle_days_total,
        sum(lost_cycle_days_total)::bigint as lost_cycle_days_total,
        sum(open_value) as open_value,
        sum(weighted_value) as weighted_value,
        sum(units_won)::bigint as units_won,
        sum(units_lost)::bigint as units_lost
    from silver.agent_product
    group by product_id
),

product as (
    select * from silver.product
),

final as (
    select
        product.product_id,
        product.product,
        product.series,
        product.list_price,
        product.status,
        coalesce(sums.deals, 0) as deals,
        coalesce(sums.won, 0) as won,
        coalesce(sums.lost, 0) as lost,
        coalesce(sums.open, 0) as open,
        coalesce(sums.won + sums.lost, 0) as closed,
        coalesce(sums.revenue, 0) as revenue,
        rank() over (order by coalesce(sums.revenue, 0) desc) as revenue_rank,
        round(coalesce(sums.revenue, 0) / nullif(sum(sums.revenue) over (), 0), 6) as revenue_share,
        round(sums.won::numeric / nullif(sums.won + sums.lost, 0), 6) as win_rate,
        coalesce(sums.won + sums.lost, 0) as win_rate_n,
        crm.wilson_low(sums.won, sums.won + sums.lost) as win_rate_low,
        crm.wilson_high(sums.won, sums.won + sums.lost) as win_rate_high,
        round(sums.revenue / nullif(sums.won, 0), 2) as average_deal,
        coalesce(sums.won_cycle_days_total, 0) as won_cycle_days_total,
        coalesce(sums.lost_cycle_days_total, 0) as lost_cycle_days_total,
        round(sums.won_cycle_days_total::numeric / nullif(sums.won, 0), 1) as won_cycle_days_mean,
        round(sums.lost_cycle_days_total::numeric / nullif(sums.lost, 0), 1) as lost_cycle_days_mean,
        coalesce(sums.open_value, 0) as open_value,
        round(coalesce(sums.weighted_value, 0), 2) as weighted_value,
        coalesce(sums.units_won, 0) as units,
        rank() over (order by coalesce(sums.units_won, 0) desc) as units_rank,
        coalesce(sums.units_won, 0) * product.list_price as list_value_won,
        coalesce(sums.units_lost, 0) * product.list_price as list_value_lost,
        coalesce(sums.units_won * product.list_price - sums.revenue, 0) as discount,
        round(sums.revenue / nullif(sums.units_won * product.list_price, 0), 6) as price_ratio
    from product
    left join sums using (product_id)
)

select * from final;

comment on view gold.product_performance is
    'What each product has won, lost and still holds; products without deals are there with 0.';
comment on column gold.product_performance.product_id is 'id · the product';
comment on column gold.product_performance.product is 'text · the product''s name';
comment on column gold.product_performance.series is 'text · the product''s series';
comment on column gold.product_performance.list_price is '$ · list price of one unit today';
comment on column gold.product_performance.status is 'text · whether the product is sold';
comment on column gold.product_performance.deals is 'count · opportunities of all stages';
comment on column gold.product_performance.won is 'count · won deals closed by the reporting day';
comment on column gold.product_performance.lost is 'count · lost deals closed by the reporting day';
comment on column gold.product_performance.open is 'count · deals in an open stage';
comment on column gold.product_performance.closed is 'count · won and lost deals';
comment on column gold.product_performance.revenue is
    '$ · close values of won deals, by close date up to the reporting day';
comment on column gold.product_performance.revenue_rank is
    'rank · by revenue, the largest first, equal revenue equal rank, among the rows that the viewer sees';
comment on column gold.product_performance.revenue_share is
    'ratio · revenue ÷ revenue of all rows that the viewer sees';
comment on column gold.product_performance.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.product_performance.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.product_performance.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.product_performance.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
comment on column gold.product_performance.average_deal is '$ · revenue ÷ won deals; lost deals do not count';
comment on column gold.product_performance.won_cycle_days_total is
    'days · close − engage, summed over won deals: divide sums of it by sums of won to join rows';
comment on column gold.product_performance.lost_cycle_days_total is
    'days · close − engage, summed over lost deals: divide sums of it by sums of lost to join rows';
comment on column gold.product_performance.won_cycle_days_mean is 'days · mean of close − engage over won deals';
comment on column gold.product_performance.lost_cycle_days_mean is 'days · mean of close − engage over lost deals';
comment on column gold.product_performance.open_value is
    '$ · open deals: the entered amount, else list price × quantity';
comment on column gold.product_performance.weighted_value is '$ · open value × the probability of the deal''s stage';
comment on column gold.product_performance.units is 'count · units in won deals';
comment on column gold.product_performance.units_rank is 'rank · by units, the largest first, equal units equal rank';
comment on column gold.product_performance.list_value_won is '$ · list price × quantity of won deals';
comment on column gold.product_performance.list_value_lost is '$ · list price × quantity of lost deals';
comment on column gold.product_performance.discount is
    '$ · list value of won deals − their revenue; negative when sold above list';
comment on column gold.product_performance.price_ratio is 'ratio · revenue ÷ list value of won deals, as sums';
