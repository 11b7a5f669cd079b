-- grain: one row per regional office with a visible agent; owners without a team are in one row
-- key: region
create view gold.region_performance with (security_barrier) as
with sums as (
    select
        region,
        sum(deals)::bigint as deals,
        sum(won)::bigint as won,
        sum(lost)::bigint as lost,
        sum(open)::bigint as open,
        sum(revenue) as revenue,
        sum(won_cycle_days_total)::bigint as won_cycle_days_total,
        sum(lost_cycle_days_total)::bigint as lost_cycle_days_total,
        sum(open_value) as open_value,
        sum(weighted_value) as weighted_value
    from silver.agent_product
    join silver.agent using (agent_id)
    group by region
),

office as (
    select region, count(distinct team_id) as teams, count(*) filter (where is_active and role = 'rep') as agents
    from silver.agent
    group by region
),

final as (
    select
        coalesce(office.region, 'Without region') as region,
        office.teams,
        office.agents,
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
        round(coalesce(sums.weighted_value, 0), 2) as weighted_value
    from office
    left join sums on sums.region is not distinct from office.region
    where office.region is not null or sums.deals > 0
)

select * from final;

comment on view gold.region_performance is
    'What each regional office has won, lost and still holds, by the office that the owners belong to today.';
comment on column gold.region_performance.region is 'text · the regional office, or Without region';
comment on column gold.region_performance.teams is 'count · teams with an agent whom the viewer may see';
comment on column gold.region_performance.agents is 'count · active representatives whom the viewer may see';
comment on column gold.region_performance.deals is 'count · opportunities of all stages';
comment on column gold.region_performance.won is 'count · won deals closed by the reporting day';
comment on column gold.region_performance.lost is 'count · lost deals closed by the reporting day';
comment on column gold.region_performance.open is 'count · deals in an open stage';
comment on column gold.region_performance.closed is 'count · won and lost deals';
comment on column gold.region_performance.revenue is
    '$ · close values of won deals, by close date up to the reporting day';
comment on column gold.region_performance.revenue_rank is
    'rank · by revenue, the largest first, equal revenue equal rank, among the rows that the viewer sees';
comment on column gold.region_performance.revenue_share is 'ratio · revenue ÷ revenue of all rows that the viewer sees';
comment on column gold.region_performance.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.region_performance.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.region_performance.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.region_performance.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
comment on column gold.region_performance.average_deal is '$ · revenue ÷ won deals; lost deals do not count';
comment on column gold.region_performance.won_cycle_days_total is
    'days · close − engage, summed over won deals: divide sums of it by sums of won to join rows';
comment on column gold.region_performance.lost_cycle_days_total is
    'days · close − engage, summed over lost deals: divide sums of it by sums of lost to join rows';
comment on column gold.region_performance.won_cycle_days_mean is 'days · mean of close − engage over won deals';
comment on column gold.region_performance.lost_cycle_days_mean is 'days · mean of close − engage over lost deals';
comment on column gold.region_performance.open_value is
    '$ · open deals: the entered amount, else list price × quantity';
comment on column gold.region_performance.weighted_value is '$ · open value × the probability of the deal''s stage';
