-- grain: one row per step of a visible deal, with the stay in the stage that it led to
-- key: stage_change_id
create view silver.stage_change with (security_barrier) as
-- What came after the reporting day has not happened: a stay that ended later is still running. Three parts, so that
-- whoever asks for stays that ended in some days, or for those that run, reads a slice of an index.
with part as (
    select id, opportunity_id, from_stage_id, to_stage_id, source, changed_at, left_at, next_stage_id
    from pipeline_stagechange
    where left_at < ((select crm.as_of()) + 1)::timestamptz
    union all
    select id, opportunity_id, from_stage_id, to_stage_id, source, changed_at, null::timestamptz, null::bigint
    from pipeline_stagechange
    where left_at is null and changed_at < ((select crm.as_of()) + 1)::timestamptz
    union all
    select id, opportunity_id, from_stage_id, to_stage_id, source, changed_at, null::timestamptz, null::bigint
    from pipeline_stagechange
    where left_at >= ((select crm.as_of()) + 1)::timestamptz and changed_at < ((select crm.as_of()) + 1)::timestamptz
),

stay as (
    select
        part.id as stage_change_id,
        part.opportunity_id as deal_id,
        deal.owner_id as agent_id,
        deal.product_id,
        part.from_stage_id,
        from_stage.name as from_stage,
        part.to_stage_id,
        to_stage.name as to_stage,
        to_stage.type as to_stage_type,
        to_stage.position as to_stage_position,
        part.changed_at,
        part.source,
        part.left_at,
        next_stage.name as next_stage,
        next_stage.type as next_stage_type,
        next_stage.position as next_stage_position
    from part
    join pipeline_opportunity as deal on deal.id = part.opportunity_id
    join pipeline_stage as to_stage on to_stage.id = part.to_stage_id
    left join pipeline_stage as from_stage on from_stage.id = part.from_stage_id
    left join pipeline_stage as next_stage on next_stage.id = part.next_stage_id
    where deal.owner_id = any((select crm.visible_owners())::bigint[])
),

final as (
    select
        *,
        case
            when next_stage_type is null then 'still there'
            when next_stage_type <> 'open' then next_stage_type
            when next_stage_position > to_stage_position then 'forward'
            else 'back'
        end as outcome,
        left_at::date - changed_at::date as finished_days,
        case when left_at is null then (select crm.as_of()) - changed_at::date end as running_days
    from stay
)

select * from final;
