-- grain: one row per visible agent: representatives, and whoever else owns a deal
-- key: agent_id
create view gold.agent_performance with (security_barrier) as
with sums as (
    select
        agent_id,
        sum(deals)::bigint as deals,
        sum(won)::bigint as won,
        sum(lost)::bigint as lost,
        sum(open)::bigint as open,
        sum(revenue) as revenue,
        sum(won_cycle_days_total)::bigint as won_cycle_days_total,
        sum(lost_cycle_days_total)::bigint as lost_cycle_days_total,
        sum(open_value) as open_value,
        sum(weighted_value) as weighted_value,
        sum(stale)::bigint as stale
    from silver.agent_product
    group by agent_id
),

agent as (
    select * from silver.agent
),

final as (
    select
        agent.agent_id,
        agent.agent,
        agent.team,
        agent.manager,
        agent.region,
        agent.is_active,
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
        coalesce(sums.stale, 0) as stale
    from agent
    left join sums using (agent_id)
    where agent.role = 'rep' or sums.deals > 0
)

select * from final;

comment on view gold.agent_performance is
    'What each agent has won, lost and still holds, as of the reporting day; agents without deals are there with 0.';
comment on column gold.agent_performance.agent_id is 'id · the agent';
comment on column gold.agent_performance.agent is 'text · the agent''s name';
comment on column gold.agent_performance.team is 'text · the agent''s team today';
comment on column gold.agent_performance.manager is 'text · who manages the team';
comment on column gold.agent_performance.region is 'text · the team''s regional office';
comment on column gold.agent_performance.is_active is 'yes/no · whether the agent still works here';
comment on column gold.agent_performance.deals is 'count · opportunities of all stages';
comment on column gold.agent_performance.won is 'count · won deals closed by the reporting day';
comment on column gold.agent_performance.lost is 'count · lost deals closed by the reporting day';
comment on column gold.agent_performance.open is 'count · deals in an open stage';
comment on column gold.agent_performance.closed is 'count · won and lost deals';
comment on column gold.agent_performance.revenue is
    '$ · close values of won deals, by close date up to the reporting day';
comment on column gold.agent_performance.revenue_rank is
    'rank · by revenue, the largest first, equal revenue equal rank, among the rows that the viewer sees';
comment on column gold.agent_performance.revenue_share is 'ratio · revenue ÷ revenue of all rows that the viewer sees';
comment on column gold.agent_performance.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.agent_performance.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.agent_performance.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.agent_performance.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
comment on column gold.agent_performance.average_deal is '$ · revenue ÷ won deals; lost deals do not count';
comment on column gold.agent_performance.won_cycle_days_total is
    'days · close − engage, summed over won deals: divide sums of it by sums of won to join rows';
comment on column gold.agent_performance.lost_cycle_days_total is
    'days · close − engage, summed over lost deals: divide sums of it by sums of lost to join rows';
comment on column gold.agent_performance.won_cycle_days_mean is 'days · mean of close − engage over won deals';
comment on column gold.agent_performance.lost_cycle_days_mean is 'days · mean of close − engage over lost deals';
comment on column gold.agent_performance.open_value is '$ · open deals: the entered amount, else list price × quantity';
comment on column gold.agent_performance.weighted_value is '$ · open value × the probability of the deal''s stage';
comment on column gold.agent_performance.stale is
    'count · open deals in which nothing has happened for longer than their stage allows';
