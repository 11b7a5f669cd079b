-- grain: one row per account that is visible and bought in the 365 days up to the reporting day
-- key: account_id
create view silver.account_year with (security_barrier) as
with final as (
    select
        account_id,
        count(*) as frequency,
        sum(close_value) as monetary
    from pipeline_opportunity
    where stage_type = 'won'
        and close_date > (select crm.as_of()) - 365
        and close_date <= (select crm.as_of())
        -- An account with a purchase has a deal, so that of the rule for accounts this half is enough.
        and account_id in (
            select account_id from pipeline_opportunity where owner_id = any((select crm.visible_owners())::bigint[])
        )
    group by account_id
)

select * from final;
