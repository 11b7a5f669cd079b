-- grain: one row per account asked for that exists; sums over its won deals up to the as-of day
with purchase_day as (
    select
        account_id,
        close_date,
        count(*) as wins,
        sum(close_value) as value
    from pipeline_opportunity
    where stage_type = 'won' and account_id = any(%(accounts)s::bigint[]) and close_date <= %(as_of)s
    group by account_id, close_date
),

-- Appended rather than joined: after a bulk update the planner takes the sums for a few rows and joins in nested loops.
appended as (
    select account_id, close_date, wins, value, false as is_account from purchase_day
    union all
    select id, null, 0, 0, true from accounts_account where id = any(%(accounts)s::bigint[])
),

final as (
    select
        account_id,
        sum(wins)::int as frequency,
        sum(value) as monetary,
        count(close_date)::int as purchase_days,
        min(close_date) as first_won_on,
        max(close_date) as last_won_on,
        (array_agg(value order by close_date) filter (where close_date is not null))[1] as first_day_value
    from appended
    group by account_id
    having bool_or(is_account)
)

select * from final order by account_id
