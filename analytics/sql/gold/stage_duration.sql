-- grain: one row per open stage and outcome of the stays in it; the outcome any holds all others
-- key: stage_id, outcome
create view gold.stage_duration with (security_barrier) as
with stay as (
    select
        stage_id,
        stage,
        stage_position,
        next_stage_type as outcome,
        finished_days,
        running_days
    from silver.stage_stay
),

final as (
    select
        stage_id,
        stage,
        stage_position,
        case when grouping(outcome) = 1 then 'any' else coalesce(outcome, 'running') end as outcome,
        count(finished_days) as finished,
        round(avg(finished_days), 1) as finished_mean_days,
        percentile_cont(0.5) within group (order by finished_days)::numeric(12, 1) as finished_median_days,
        percentile_cont(0.9) within group (order by finished_days)::numeric(12, 1) as finished_p90_days,
        count(running_days) as running,
        round(avg(running_days), 1) as running_mean_days,
        percentile_cont(0.5) within group (order by running_days)::numeric(12, 1) as running_median_days,
        max(running_days) as running_longest_days
    from stay
    group by stage_id, stage, stage_position, grouping sets ((), (outcome))
)

select * from final;

comment on view gold.stage_duration is
    'How long deals stay in each open stage. Running stays are apart: no end is known.';
comment on column gold.stage_duration.stage_id is 'id · the stage';
comment on column gold.stage_duration.stage is 'text · the stage''s name';
comment on column gold.stage_duration.stage_position is 'rank · the stage''s place in the pipeline';
comment on column gold.stage_duration.outcome is
    'text · what the stay ended in: an open stage, won or lost; running; or any, which holds all the others';
comment on column gold.stage_duration.finished is 'count · stays that ended by the reporting day';
comment on column gold.stage_duration.finished_mean_days is 'days · mean from entering to leaving, over finished stays';
comment on column gold.stage_duration.finished_median_days is 'days · half of the finished stays were not longer';
comment on column gold.stage_duration.finished_p90_days is 'days · nine of ten finished stays were not longer';
comment on column gold.stage_duration.running is 'count · stays that have not ended';
comment on column gold.stage_duration.running_mean_days is
    'days · mean from entering to the reporting day, over running stays';
comment on column gold.stage_duration.running_median_days is 'days · half of the running stays are not longer so far';
comment on column gold.stage_duration.running_longest_days is 'days · the longest running stay so far';
