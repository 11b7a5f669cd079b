-- grain: one row per open stage and owner with deals in it
-- key: stage_id, agent_id
create view gold.pipeline_open with (security_barrier) as
with deal as (
    select * from silver.deal where stage_type = 'open'
),

final as (
    select
        stage_id,
        stage,
        stage_position,
        probability / 100.0 as stage_probability,
        agent_id,
        agent,
        team,
        region,
        count(*) as deals,
        sum(list_value) as list_value,
        count(entered_amount) as entered_deals,
        coalesce(sum(entered_amount), 0) as entered_value,
        sum(open_value) as open_value,
        round(sum(open_value * probability / 100), 2) as weighted_value,
        min(engage_date) as oldest_engage_date,
        max(age_days) as oldest_age_days,
        count(*) filter (where account_id is null) as without_account,
        count(*) filter (where is_stale) as stale,
        count(*) filter (where expected_close_date < (select crm.as_of())) as overdue
    from deal
    group by stage_id, stage, stage_position, probability, agent_id, agent, team, region
)

select * from final;

comment on view gold.pipeline_open is
    'The open pipeline: how much is in each stage, and whose it is. All columns of counts and $ add up.';
comment on column gold.pipeline_open.stage_id is 'id · the stage';
comment on column gold.pipeline_open.stage is 'text · the stage''s name';
comment on column gold.pipeline_open.stage_position is 'rank · the stage''s place in the pipeline';
comment on column gold.pipeline_open.stage_probability is
    'ratio · the stage''s set probability of winning, which weights open values';
comment on column gold.pipeline_open.agent_id is 'id · the owner';
comment on column gold.pipeline_open.agent is 'text · the owner''s name';
comment on column gold.pipeline_open.team is 'text · the owner''s team today';
comment on column gold.pipeline_open.region is 'text · the team''s regional office';
comment on column gold.pipeline_open.deals is 'count · open deals in the stage';
comment on column gold.pipeline_open.list_value is '$ · list price × quantity';
comment on column gold.pipeline_open.entered_deals is 'count · deals with an entered amount';
comment on column gold.pipeline_open.entered_value is '$ · entered amounts; deals without one count 0';
comment on column gold.pipeline_open.open_value is '$ · the entered amount, else list price × quantity';
comment on column gold.pipeline_open.weighted_value is '$ · open value × the stage''s probability';
comment on column gold.pipeline_open.oldest_engage_date is 'date · earliest engage date';
comment on column gold.pipeline_open.oldest_age_days is
    'days · reporting day − earliest engage date; empty without one';
comment on column gold.pipeline_open.without_account is 'count · deals without an account';
comment on column gold.pipeline_open.stale is
    'count · deals in which nothing has happened for longer than the stage allows';
comment on column gold.pipeline_open.overdue is 'count · deals whose expected close is before the reporting day';
