-- grain: one row per segment, and one each for accounts without a purchase and for buyers without scores
-- key: segment
create view gold.account_segment with (security_barrier) as
with segment as (
    select segment_key, segment, position::int, description, recommended_action from silver.segment
    union all
    select null, 'Not scored yet', 1000000, 'Bought, and no thresholds are stored yet.', 'Wait for the nightly run.'
    where (select crm.visible_owners()) <> '{}'
    union all
    select null, 'No purchase yet', 1000001, 'Accounts without a won deal.', 'Win a first deal.'
    where (select crm.visible_owners()) <> '{}'
),

account as (
    select
        *,
        coalesce(segment, case when frequency > 0 then 'Not scored yet' else 'No purchase yet' end) as shown_segment
    from silver.account
),

deals as (
    select account_id, sum(won_value) as revenue from silver.closed_deal where is_won group by account_id
),

figures as (
    select
        account.shown_segment as segment,
        count(*) as accounts,
        sum(account.frequency) as frequency,
        sum(account.monetary) as monetary,
        sum(account.cltv) as cltv,
        percentile_cont(0.5) within group (order by account.cltv)::numeric as median_cltv,
        avg(account.recency) as mean_recency,
        sum(deals.revenue) as revenue
    from account
    left join deals on deals.account_id = account.account_id
    group by account.shown_segment
),

final as (
    select
        segment.segment_key,
        segment.segment,
        row_number() over (order by segment.position, segment.segment) as position,
        segment.description,
        segment.recommended_action,
        coalesce(figures.accounts, 0) as accounts,
        sum(figures.accounts) over () as all_accounts,
        coalesce(figures.accounts, 0) / sum(figures.accounts) over () as accounts_share,
        coalesce(figures.frequency, 0) as frequency,
        coalesce(figures.monetary, 0) as monetary,
        coalesce(figures.monetary, 0) / nullif(sum(figures.monetary) over (), 0) as monetary_share,
        round(figures.monetary / nullif(figures.frequency, 0), 2) as average_purchase,
        round(figures.mean_recency, 1) as mean_recency,
        coalesce(figures.cltv, 0) as cltv,
        round(figures.median_cltv, 2) as median_cltv,
        coalesce(figures.revenue, 0) as revenue
    from segment
    left join figures on figures.segment = segment.segment
)

select * from final;

comment on view gold.account_segment is 'Segments of the accounts that the viewer may see. Metrics of an account are whole for whoever sees it; revenue counts only deals that the viewer may see.';
comment on column gold.account_segment.segment is 'text · the segment''s name; buyers without scores and accounts without a purchase have rows of their own';
comment on column gold.account_segment.segment_key is 'text · by which lists of accounts name the segment; empty where accounts have no scores';
comment on column gold.account_segment.position is 'rank · place in the order of the rules';
comment on column gold.account_segment.description is 'text · who is in the segment';
comment on column gold.account_segment.recommended_action is 'text · what to do with its accounts';
comment on column gold.account_segment.accounts is 'count · accounts that the viewer may see, each in one segment';
comment on column gold.account_segment.all_accounts is 'count · accounts of all segments that the viewer may see';
comment on column gold.account_segment.accounts_share is 'ratio · accounts / all accounts';
comment on column gold.account_segment.frequency is 'count · won deals of these accounts, whoever owns them';
comment on column gold.account_segment.monetary is '$ · won revenue of these accounts, whoever owns the deals';
comment on column gold.account_segment.monetary_share is 'ratio · monetary / monetary of all segments';
comment on column gold.account_segment.average_purchase is '$ · monetary / frequency: mean value of a won deal, not a mean of means';
comment on column gold.account_segment.mean_recency is 'days · mean over accounts of the days since the last won close';
comment on column gold.account_segment.cltv is '$ · sum of the revenue expected in the next 12 months, discounted by 1 % a month';
comment on column gold.account_segment.median_cltv is '$ · median of an account''s lifetime value';
comment on column gold.account_segment.revenue is '$ · close values of won deals that the viewer may see, by close date; monetary is the whole';
