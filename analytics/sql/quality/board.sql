-- The latest check's rules, each with its scores of the last checks, the oldest first.
with recent as (
    select *
    from gold.data_quality
    where day in (select distinct day from gold.data_quality order by day desc limit %(checks)s)
),

history as (
    select
        rule,
        array_agg(score order by day) as scores,
        array_agg(table_score order by day) as table_scores
    from recent
    group by rule
)

select
    recent.table_name,
    recent.rule,
    recent.rule_name,
    recent.dimension,
    recent.severity,
    recent.checked,
    recent.failed,
    recent.failed_change,
    recent.examples,
    history.scores,
    history.table_scores
from recent
join history on history.rule = recent.rule
where recent.day = (select max(day) from recent)
order by
    case recent.severity when 'error' then 1 when 'warning' then 2 else 3 end, recent.failed desc, recent.rule_name
