-- grain: one row per account asked for and month, from its first won deal's to the reporting day's: sums by month's end
with purchase_day as (
    select
        account_id,
        close_date,
        date_trunc('month', close_date::timestamp)::date as month,
        count(*) as wins,
        sum(close_value) as value
    from pipeline_opportunity
    where stage_type = 'won' and account_id = any(%(accounts)s::bigint[]) and close_date <= %(as_of)s
    group by account_id, close_date
),

running as (
    select
        account_id,
        month,
        lead(month) over account as next_month,
        close_date as last_won_on,
        first_value(close_date) over account as first_won_on,
        first_value(value) over account as first_day_value,
        sum(wins) over account as frequency,
        sum(value) over account as monetary,
        row_number() over account as purchase_days
    from purchase_day
    window account as (partition by account_id order by close_date)
),

-- The last purchase day of a month is what every month says until the month of the next.
carried as (
    select
        running.*,
        series.month::date as shown_month,
        least((series.month + interval '1 month')::date - 1, %(as_of)s::date) as as_of
    from running
    cross join lateral generate_series(
        month::timestamp,
        coalesce(next_month - interval '1 month', %(as_of)s::date::timestamp),
        interval '1 month'
    ) as series (month)
    where next_month is distinct from running.month
),

final as (
    select
        account_id,
        shown_month as month,
        as_of,
        as_of - last_won_on as recency,
        as_of - first_won_on as since_first,
        frequency::int as frequency,
        monetary,
        purchase_days::int as purchase_days,
        first_day_value
    from carried
)

select * from final order by account_id, month
