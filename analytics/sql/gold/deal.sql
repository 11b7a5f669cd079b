-- grain: one row per deal of an owner whom the viewer may see, as of the reporting day
-- key: deal_id
create view gold.deal with (security_barrier) as
with deal as (
    select * from silver.deal
),

final as (
    select
        deal_id,
        code,
        account_id,
        group_id,
        account,
        sector,
        country,
        agent_id,
        agent,
        team_id,
        team,
        manager,
        region,
        product_id,
        product,
        series,
        stage_id,
        stage,
        stage_position,
        stage_type,
        stage_type = 'open' as is_open,
        stage_type = 'won' as is_won,
        stage_type = 'lost' as is_lost,
        stage_type <> 'open' as is_closed,
        account_id is null as is_without_account,
        forecast_category,
        lost_reason,
        quantity,
        list_price,
        list_value,
        entered_amount,
        open_value,
        probability / 100.0 as stage_probability,
        round(open_value * probability / 100.0, 2) as weighted_value,
        won_value,
        won_value / nullif(list_value, 0) as price_ratio,
        list_value - won_value as discount_value,
        engage_date,
        expected_close_date,
        close_date,
        engage_month,
        close_month,
        close_quarter,
        month_of_quarter,
        cycle_days,
        age_days,
        case when stage_type = 'open' then entered_on end as entered_stage_on,
        case when stage_type = 'open' then greatest((select crm.as_of()) - entered_on, 0) end as stage_days,
        last_activity_on,
        rot_days,
        is_stale,
        stage_type = 'open' and coalesce(expected_close_date < (select crm.as_of()), false) as is_overdue
    from deal
)

select * from final;

comment on view gold.deal is 'Every deal that the viewer may see: what, whose, for whom, where it stands, how old and at which price.';
comment on column gold.deal.deal_id is 'id · the deal''s number in the database';
comment on column gold.deal.code is 'id · the deal''s public code';
comment on column gold.deal.account_id is 'id · the account; empty where the deal has none yet';
comment on column gold.deal.group_id is 'id · the parent company of the account, or the account itself';
comment on column gold.deal.account is 'text · the account''s name; empty where the deal has none yet';
comment on column gold.deal.sector is 'text · the account''s sector';
comment on column gold.deal.country is 'text · the account''s country';
comment on column gold.deal.agent_id is 'id · the deal''s owner';
comment on column gold.deal.agent is 'text · the owner''s name';
comment on column gold.deal.team_id is 'id · the owner''s team today';
comment on column gold.deal.team is 'text · the owner''s team today';
comment on column gold.deal.manager is 'text · the manager of the owner''s team';
comment on column gold.deal.region is 'text · the regional office of the owner''s team';
comment on column gold.deal.product_id is 'id · the product offered';
comment on column gold.deal.product is 'text · the product offered';
comment on column gold.deal.series is 'text · the product''s series';
comment on column gold.deal.stage_id is 'id · the stage that the deal is in';
comment on column gold.deal.stage is 'text · the stage that the deal is in';
comment on column gold.deal.stage_position is 'rank · the stage''s place in the pipeline';
comment on column gold.deal.stage_type is 'text · open, won or lost';
comment on column gold.deal.is_open is 'yes/no · neither won nor lost';
comment on column gold.deal.is_won is 'yes/no · in a stage of the type won';
comment on column gold.deal.is_lost is 'yes/no · in a stage of the type lost';
comment on column gold.deal.is_closed is 'yes/no · won or lost: what a win rate counts';
comment on column gold.deal.is_without_account is 'yes/no · no account is entered';
comment on column gold.deal.forecast_category is 'text · the forecast category of the stage';
comment on column gold.deal.lost_reason is 'text · why it was lost; of lost deals only';
comment on column gold.deal.quantity is 'count · units offered';
comment on column gold.deal.list_price is '$ · the product''s list price of one unit';
comment on column gold.deal.list_value is '$ · list price × quantity';
comment on column gold.deal.entered_amount is '$ · the amount that the owner entered; empty means list value';
comment on column gold.deal.open_value is '$ · of open deals: the entered amount, else list value';
comment on column gold.deal.stage_probability is 'ratio · the chance that the stage stands for, set by an administrator, not measured';
comment on column gold.deal.weighted_value is '$ · of open deals: open value × stage probability';
comment on column gold.deal.won_value is '$ · of won deals: the value at close; it counts on the close date';
comment on column gold.deal.price_ratio is 'ratio · of won deals: won value / list value; 1 is list price';
comment on column gold.deal.discount_value is '$ · of won deals: list value − won value; below 0 where it sold above list';
comment on column gold.deal.engage_date is 'date · when work with the customer began';
comment on column gold.deal.expected_close_date is 'date · when the owner expects the close';
comment on column gold.deal.close_date is 'date · when it was won or lost; never after the reporting day';
comment on column gold.deal.engage_month is 'date · first day of the month of the engage date';
comment on column gold.deal.close_month is 'date · first day of the month of the close date';
comment on column gold.deal.close_quarter is 'date · first day of the quarter of the close date';
comment on column gold.deal.month_of_quarter is 'count · 1, 2 or 3: which month of its quarter the close date is in';
comment on column gold.deal.cycle_days is 'days · close date − engage date, of won and of lost deals';
comment on column gold.deal.age_days is 'days · of open deals: reporting day − engage date';
comment on column gold.deal.entered_stage_on is 'date · of open deals: when it came into its stage';
comment on column gold.deal.stage_days is 'days · of open deals: reporting day − the day it came into its stage, at least 0';
comment on column gold.deal.last_activity_on is 'date · of the last activity on the deal';
comment on column gold.deal.rot_days is 'days · how long a deal may be quiet in its stage; 0 is without limit';
comment on column gold.deal.is_stale is 'yes/no · open, and nothing has happened in it for more than the stage''s rot days: as in stale_deal';
comment on column gold.deal.is_overdue is 'yes/no · open, and the expected close date is before the reporting day';
