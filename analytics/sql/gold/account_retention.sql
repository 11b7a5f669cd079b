-- grain: one row per account that the viewer may see
-- key: account_id
create view gold.account_retention with (security_barrier) as
with account as (
    select
        *,
        (last_won_on - first_won_on)::numeric / nullif(purchase_days - 1, 0) as mean_gap
    from silver.account
),

final as (
    select
        account_id,
        account,
        sector,
        country,
        coalesce(segment, case when frequency > 0 then 'Not scored yet' else 'No purchase yet' end) as segment,
        coalesce(frequency, 0) as frequency,
        coalesce(monetary, 0) as monetary,
        coalesce(purchase_days, 0) as purchase_days,
        first_won_on,
        last_won_on,
        (select crm.as_of()) - first_won_on as days_since_first_purchase,
        recency as days_since_last_purchase,
        round(mean_gap, 1) as mean_gap_days,
        round(recency / nullif(mean_gap, 0), 2) as gap_ratio,
        case
            when coalesce(frequency, 0) = 0 then 'No purchase yet'
            when mean_gap is null then 'One purchase day'
            when recency > 3 * mean_gap then 'Much later than usual'
            when recency > mean_gap then 'Later than usual'
            else 'As usual'
        end as rhythm,
        p_alive,
        case
            when p_alive is not null then 'Estimated by BG/NBD.'
            when coalesce(frequency, 0) = 0 then 'Not estimated: there is no purchase yet.'
            when model_run_id is null then 'Not estimated: no model is fitted yet.'
            else coalesce(nullif(p_alive_reason, ''), 'Not estimated: the model gives no value for this account.')
        end as p_alive_note,
        expected_purchases,
        cltv,
        metrics_as_of
    from account
)

select * from final;

comment on view gold.account_retention is 'How regularly an account buys and how long it has been quiet, whole for whoever sees the account. Nobody cancels a contract here: whether an account has left can only be estimated, and where it cannot, it says so.';
comment on column gold.account_retention.account_id is 'id · the account';
comment on column gold.account_retention.account is 'text · the account''s name';
comment on column gold.account_retention.sector is 'text · the account''s sector';
comment on column gold.account_retention.country is 'text · the country of its office';
comment on column gold.account_retention.segment is 'text · by the scores; “No purchase yet” without a won deal';
comment on column gold.account_retention.frequency is 'count · won deals, whoever owns them';
comment on column gold.account_retention.monetary is '$ · won revenue, whoever owns the deals';
comment on column gold.account_retention.purchase_days is 'count · different days with a won close';
comment on column gold.account_retention.first_won_on is 'date · first won close';
comment on column gold.account_retention.last_won_on is 'date · last won close';
comment on column gold.account_retention.days_since_first_purchase is 'days · reporting day − first won close';
comment on column gold.account_retention.days_since_last_purchase is 'days · reporting day − last won close; empty without a purchase';
comment on column gold.account_retention.mean_gap_days is 'days · (last − first won close) / (purchase days − 1); empty below two purchase days';
comment on column gold.account_retention.gap_ratio is 'ratio · days since the last purchase / mean gap; above 1 is later than usual';
comment on column gold.account_retention.rhythm is 'text · As usual: within the mean gap; later than usual: above it; much later: above three times it';
comment on column gold.account_retention.p_alive is 'ratio · probability that the account still buys, by BG/NBD; empty where it cannot be estimated';
comment on column gold.account_retention.p_alive_note is 'text · how the probability was estimated, or why not';
comment on column gold.account_retention.expected_purchases is 'count · purchase days expected in the next 365 days';
comment on column gold.account_retention.cltv is '$ · revenue expected in the next 12 months, discounted by 1 % a month';
comment on column gold.account_retention.metrics_as_of is 'date · the day as of which the metrics were computed';
