-- grain: one row per stage
-- key: stage_id
create view gold.stage with (security_barrier) as
with final as (
    select stage_id, stage, stage_type, place, probability, forecast_category, rot_days
    from silver.stage
)

select * from final;

comment on view gold.stage is 'The stages that deals go through, with and without any in them.';
comment on column gold.stage.stage_id is 'id · the stage';
comment on column gold.stage.stage is 'text · the stage''s name';
comment on column gold.stage.stage_type is 'text · open, won or lost';
comment on column gold.stage.place is 'rank · its place in the pipeline';
comment on column gold.stage.probability is 'ratio · how likely a deal of the stage is won, as set by administrators: what weighted value is weighted by';
comment on column gold.stage.forecast_category is 'text · pipeline, best_case, commit, closed or omitted';
comment on column gold.stage.rot_days is 'days · without activity, after which a deal of the stage is stale; empty where none are';
