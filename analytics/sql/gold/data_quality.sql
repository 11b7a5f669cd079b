-- grain: one row per day with a check, table and rule of data quality; of the whole data, whoever looks
-- key: day, table_name, rule
create view gold.data_quality with (security_barrier) as
with score as (
    select * from silver.quality_score
),

final as (
    select
        day,
        table_name,
        rule,
        rule_name,
        dimension,
        severity,
        weight,
        checked,
        failed,
        1 - failed::numeric / nullif(checked, 0) as score,
        failed - lag(failed) over (partition by rule order by day) as failed_change,
        sum(weight * checked) over of_table as table_weighted_checked,
        sum(weight * failed) over of_table as table_weighted_failed,
        1 - sum(weight * failed) over of_table / nullif(sum(weight * checked) over of_table, 0) as table_score,
        examples,
        as_of
    from score
    window of_table as (partition by day, table_name)
)

select * from final;

comment on view gold.data_quality is 'What each rule of data quality said on each day that it was checked: how many rows it is about and how many break it. Counts are of the whole data for every viewer, as they name no record; lists of the rows obey the viewer. The latest day is the state of the data.';
comment on column gold.data_quality.day is 'date · calendar day of the check';
comment on column gold.data_quality.table_name is 'text · deals, accounts, contacts, products, activities, tasks, or imported: the cells of the latest import''s files';
comment on column gold.data_quality.rule is 'id · the rule''s key, also in the address of its page and in the import''s report';
comment on column gold.data_quality.rule_name is 'text · what holds for a good row';
comment on column gold.data_quality.dimension is 'text · completeness, validity, uniqueness, reference, timeliness or spelling';
comment on column gold.data_quality.severity is 'text · error: a figure is wrong or a row is lost; warning: a figure may mislead; note: worth tidying';
comment on column gold.data_quality.weight is 'count · what a row counts in the table''s score: error 4, warning 2, note 1';
comment on column gold.data_quality.checked is 'count · rows that the rule is about, such as open deals that are engaged';
comment on column gold.data_quality.failed is 'count · rows of those that break it';
comment on column gold.data_quality.score is 'ratio · 1 − failed / checked, from 0 to 1; empty where nothing was checked';
comment on column gold.data_quality.failed_change is 'count · failed − failed at the check before; empty at the first';
comment on column gold.data_quality.table_weighted_checked is 'count · sum of weight × checked over the table''s rules on that day';
comment on column gold.data_quality.table_weighted_failed is 'count · sum of weight × failed over the table''s rules on that day';
comment on column gold.data_quality.table_score is 'ratio · 1 − weighted failed / weighted checked, from 0 to 1: the share of checks that pass, weighted by severity';
comment on column gold.data_quality.examples is 'text · the most frequent wrong spellings with their rows; empty for who does not see everything';
comment on column gold.data_quality.as_of is 'date · the reporting day by which rules about time were asked';
