-- grain: one row per account that is visible: one of its deals is, or it has none
-- key: account_id
create view silver.account with (security_barrier) as
with final as (
    select
        account.id as account_id,
        account.name as account,
        -- No name of the parent: whoever sees a subsidiary need not see it. Gold asks this view for it.
        account.parent_id,
        coalesce(account.parent_id, account.id) as group_id,
        account.sector,
        account.country,
        account.type,
        account.status,
        account.customer_since,
        account.year_established,
        account.annual_revenue,
        account.employees,
        metrics.recency,
        metrics.frequency,
        metrics.monetary,
        metrics.purchase_days,
        metrics.first_won_on,
        metrics.last_won_on,
        metrics.r_score,
        metrics.f_score,
        metrics.m_score,
        segment.key as segment_key,
        segment.name as segment,
        segment.action as recommended_action,
        metrics.expected_purchases,
        metrics.p_alive,
        run.reasons ->> 'p_alive' as p_alive_reason,
        metrics.cltv,
        metrics.model_run_id,
        metrics.as_of as metrics_as_of,
        metrics.computed_at
    from accounts_account as account
    left join analytics_accountmetrics as metrics on metrics.account_id = account.id
    left join analytics_segment as segment on segment.id = metrics.segment_id
    left join analytics_modelrun as run on run.id = metrics.model_run_id
    where (select crm.visible_owners()) <> '{}'
        and (
            -- With a limit, so that it is a look into an index for each account, not a read of all deals.
            (
                select true from pipeline_opportunity as deal
                where deal.account_id = account.id and deal.owner_id = any((select crm.visible_owners())::bigint[])
                limit 1
            )
            or not exists (select from pipeline_opportunity as deal where deal.account_id = account.id)
        )
)

select * from final;
