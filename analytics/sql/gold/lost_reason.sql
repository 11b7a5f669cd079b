-- grain: one row per reason
-- key: lost_reason
create view gold.lost_reason with (security_barrier) as
with final as (
    select lost_reason, imported_only
    from silver.lost_reason
)

select * from final;

comment on view gold.lost_reason is 'The reasons for which a deal can be lost, with and without any that was.';
comment on column gold.lost_reason.lost_reason is 'text · the reason';
comment on column gold.lost_reason.imported_only is 'yes/no · carried by imported history alone: it cannot be chosen';
