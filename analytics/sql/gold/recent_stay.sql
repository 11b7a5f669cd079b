-- grain: one row per stay of a deal in an open stage that ended in the last 90 days, or is running
-- key: stage_change_id
create view gold.recent_stay with (security_barrier) as
-- By silver's seen_until, which an index has in order. The day is asked without a select of its own, which would keep the
-- condition from getting below silver's barrier to that index.
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
        changed_at::date as entered_on,
        left_at::date as left_on,
        outcome,
        finished_days,
        running_days
    from silver.stage_stay
    where seen_until >= (crm.as_of() - 89)::timestamptz
)

select * from final;

comment on view gold.recent_stay is
    'The stays in open stages that tell how deals get through them now: ended in the 90 days up to the reporting day, or running.';
comment on column gold.recent_stay.stage_change_id is 'id · the step that began the stay';
comment on column gold.recent_stay.deal_id is 'id · the deal''s number in the database';
comment on column gold.recent_stay.stage_id is 'id · the stage';
comment on column gold.recent_stay.stage is 'text · the stage''s name';
comment on column gold.recent_stay.stage_position is 'rank · the stage''s place in the pipeline';
comment on column gold.recent_stay.agent_id is 'id · the deal''s owner today';
comment on column gold.recent_stay.agent is 'text · the owner''s name';
comment on column gold.recent_stay.team_id is 'id · the owner''s team today';
comment on column gold.recent_stay.team is 'text · the owner''s team today';
comment on column gold.recent_stay.region is 'text · the regional office of the owner''s team';
comment on column gold.recent_stay.product_id is 'id · the product offered';
comment on column gold.recent_stay.product is 'text · the product offered';
comment on column gold.recent_stay.entered_on is 'date · when the deal came into the stage';
comment on column gold.recent_stay.left_on is 'date · when it left; empty while it is there';
comment on column gold.recent_stay.outcome is
    'text · forward or back to another open stage, won, lost, or still there';
comment on column gold.recent_stay.finished_days is 'days · left − entered; empty while it is there';
comment on column gold.recent_stay.running_days is 'days · reporting day − entered; empty once it left';
