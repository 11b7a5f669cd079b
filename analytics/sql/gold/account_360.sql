-- grain: one row per account that the viewer may see
-- key: account_id
create view gold.account_360 with (security_barrier) as
with account as (
    select * from silver.account
),

deals as (
    select
        account_id,
        count(*) filter (where stage_type = 'open') as open_deals,
        count(*) filter (where stage_type = 'won') as won_deals,
        count(*) filter (where stage_type <> 'open') as closed_deals,
        count(distinct product_id) filter (where stage_type = 'won') as products_bought,
        count(distinct agent_id) as agents,
        sum(open_value) as open_value,
        sum(won_value) as revenue,
        avg(cycle_days) filter (where stage_type = 'won') as won_cycle_days,
        max(engage_date) as last_engaged_on
    from silver.deal
    group by account_id
),

final as (
    select
        account.account_id,
        account.account,
        -- Of a parent company that the viewer may not see, not even the name is shown.
        parent.account as parent,
        account.group_id,
        case when account.parent_id is null then account.account else coalesce(parent.account, 'Parent not visible') end
            as group_name,
        account.sector,
        account.country,
        account.type,
        account.status,
        account.customer_since,
        account.year_established,
        account.annual_revenue * 1000000 as company_turnover,
        account.employees,
        account.recency,
        coalesce(account.frequency, 0) as frequency,
        coalesce(account.monetary, 0) as monetary,
        round(account.monetary / nullif(account.frequency, 0), 2) as average_purchase,
        account.first_won_on,
        account.last_won_on,
        account.r_score,
        account.f_score,
        account.m_score,
        account.segment_key,
        coalesce(account.segment, case when account.frequency > 0 then 'Not scored yet' else 'No purchase yet' end)
            as segment,
        account.recommended_action,
        account.expected_purchases,
        account.p_alive,
        account.cltv,
        account.metrics_as_of,
        coalesce(deals.open_deals, 0) as open_deals_visible,
        coalesce(deals.open_value, 0) as open_value_visible,
        coalesce(deals.won_deals, 0) as won_deals_visible,
        coalesce(deals.closed_deals, 0) as closed_deals_visible,
        deals.won_deals::numeric / nullif(deals.closed_deals, 0) as win_rate_visible,
        crm.wilson_low(deals.won_deals, deals.closed_deals) as win_rate_visible_low,
        crm.wilson_high(deals.won_deals, deals.closed_deals) as win_rate_visible_high,
        coalesce(deals.revenue, 0) as revenue,
        round(deals.won_cycle_days, 1) as won_cycle_days_visible,
        coalesce(deals.products_bought, 0) as products_bought_visible,
        coalesce(deals.agents, 0) as agents_visible,
        deals.last_engaged_on as last_engaged_on_visible
    from account
    left join deals on deals.account_id = account.account_id
    left join account as parent on parent.account_id = account.parent_id
)

select * from final;

comment on view gold.account_360 is 'An account on one row. Its metrics (recency to lifetime value) are whole for whoever sees the account; revenue and every column that ends in _visible count only deals that the viewer may see.';
comment on column gold.account_360.account_id is 'id · the account';
comment on column gold.account_360.account is 'text · the account''s name';
comment on column gold.account_360.parent is 'text · the parent company, where the viewer may see it';
comment on column gold.account_360.group_id is 'id · the account number of the parent company, or its own';
comment on column gold.account_360.group_name is 'text · the parent company, or its own name; “Parent not visible” where the viewer sees the subsidiary only';
comment on column gold.account_360.sector is 'text · the account''s sector';
comment on column gold.account_360.country is 'text · the country of its office';
comment on column gold.account_360.type is 'text · prospect, customer or partner';
comment on column gold.account_360.status is 'text · active or inactive';
comment on column gold.account_360.customer_since is 'date · since when it is a customer, as entered';
comment on column gold.account_360.year_established is 'year · the year in which the company was founded';
comment on column gold.account_360.company_turnover is '$ · the company''s own revenue of a year, not what it bought';
comment on column gold.account_360.employees is 'count · people that the company employs';
comment on column gold.account_360.recency is 'days · reporting day − last won close, of all deals of the account';
comment on column gold.account_360.frequency is 'count · won deals, of all deals of the account whoever owns them';
comment on column gold.account_360.monetary is '$ · won revenue, of all deals of the account whoever owns them';
comment on column gold.account_360.average_purchase is '$ · monetary / frequency: mean value of a won deal';
comment on column gold.account_360.first_won_on is 'date · first won close';
comment on column gold.account_360.last_won_on is 'date · last won close';
comment on column gold.account_360.r_score is 'score · recency from 1 to 5 by stored quintile thresholds; 5 bought last';
comment on column gold.account_360.f_score is 'score · frequency from 1 to 5 by stored quintile thresholds; 5 bought most often';
comment on column gold.account_360.m_score is 'score · monetary from 1 to 5 by stored quintile thresholds; 5 bought most';
comment on column gold.account_360.segment_key is 'id · the segment; empty without a purchase or a score';
comment on column gold.account_360.segment is 'text · by the scores; “No purchase yet” without a won deal';
comment on column gold.account_360.recommended_action is 'text · what to do with accounts of the segment';
comment on column gold.account_360.expected_purchases is 'count · purchase days expected in the next 365 days';
comment on column gold.account_360.p_alive is 'ratio · probability of being alive by BG/NBD; empty where it cannot be estimated, see account_retention';
comment on column gold.account_360.cltv is '$ · revenue expected in the next 12 months, discounted by 1 % a month';
comment on column gold.account_360.metrics_as_of is 'date · the day as of which recency to lifetime value were computed';
comment on column gold.account_360.open_deals_visible is 'count · open deals that the viewer may see';
comment on column gold.account_360.open_value_visible is '$ · of open deals that the viewer may see: entered amount, else list value';
comment on column gold.account_360.won_deals_visible is 'count · won deals that the viewer may see';
comment on column gold.account_360.closed_deals_visible is 'count · won and lost deals that the viewer may see: the n of the win rate';
comment on column gold.account_360.win_rate_visible is 'rate · won / (won + lost), of deals that the viewer may see';
comment on column gold.account_360.win_rate_visible_low is 'rate · lower end of the 95 % Wilson interval of the win rate';
comment on column gold.account_360.win_rate_visible_high is 'rate · upper end of the 95 % Wilson interval of the win rate';
comment on column gold.account_360.revenue is '$ · close values of won deals that the viewer may see, by close date; monetary is the whole';
comment on column gold.account_360.won_cycle_days_visible is 'days · mean of close − engage date over won deals that the viewer may see';
comment on column gold.account_360.products_bought_visible is 'count · different products in won deals that the viewer may see';
comment on column gold.account_360.agents_visible is 'count · different owners of deals that the viewer may see';
comment on column gold.account_360.last_engaged_on_visible is 'date · last engage date of deals that the viewer may see';
