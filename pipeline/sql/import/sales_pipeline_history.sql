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
    end as first_stage_id
from import_deal as d
cross join import_run as run
where d.is_new;

insert into pipeline_stagechange (opportunity_id, to_stage_id, changed_at, source)
select id, first_stage_id, first_day::timestamptz, 'imported' from import_step;

insert into pipeline_stagechange (opportunity_id, from_stage_id, to_stage_id, changed_at, source)
select id, first_stage_id, stage_id, coalesce(close_date, greatest(as_of, first_day))::timestamptz, 'imported'
from import_step
where first_stage_id <> stage_id;

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
