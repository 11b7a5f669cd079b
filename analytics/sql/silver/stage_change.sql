-- grain: one row per step of a visible deal, with the stay in the stage that it led to
-- key: stage_change_id
create view silver.stage_change with (security_barrier) as
with step as (
    select
        change.id as stage_change_id,
        change.opportunity_id as deal_id,
        deal.owner_id as agent_id,
        deal.product_id,
        change.from_stage_id,
        from_stage.name as from_stage,
        change.to_stage_id,
        to_stage.name as to_stage,
        to_stage.type as to_stage_type,
        to_stage.position as to_stage_position,
        change.changed_at,
        change.source,
        lead(change.changed_at) over stay as left_at,
        lead(to_stage.name) over stay as next_stage,
        lead(to_stage.type) over stay as next_stage_type,
        lead(to_stage.position) over stay as next_stage_position
    from pipeline_stagechange as change
    join pipeline_opportunity as deal on deal.id = change.opportunity_id
    left join pipeline_stage as to_stage on to_stage.id = change.to_stage_id
    left join pipeline_stage as from_stage on from_stage.id = change.from_stage_id
    where deal.owner_id = any((select crm.visible_owners())::bigint[])
        and change.changed_at < (select crm.as_of()) + 1
    window stay as (partition by change.opportunity_id order by change.changed_at, change.id)
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
    from step
)

select * from final;
