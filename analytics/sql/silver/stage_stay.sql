-- grain: one row per stay of a visible deal in an open stage
-- key: stage_change_id
create view silver.stage_stay with (security_barrier) as
-- What came after the reporting day has not happened: a stay that ended later is still running. In parts, so that who
-- asks for stays up to some day (seen_until) reads slices of an index, and only of it: a column more (stagechange_as_stays
-- has these) and the table is read too.
with open_stage as (
    select array_agg(id) as ids from pipeline_stage where type = 'open'
),

part as (
    select id, opportunity_id, to_stage_id, source, changed_at, left_at, next_stage_id, left_at as seen_until
    from pipeline_stagechange
    where to_stage_id = any((select ids from open_stage)::bigint[])
        and left_at < ((select crm.as_of()) + 1)::timestamptz
    union all
    select
        id, opportunity_id, to_stage_id, source, changed_at, null::timestamptz, null::bigint,
        ((select crm.as_of()) + 1)::timestamptz
    from pipeline_stagechange
    where to_stage_id = any((select ids from open_stage)::bigint[])
        and left_at is null
        and changed_at < ((select crm.as_of()) + 1)::timestamptz
    union all
    select
        id, opportunity_id, to_stage_id, source, changed_at, null::timestamptz, null::bigint,
        ((select crm.as_of()) + 1)::timestamptz
    from pipeline_stagechange
    where to_stage_id = any((select ids from open_stage)::bigint[])
        and left_at >= ((select crm.as_of()) + 1)::timestamptz
        and changed_at < ((select crm.as_of()) + 1)::timestamptz
),

stay as (
    select
        part.id as stage_change_id,
        part.opportunity_id as deal_id,
        deal.owner_id as agent_id,
        owner.name as agent,
        owner.team_id,
        team.name as team,
        team.regional_office as region,
        deal.product_id,
        product.name as product,
        product.series,
        part.to_stage_id as stage_id,
        stage.name as stage,
        stage.position as stage_position,
        part.changed_at,
        part.source,
        part.left_at,
        part.seen_until,
        next_stage.type as next_stage_type,
        next_stage.position as next_stage_position
    from part
    join pipeline_opportunity as deal on deal.id = part.opportunity_id
    -- Left joins, though most are there for every step: what a query does not ask of them is then not even joined.
    left join teams_user as owner on owner.id = deal.owner_id
    left join teams_team as team on team.id = owner.team_id
    left join pipeline_product as product on product.id = deal.product_id
    left join pipeline_stage as stage on stage.id = part.to_stage_id
    left join pipeline_stage as next_stage on next_stage.id = part.next_stage_id
    where deal.owner_id = any((select crm.visible_owners())::bigint[])
),

final as (
    select
        *,
        case
            when next_stage_type is null then 'still there'
            when next_stage_type <> 'open' then next_stage_type
            when next_stage_position > stage_position then 'forward'
            else 'back'
        end as outcome,
        left_at::date - changed_at::date as finished_days,
        case when left_at is null then (select crm.as_of()) - changed_at::date end as running_days
    from stay
)

select * from final;
