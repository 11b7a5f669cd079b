-- grain: one row per account asked for that exists; sums over its won deals up to the as-of day
with purchase_day as (
    select
        account_id,
        close_date,
        count(*) as wins,
        sum(close_value) as value
    from pipeline_opportunity
    where stage_type = 'won' and account_id = any(%(accounts)s) and close_date <= %(as_of)s
    group by account_id, close_date
),

final as (
    select
        account.id as account_id,
        coalesce(sum(purchase_day.wins), 0)::int as frequency,
        coalesce(sum(purchase_day.value), 0) as monetary,
        count(purchase_day.close_date)::int as purchase_days,
        min(purchase_day.close_date) as first_won_on,
        max(purchase_day.close_date) as last_won_on,
        (array_agg(purchase_day.value order by purchase_day.close_date))[1] as first_day_value
    from accounts_account as account
    left join purchase_day on purchase_day.account_id = account.id
    where account.id = any(%(accounts)s)
    group by account.id
)

select * from final order by account_id
