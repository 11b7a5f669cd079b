-- grain: one row per deal of an owner whom the viewer may see that closed by the reporting day
-- key: deal_id
create view gold.closed_deal with (security_barrier) as
with deal as (
    select * from silver.closed_deal
),

final as (
    select
        deal_id,
        account_id,
        group_id,
        account,
        sector,
        country,
        agent_id,
        agent,
        team_id,
        team,
        region,
        product_id,
        product,
        series,
        list_price,
        is_won,
        lost_reason,
        quantity,
        list_value,
        won_value,
        won_value / nullif(list_value, 0) as price_ratio,
        list_value - won_value as discount_value,
        close_date,
        cycle_days
    from deal
)

select * from final;

comment on view gold.closed_deal is
    'The deals that were won or lost, with what sums of them ask: much faster to read than deal, which has more columns.';
comment on column gold.closed_deal.deal_id is 'id · the deal''s number in the database';
comment on column gold.closed_deal.account_id is 'id · the account';
comment on column gold.closed_deal.group_id is 'id · the parent company of the account, or the account itself';
comment on column gold.closed_deal.account is 'text · the account''s name';
comment on column gold.closed_deal.sector is 'text · the account''s sector';
comment on column gold.closed_deal.country is 'text · the account''s country';
comment on column gold.closed_deal.agent_id is 'id · the deal''s owner';
comment on column gold.closed_deal.agent is 'text · the owner''s name';
comment on column gold.closed_deal.team_id is 'id · the owner''s team today';
comment on column gold.closed_deal.team is 'text · the owner''s team today';
comment on column gold.closed_deal.region is 'text · the regional office of the owner''s team';
comment on column gold.closed_deal.product_id is 'id · the product offered';
comment on column gold.closed_deal.product is 'text · the product offered';
comment on column gold.closed_deal.series is 'text · the product''s series';
comment on column gold.closed_deal.list_price is '$ · the product''s list price of one unit';
comment on column gold.closed_deal.is_won is 'yes/no · won; else it was lost';
comment on column gold.closed_deal.lost_reason is 'text · why it was lost; of lost deals only';
comment on column gold.closed_deal.quantity is 'count · units offered';
comment on column gold.closed_deal.list_value is '$ · list price × quantity';
comment on column gold.closed_deal.won_value is '$ · of won deals: the value at close; it counts on the close date';
comment on column gold.closed_deal.price_ratio is 'ratio · of won deals: won value / list value; 1 is list price';
comment on column gold.closed_deal.discount_value is '$ · of won deals: list value − won value; below 0 where it sold above list';
comment on column gold.closed_deal.close_date is 'date · when it was won or lost; never after the reporting day';
comment on column gold.closed_deal.cycle_days is 'days · close date − engage date, of won and of lost deals';
