-- grain: one row per account with a won deal that the viewer may see, in order of its won value
-- key: account_id
create view gold.concentration with (security_barrier) as
with account as (
    select account_id, account, sum(won_value) as won_value, count(*) as won_deals
    from silver.deal
    where stage_type = 'won' and account_id is not null
    group by account_id, account
),

ranked as (
    select
        *,
        row_number() over in_order as place,
        count(*) over () as accounts,
        sum(won_value) over in_order as running_value,
        sum(won_value) over () as total
    from account
    window in_order as (order by won_value desc, account, account_id)
),

final as (
    select
        account_id,
        account,
        place as rank_visible,
        won_deals as won_deals_visible,
        won_value as won_value_visible,
        won_value / nullif(total, 0) as share_visible,
        running_value as cumulative_value_visible,
        running_value / nullif(total, 0) as cumulative_share_visible,
        place::numeric / accounts as accounts_share_visible
    from ranked
)

select * from final;

comment on view gold.concentration is 'How much of the won revenue comes from the largest customers: the curve of shares, over deals that the viewer may see.';
comment on column gold.concentration.account_id is 'id · the account';
comment on column gold.concentration.account is 'text · the account''s name';
comment on column gold.concentration.rank_visible is 'rank · by won value that the viewer may see, from 1 without gaps; equal values by name';
comment on column gold.concentration.won_deals_visible is 'count · won deals that the viewer may see';
comment on column gold.concentration.won_value_visible is '$ · won revenue by close date, of deals that the viewer may see';
comment on column gold.concentration.share_visible is 'ratio · won value / won value of all accounts, of deals that the viewer may see';
comment on column gold.concentration.cumulative_value_visible is '$ · won value of this account and all before it';
comment on column gold.concentration.cumulative_share_visible is 'ratio · cumulative value / won value of all accounts';
comment on column gold.concentration.accounts_share_visible is 'ratio · rank / number of accounts: the other axis of the curve';
