-- grain: one row per country of visible accounts and deals; deals without an account are in one row
-- key: country
create view gold.country_performance with (security_barrier) as
with sums as (
    select
        case when account_id is null then 'Without account' else coalesce(nullif(country, ''), 'Without country') end
            as country,
        count(*) as deals,
        count(*) filter (where stage_type = 'won') as won,
        count(*) filter (where stage_type = 'lost') as lost,
        count(*) filter (where stage_type = 'open') as open,
        sum(won_value) as revenue,
        sum(cycle_days) filter (where stage_type = 'won') as won_cycle_days_total,
        sum(cycle_days) filter (where stage_type = 'lost') as lost_cycle_days_total,
        avg(cycle_days) filter (where stage_type = 'won') as won_cycle_days_mean,
        avg(cycle_days) filter (where stage_type = 'lost') as lost_cycle_days_mean,
        sum(open_value) as open_value,
        sum(open_value * probability / 100) as weighted_value
    from silver.deal
    group by 1
),

account as (
    select
        coalesce(nullif(country, ''), 'Without country') as country,
        count(*) as accounts,
        count(*) filter (where frequency > 0) as customers
    from silver.account
    group by 1
),

final as (
    select
        coalesce(account.country, sums.country) as country,
        coalesce(account.accounts, 0) as accounts,
        coalesce(account.customers, 0) as customers,
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
        round(sums.won_cycle_days_mean, 1) as won_cycle_days_mean,
        round(sums.lost_cycle_days_mean, 1) as lost_cycle_days_mean,
        coalesce(sums.open_value, 0) as open_value,
        round(coalesce(sums.weighted_value, 0), 2) as weighted_value
    from account
    full join sums on sums.country = account.country
)

select * from final;

comment on view gold.country_performance is
    'What is won, lost and open in each country of the accounts.';
comment on column gold.country_performance.country is
    'text · the account''s country, or Without country, or Without account';
comment on column gold.country_performance.accounts is 'count · accounts that the viewer may see';
comment on column gold.country_performance.customers is 'count · of them, those that have won deals with anybody';
comment on column gold.country_performance.deals is 'count · opportunities of all stages';
comment on column gold.country_performance.won is 'count · won deals closed by the reporting day';
comment on column gold.country_performance.lost is 'count · lost deals closed by the reporting day';
comment on column gold.country_performance.open is 'count · deals in an open stage';
comment on column gold.country_performance.closed is 'count · won and lost deals';
comment on column gold.country_performance.revenue is
    '$ · close values of won deals, by close date up to the reporting day';
comment on column gold.country_performance.revenue_rank is
    'rank · by revenue, the largest first, equal revenue equal rank, among the rows that the viewer sees';
comment on column gold.country_performance.revenue_share is
    'ratio · revenue ÷ revenue of all rows that the viewer sees';
comment on column gold.country_performance.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.country_performance.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.country_performance.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.country_performance.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
comment on column gold.country_performance.average_deal is '$ · revenue ÷ won deals; lost deals do not count';
comment on column gold.country_performance.won_cycle_days_total is
    'days · close − engage, summed over won deals: divide sums of it by sums of won to join rows';
comment on column gold.country_performance.lost_cycle_days_total is
    'days · close − engage, summed over lost deals: divide sums of it by sums of lost to join rows';
comment on column gold.country_performance.won_cycle_days_mean is 'days · mean of close − engage over won deals';
comment on column gold.country_performance.lost_cycle_days_mean is 'days · mean of close − engage over lost deals';
comment on column gold.country_performance.open_value is
    '$ · open deals: the entered amount, else list price × quantity';
comment on column gold.country_performance.weighted_value is '$ · open value × the probability of the deal''s stage';
