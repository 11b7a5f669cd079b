-- The steps that the dates tell. The first: into the stage of engagement on that day, or where the deal was first
-- seen. An open deal is only known to be where it is on the reporting day.
create temp table import_step on commit drop as
select
    d.id,
    d.stage_id,
    d.close_date,
    run.as_of,
    coalesce(d.engage_date, d.close_date, run.as_of) as first_day,
    case
        when d.stage_needs_engage_date and d.engage_date is not null then coalesce(run.engaged_stage_id, d.stage_id)
        else d.stage_id
    end as first_stage_id,
    coalesce(d.close_date, greatest(run.as_of, d.engage_date))::timestamptz as moved_at
from import_deal as d
cross join import_run as run
where d.is_new;

-- Both steps in one statement, the first with its end: so the trigger that ends stays finds nothing to update.
insert into pipeline_stagechange (
    opportunity_id, from_stage_id, to_stage_id, changed_at, left_at, next_stage_id, source
)
select
    id, null, first_stage_id, first_day::timestamptz,
    case when first_stage_id <> stage_id then moved_at end,
    case when first_stage_id <> stage_id then stage_id end,
    'imported'
from import_step
union all
select id, first_stage_id, stage_id, moved_at, null, null, 'imported' from import_step where first_stage_id <> stage_id;

-- A deal that has moved since the last import: one more step, never before the last one.
insert into pipeline_stagechange (opportunity_id, from_stage_id, to_stage_id, changed_at, source)
select
    d.id,
    d.old_stage_id,
    d.stage_id,
    greatest(
        coalesce(
            d.close_date,
            case when d.stage_id = run.engaged_stage_id then d.engage_date end,
            run.as_of
        )::timestamptz,
        (select max(past.changed_at) from pipeline_stagechange as past where past.opportunity_id = d.id)
    ),
    'imported'
from import_deal as d
cross join import_run as run
where d.changed and d.old_stage_id <> d.stage_id;
