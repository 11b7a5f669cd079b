-- grain: one row per group: a company without a parent, with its subsidiaries, of accounts that the viewer may see
-- key: group_id
create view gold.account_group with (security_barrier) as
with account as (
    select * from silver.account
),

deals as (
    select account_id, count(*) as won_deals, sum(won_value) as revenue
    from silver.closed_deal
    where is_won
    group by account_id
),

company as (
    select
        account.group_id,
        -- Of a parent company that the viewer may not see, not even the name is shown.
        coalesce(max(account.account) filter (where account.parent_id is null), 'Parent not visible') as group_name,
        count(*) as accounts,
        count(*) filter (where account.parent_id is not null) as subsidiaries,
        string_agg(account.account, ', ' order by account.account) filter (where account.parent_id is not null)
            as subsidiary_names,
        coalesce(sum(account.frequency), 0) as frequency,
        coalesce(sum(account.monetary), 0) as monetary,
        coalesce(sum(account.cltv), 0) as cltv,
        max(account.last_won_on) as last_won_on,
        coalesce(sum(deals.won_deals), 0)::bigint as won_deals,
        coalesce(sum(deals.revenue), 0) as revenue
    from account
    left join deals on deals.account_id = account.account_id
    group by account.group_id
),

final as (
    select
        group_id,
        group_name,
        subsidiaries > 0 as is_group,
        accounts as accounts_visible,
        subsidiaries as subsidiaries_visible,
        subsidiary_names as subsidiary_names_visible,
        frequency as frequency_of_visible_accounts,
        monetary as monetary_of_visible_accounts,
        cltv as cltv_of_visible_accounts,
        last_won_on as last_won_on_of_visible_accounts,
        won_deals as won_deals_visible,
        revenue,
        revenue / nullif(sum(revenue) over (), 0) as share_visible,
        row_number() over (order by revenue desc, group_name, group_id) as rank_visible
    from company
)

select * from final;

comment on view gold.account_group is 'Companies with their subsidiaries. A group is as large as what the viewer may see of it: accounts are counted whole in columns “of visible accounts”, deals one by one in columns that end in _visible.';
comment on column gold.account_group.group_id is 'id · the account number of the parent company';
comment on column gold.account_group.group_name is 'text · the parent company; “Parent not visible” where the viewer sees subsidiaries only';
comment on column gold.account_group.is_group is 'yes/no · has a subsidiary that the viewer may see';
comment on column gold.account_group.accounts_visible is 'count · accounts of the group that the viewer may see, the parent among them';
comment on column gold.account_group.subsidiaries_visible is 'count · subsidiaries that the viewer may see';
comment on column gold.account_group.subsidiary_names_visible is 'text · names of the subsidiaries that the viewer may see';
comment on column gold.account_group.frequency_of_visible_accounts is 'count · won deals of the visible accounts, whoever owns them';
comment on column gold.account_group.monetary_of_visible_accounts is '$ · won revenue of the visible accounts, whoever owns the deals';
comment on column gold.account_group.cltv_of_visible_accounts is '$ · revenue of the visible accounts expected in the next 12 months, discounted by 1 % a month';
comment on column gold.account_group.last_won_on_of_visible_accounts is 'date · last won close of the visible accounts';
comment on column gold.account_group.won_deals_visible is 'count · won deals that the viewer may see';
comment on column gold.account_group.revenue is '$ · close values of won deals that the viewer may see, by close date';
comment on column gold.account_group.share_visible is 'ratio · revenue / revenue of all groups, of deals that the viewer may see';
comment on column gold.account_group.rank_visible is 'rank · by revenue that the viewer may see; equal values by name';
