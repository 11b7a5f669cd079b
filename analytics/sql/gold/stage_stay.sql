-- grain: one row per stay of a deal in an open stage
-- key: stage_change_id
create view gold.stage_stay with (security_barrier) as
with stay as (
    select * from silver.stage_change where to_stage_type = 'open'
),

agent as (
    select * from silver.agent
),

product as (
    select * from silver.product
),

final as (
    select
        stay.stage_change_id,
        stay.deal_id,
        stay.to_stage_id as stage_id,
        stay.to_stage as stage,
        stay.to_stage_position as stage_position,
        stay.agent_id,
        agent.agent,
        agent.team_id,
        agent.team,
        agent.region,
        stay.product_id,
        product.product,
        product.series,
        stay.source,
        stay.changed_at::date as entered_on,
        stay.left_at,
        stay.left_at::date as left_on,
        stay.outcome,
        stay.finished_days,
        stay.running_days
    from stay
    join agent using (agent_id)
    join product using (product_id)
)

select * from final;

comment on view gold.stage_stay is
    'Every stay of a deal in an open stage: what stage_conversion and stage_duration sum up, for any group of deals.';
comment on column gold.stage_stay.stage_change_id is 'id · the step that began the stay';
comment on column gold.stage_stay.deal_id is 'id · the deal''s number in the database';
comment on column gold.stage_stay.stage_id is 'id · the stage';
comment on column gold.stage_stay.stage is 'text · the stage''s name';
comment on column gold.stage_stay.stage_position is 'rank · the stage''s place in the pipeline';
comment on column gold.stage_stay.agent_id is 'id · the deal''s owner today';
comment on column gold.stage_stay.agent is 'text · the owner''s name';
comment on column gold.stage_stay.team_id is 'id · the owner''s team today';
comment on column gold.stage_stay.team is 'text · the owner''s team today';
comment on column gold.stage_stay.region is 'text · the regional office of the owner''s team';
comment on column gold.stage_stay.product_id is 'id · the product offered';
comment on column gold.stage_stay.product is 'text · the product offered';
comment on column gold.stage_stay.series is 'text · the product''s series';
comment on column gold.stage_stay.source is 'text · recorded, or imported: derived from imported dates';
comment on column gold.stage_stay.entered_on is 'date · when the deal came into the stage';
comment on column gold.stage_stay.left_at is
    'moment · when it left, which an index is in order of; empty while it is there';
comment on column gold.stage_stay.left_on is 'date · when it left; empty while it is there';
comment on column gold.stage_stay.outcome is
    'text · forward or back to another open stage, won, lost, or still there';
comment on column gold.stage_stay.finished_days is 'days · left − entered; empty while it is there';
comment on column gold.stage_stay.running_days is 'days · reporting day − entered; empty once it left';
