-- grain: one row per reason
-- key: lost_reason
create view silver.lost_reason with (security_barrier) as
with final as (
    select name as lost_reason, imported_only
    from pipeline_lostreason
    where (select crm.visible_owners()) <> '{}'
)

select * from final;
