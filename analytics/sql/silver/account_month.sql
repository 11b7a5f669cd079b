-- grain: one row per account that is visible and month from its first purchase to the reporting day's
-- key: account_id, month
create view silver.account_month with (security_barrier) as
with final as (
    select
        month.account_id,
        account.name as account,
        month.month,
        month.as_of,
        month.recency,
        month.frequency,
        month.monetary,
        month.r_score,
        month.f_score,
        month.m_score,
        month.cltv,
        segment.key as segment_key,
        segment.name as segment,
        before.key as segment_before_key,
        before.name as segment_before
    from analytics_accountmonth as month
    join accounts_account as account on account.id = month.account_id
    join analytics_segment as segment on segment.id = month.segment_id
    left join analytics_segment as before on before.id = month.segment_before_id
    -- An account with a purchase has a deal, so that of the rule for accounts this half is enough.
    where month.account_id in (
            select account_id from pipeline_opportunity where owner_id = any((select crm.visible_owners())::bigint[])
        )
        -- Moved back, the reporting day hides what comes after it until the months are replayed.
        and month.as_of <= (select crm.as_of())
)

select * from final;
