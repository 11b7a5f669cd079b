-- grain: one row per account with a purchase that the viewer may see
-- key: account_id
create view gold.account_profitability with (security_barrier) as
with account as (
    select *, coalesce(segment, 'Not scored yet') as shown_segment from silver.account where frequency > 0
),

deals as (
    select account_id, sum(won_value) as revenue, sum(list_value) as list_value
    from silver.closed_deal
    where is_won
    group by account_id
),

final as (
    select
        account.account_id,
        account.account,
        account.sector,
        account.country,
        account.shown_segment as segment,
        account.annual_revenue * 1000000 as company_turnover,
        account.frequency,
        account.monetary,
        round(account.monetary / account.frequency, 2) as average_purchase,
        account.monetary / nullif(sum(account.monetary) over (), 0) as monetary_share,
        account.monetary / nullif(account.annual_revenue * 1000000, 0) as share_of_turnover,
        dense_rank() over (order by account.monetary desc) as monetary_rank,
        dense_rank() over (partition by account.shown_segment order by account.monetary desc) as segment_rank,
        count(*) over (partition by account.shown_segment) as segment_accounts,
        account.cltv,
        dense_rank() over (order by account.cltv desc nulls last) as cltv_rank,
        coalesce(deals.revenue, 0) as revenue,
        deals.revenue / nullif(deals.list_value, 0) as price_ratio_visible
    from account
    left join deals on deals.account_id = account.account_id
)

select * from final;

comment on view gold.account_profitability is 'Customers ranked by what they bought. No costs are recorded, so this is revenue, not profit. Ranks are dense over accounts that the viewer may see: equal values share a rank and none is left out.';
comment on column gold.account_profitability.account_id is 'id · the account';
comment on column gold.account_profitability.account is 'text · the account''s name';
comment on column gold.account_profitability.sector is 'text · the account''s sector';
comment on column gold.account_profitability.country is 'text · the country of its office';
comment on column gold.account_profitability.segment is 'text · the segment by recency, frequency and monetary scores';
comment on column gold.account_profitability.company_turnover is '$ · the company''s own revenue of a year, not what it bought';
comment on column gold.account_profitability.frequency is 'count · won deals, whoever owns them';
comment on column gold.account_profitability.monetary is '$ · won revenue, whoever owns the deals';
comment on column gold.account_profitability.average_purchase is '$ · monetary / frequency: mean value of a won deal';
comment on column gold.account_profitability.monetary_share is 'ratio · monetary / monetary of all accounts that the viewer may see';
comment on column gold.account_profitability.share_of_turnover is 'ratio · monetary / the company''s own revenue of a year';
comment on column gold.account_profitability.monetary_rank is 'rank · by monetary, dense over accounts; 1 bought most';
comment on column gold.account_profitability.segment_rank is 'rank · by monetary within the segment, dense over accounts';
comment on column gold.account_profitability.segment_accounts is 'count · accounts of the segment that are ranked';
comment on column gold.account_profitability.cltv is '$ · revenue expected in the next 12 months, discounted by 1 % a month';
comment on column gold.account_profitability.cltv_rank is 'rank · by lifetime value, dense over accounts; those without one last';
comment on column gold.account_profitability.revenue is '$ · close values of won deals that the viewer may see, by close date; monetary is the whole';
comment on column gold.account_profitability.price_ratio_visible is 'ratio · revenue / list value over won deals that the viewer may see';
