-- grain: one row per stay of a deal in an open stage
-- key: stage_change_id
create view gold.stage_stay with (security_barrier) as
with final as (
    select
        stage_change_id,
        deal_id,
        stage_id,
        stage,
        stage_position,
        agent_id,
        agent,
        team_id,
        team,
        region,
        product_id,
        product,
        series,
        source,
        changed_at::date as entered_on,
        left_at::date as left_on,
        outcome,
        finished_days,
        running_days
    from silver.stage_stay
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
comment on column gold.stage_stay.left_on is 'date · when it left; empty while it is there';
comment on column gold.stage_stay.outcome is
    'text · forward or back to another open stage, won, lost, or still there';
comment on column gold.stage_stay.finished_days is 'days · left − entered; empty while it is there';
comment on column gold.stage_stay.running_days is 'days · reporting day − entered; empty once it left';
