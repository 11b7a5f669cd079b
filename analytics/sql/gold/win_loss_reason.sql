-- grain: one row per outcome and reason of closed deals that the viewer may see
-- key: outcome, reason
create view gold.win_loss_reason with (security_barrier) as
with deal as (
    select
        case when is_won then 'won' else 'lost' end as outcome,
        case when is_won then 'Won' else coalesce(lost_reason, 'No reason') end as reason,
        list_value,
        won_value,
        cycle_days
    from silver.closed_deal
),

grouped as (
    select
        outcome,
        reason,
        count(*) as deals,
        sum(list_value) as list_value,
        coalesce(sum(won_value), 0) as revenue,
        avg(cycle_days) as cycle_days,
        percentile_cont(0.5) within group (order by cycle_days)::numeric as median_cycle_days
    from deal
    group by outcome, reason
),

figures as (
    select
        *,
        (sum(deals) over ())::bigint as closed_deals,
        (sum(deals) over (partition by outcome))::bigint as outcome_deals
    from grouped
),

final as (
    select
        outcome,
        reason,
        deals as deals_visible,
        closed_deals as closed_deals_visible,
        deals::numeric / closed_deals as rate_of_closed_visible,
        crm.wilson_low(deals, closed_deals) as rate_of_closed_visible_low,
        crm.wilson_high(deals, closed_deals) as rate_of_closed_visible_high,
        outcome_deals as outcome_deals_visible,
        deals::numeric / outcome_deals as rate_of_outcome_visible,
        crm.wilson_low(deals, outcome_deals) as rate_of_outcome_visible_low,
        crm.wilson_high(deals, outcome_deals) as rate_of_outcome_visible_high,
        list_value as list_value_visible,
        revenue,
        round(cycle_days, 1) as cycle_days_visible,
        median_cycle_days as median_cycle_days_visible
    from figures
)

select * from final;

comment on view gold.win_loss_reason is 'How closed deals that the viewer may see ended, and why the lost ones were lost. Imported history has the reason “Unknown”.';
comment on column gold.win_loss_reason.outcome is 'text · won or lost';
comment on column gold.win_loss_reason.reason is 'text · why it was lost; “Won” for won deals, which have no reason';
comment on column gold.win_loss_reason.deals_visible is 'count · deals of the outcome and reason';
comment on column gold.win_loss_reason.closed_deals_visible is 'count · won and lost deals: the n of the rate of closed';
comment on column gold.win_loss_reason.rate_of_closed_visible is 'rate · deals / closed deals; of the outcome won it is the win rate';
comment on column gold.win_loss_reason.rate_of_closed_visible_low is 'rate · lower end of the 95 % Wilson interval of the rate of closed';
comment on column gold.win_loss_reason.rate_of_closed_visible_high is 'rate · upper end of the 95 % Wilson interval of the rate of closed';
comment on column gold.win_loss_reason.outcome_deals_visible is 'count · deals of the outcome: the n of the rate of the outcome';
comment on column gold.win_loss_reason.rate_of_outcome_visible is 'rate · deals / deals of the outcome';
comment on column gold.win_loss_reason.rate_of_outcome_visible_low is 'rate · lower end of the 95 % Wilson interval of the rate of the outcome';
comment on column gold.win_loss_reason.rate_of_outcome_visible_high is 'rate · upper end of the 95 % Wilson interval of the rate of the outcome';
comment on column gold.win_loss_reason.list_value_visible is '$ · list price × quantity of these deals; of lost ones what was lost at list';
comment on column gold.win_loss_reason.revenue is '$ · close values of won deals that the viewer may see, by close date; 0 for lost deals';
comment on column gold.win_loss_reason.cycle_days_visible is 'days · mean of close − engage date';
comment on column gold.win_loss_reason.median_cycle_days_visible is 'days · median of close − engage date';
