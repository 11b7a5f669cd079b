-- grain: one row per closed deal that the viewer may see
-- key: deal_id
create view gold.discount with (security_barrier) as
with deal as (
    select *, won_value / nullif(list_value, 0) as price_ratio from silver.deal where stage_type <> 'open'
),

final as (
    select
        deal_id,
        code,
        account_id,
        account,
        sector,
        agent_id,
        agent,
        team_id,
        team,
        region,
        product_id,
        product,
        series,
        stage_type as outcome,
        close_date,
        close_month,
        quantity,
        list_value,
        case when stage_type = 'lost' then list_value end as list_value_lost,
        won_value,
        price_ratio,
        1 - price_ratio as discount,
        case when won_value < list_value then list_value - won_value end as given_away,
        case when won_value > list_value then won_value - list_value end as above_list,
        coalesce(price_ratio < 0.9, false) as is_deep_discount,
        case when price_ratio < 0.9 then list_value - won_value end as deep_discount_value,
        case
            when stage_type = 'lost' then 'Lost'
            when price_ratio is null then 'No list price'
            when price_ratio < 0.8 then 'More than 20 % below list'
            when price_ratio < 0.9 then '10 to 20 % below list'
            when price_ratio < 1 then 'Up to 10 % below list'
            when price_ratio <= 1.1 then 'List to 10 % above'
            else 'More than 10 % above list'
        end as band
    from deal
)

select * from final;

comment on view gold.discount is 'Closed deals against their list value: what was given away on won deals, and the list value of lost ones. The list price is the catalogue''s of today.';
comment on column gold.discount.deal_id is 'id · the deal''s number in the database';
comment on column gold.discount.code is 'id · the deal''s public code';
comment on column gold.discount.account_id is 'id · the account';
comment on column gold.discount.account is 'text · the account''s name';
comment on column gold.discount.sector is 'text · the account''s sector';
comment on column gold.discount.agent_id is 'id · the deal''s owner';
comment on column gold.discount.agent is 'text · the owner''s name';
comment on column gold.discount.team_id is 'id · the owner''s team today';
comment on column gold.discount.team is 'text · the owner''s team today';
comment on column gold.discount.region is 'text · the regional office of the owner''s team';
comment on column gold.discount.product_id is 'id · the product';
comment on column gold.discount.product is 'text · the product''s name';
comment on column gold.discount.series is 'text · the product''s series';
comment on column gold.discount.outcome is 'text · won or lost';
comment on column gold.discount.close_date is 'date · when it was won or lost';
comment on column gold.discount.close_month is 'date · first day of the month of the close date';
comment on column gold.discount.quantity is 'count · units';
comment on column gold.discount.list_value is '$ · list price × quantity';
comment on column gold.discount.list_value_lost is '$ · of lost deals: list price × quantity';
comment on column gold.discount.won_value is '$ · of won deals: the value at close';
comment on column gold.discount.price_ratio is 'ratio · of won deals: won value / list value';
comment on column gold.discount.discount is 'ratio · of won deals: 1 − price ratio; below 0 where it sold above list';
comment on column gold.discount.given_away is '$ · of won deals below list: list value − won value';
comment on column gold.discount.above_list is '$ · of won deals above list: won value − list value';
comment on column gold.discount.is_deep_discount is 'yes/no · won for less than 90 % of list value';
comment on column gold.discount.deep_discount_value is '$ · of won deals for less than 90 % of list: list value − won value';
comment on column gold.discount.band is 'text · how far from list it was won, in steps of 10 %; “Lost” for lost deals';
