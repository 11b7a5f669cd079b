-- grain: one row per month of the quarter: 1, 2, 3
-- key: month_of_quarter
create view gold.month_of_quarter with (security_barrier) as
with sums as (
    select
        (extract(month from month)::int - 1) % 3 + 1 as month_of_quarter,
        count(distinct month) as months,
        sum(won)::bigint as won,
        sum(lost)::bigint as lost,
        sum(revenue) as revenue
    from silver.sales_month
    group by 1
),

final as (
    select
        month_of_quarter,
        months,
        won + lost as closed,
        won,
        lost,
        revenue,
        round(revenue / months, 2) as revenue_per_month,
        round(won::numeric / nullif(won + lost, 0), 6) as win_rate,
        won + lost as win_rate_n,
        crm.wilson_low(won, won + lost) as win_rate_low,
        crm.wilson_high(won, won + lost) as win_rate_high
    from sums
)

select * from final;

comment on view gold.month_of_quarter is
    'How deals end in the first, second and third month of a quarter.';
comment on column gold.month_of_quarter.month_of_quarter is
    'rank · 1, 2 or 3: the place of the close date''s month in its quarter';
comment on column gold.month_of_quarter.months is 'count · calendar months with a close';
comment on column gold.month_of_quarter.closed is 'count · won and lost deals';
comment on column gold.month_of_quarter.won is 'count · won deals';
comment on column gold.month_of_quarter.lost is 'count · lost deals';
comment on column gold.month_of_quarter.revenue is '$ · close values of won deals, by close date';
comment on column gold.month_of_quarter.revenue_per_month is '$ · revenue ÷ months';
comment on column gold.month_of_quarter.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.month_of_quarter.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.month_of_quarter.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.month_of_quarter.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
