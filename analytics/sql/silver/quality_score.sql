-- grain: one row per rule of data quality and day with a check
-- key: day, rule
create view silver.quality_score with (security_barrier) as
with final as (
    select
        quality_check.day,
        quality_check.as_of,
        quality_check.checked_at,
        score.rule,
        score.name as rule_name,
        score."table" as table_name,
        score.dimension,
        score.severity,
        case score.severity when 'error' then 4 when 'warning' then 2 else 1 end as weight,
        score.checked,
        score.failed,
        -- A spelling is a word of some record: only for who may read every record.
        case
            when (select cardinality(crm.visible_owners()) >= count(*) from teams_user) then score.examples else ''
        end as examples
    from analytics_qualityscore as score
    join analytics_qualitycheck as quality_check on quality_check.id = score.check_of_day_id
    where (select crm.visible_owners()) <> '{}'
)

select * from final;
