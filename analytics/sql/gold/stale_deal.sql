-- grain: one row per open deal that the viewer may see, in which nothing has happened for longer than its stage allows
-- key: deal_id
create view gold.stale_deal with (security_barrier) as
with deal as (
    select *
    from silver.deal
    where stage_type = 'open' and is_stale
),

final as (
    select
        deal_id,
        code,
        account_id,
        account,
        agent_id,
        agent,
        team_id,
        team,
        manager,
        region,
        product_id,
        product,
        stage,
        list_value,
        open_value,
        round(open_value * probability / 100.0, 2) as weighted_value,
        engage_date,
        age_days,
        entered_on as entered_stage_on,
        last_activity_on,
        quiet_since,
        (select crm.as_of()) - quiet_since as quiet_days,
        rot_days,
        (select crm.as_of()) - quiet_since - rot_days as days_over,
        expected_close_date
    from deal
)

select * from final;

comment on view gold.stale_deal is 'Open deals to move or to close: quiet for longer than their stage''s rot days, by the same rule as the deal list.';
comment on column gold.stale_deal.deal_id is 'id · the deal''s number in the database';
comment on column gold.stale_deal.code is 'id · the deal''s public code';
comment on column gold.stale_deal.account_id is 'id · the account; empty where the deal has none yet';
comment on column gold.stale_deal.account is 'text · the account''s name';
comment on column gold.stale_deal.agent_id is 'id · the deal''s owner';
comment on column gold.stale_deal.agent is 'text · the owner''s name';
comment on column gold.stale_deal.team_id is 'id · the owner''s team';
comment on column gold.stale_deal.team is 'text · the owner''s team';
comment on column gold.stale_deal.manager is 'text · the manager of the owner''s team';
comment on column gold.stale_deal.region is 'text · the regional office of the owner''s team';
comment on column gold.stale_deal.product_id is 'id · the product offered';
comment on column gold.stale_deal.product is 'text · the product''s name';
comment on column gold.stale_deal.stage is 'text · the stage that the deal is in';
comment on column gold.stale_deal.list_value is '$ · list price × quantity';
comment on column gold.stale_deal.open_value is '$ · the entered amount, else list value';
comment on column gold.stale_deal.weighted_value is '$ · open value × stage probability';
comment on column gold.stale_deal.engage_date is 'date · when work with the customer began';
comment on column gold.stale_deal.age_days is 'days · reporting day − engage date';
comment on column gold.stale_deal.entered_stage_on is 'date · when it came into its stage';
comment on column gold.stale_deal.last_activity_on is 'date · of the last activity on the deal';
comment on column gold.stale_deal.quiet_since is 'date · the later of coming into the stage and the last activity';
comment on column gold.stale_deal.quiet_days is 'days · reporting day − quiet since';
comment on column gold.stale_deal.rot_days is 'days · how long a deal may be quiet in its stage';
comment on column gold.stale_deal.days_over is 'days · quiet days − rot days';
comment on column gold.stale_deal.expected_close_date is 'date · when the owner expects the close';
