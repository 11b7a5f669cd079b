-- grain: one row per account with a won deal that the viewer may see, in order of its revenue
-- key: account_id
create view gold.concentration with (security_barrier) as
with account as (
    select account_id, account, revenue, won_deals
    from (
        select account_id, sum(won_value) as revenue, count(*) as won_deals
        from silver.closed_deal
        where is_won
        group by account_id
    ) as sums
    join silver.account using (account_id)
),

ranked as (
    select
        *,
        row_number() over in_order as place,
        count(*) over () as accounts,
        sum(revenue) over in_order as running_revenue,
        sum(revenue) over () as total
    from account
    window in_order as (order by revenue desc, account, account_id)
),

final as (
    select
        account_id,
        account,
        place as rank_visible,
        won_deals as won_deals_visible,
        revenue,
        revenue / nullif(total, 0) as share_visible,
        running_revenue as cumulative_revenue,
        running_revenue / nullif(total, 0) as cumulative_share_visible,
        place::numeric / accounts as accounts_share_visible
    from ranked
)

select * from final;

comment on view gold.concentration is 'How much of the won revenue comes from the largest customers: the curve of shares, over deals that the viewer may see.';
comment on column gold.concentration.account_id is 'id · the account';
comment on column gold.concentration.account is 'text · the account''s name';
comment on column gold.concentration.rank_visible is 'rank · by revenue that the viewer may see, from 1 without gaps; equal values by name';
comment on column gold.concentration.won_deals_visible is 'count · won deals that the viewer may see';
comment on column gold.concentration.revenue is '$ · close values of won deals that the viewer may see, by close date';
comment on column gold.concentration.share_visible is 'ratio · revenue / revenue of all accounts, of deals that the viewer may see';
comment on column gold.concentration.cumulative_revenue is '$ · revenue of this account and all before it';
comment on column gold.concentration.cumulative_share_visible is 'ratio · cumulative revenue / revenue of all accounts';
comment on column gold.concentration.accounts_share_visible is 'ratio · rank / number of accounts: the other axis of the curve';
