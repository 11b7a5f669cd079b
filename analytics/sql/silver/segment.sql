-- grain: one row per segment
-- key: segment_key
create view silver.segment with (security_barrier) as
with final as (
    select key as segment_key, name as segment, position, description, action as recommended_action
    from analytics_segment
    where (select crm.visible_owners()) <> '{}'
)

select * from final;
