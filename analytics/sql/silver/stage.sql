-- grain: one row per stage
-- key: stage_id
create view silver.stage with (security_barrier) as
with final as (
    select
        id as stage_id,
        name as stage,
        type as stage_type,
        position as place,
        probability / 100.0 as probability,
        forecast_category,
        rot_days
    from pipeline_stage
    where (select crm.visible_owners()) <> '{}'
)

select * from final;
