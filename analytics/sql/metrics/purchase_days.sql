-- grain: one row per account and day with a won deal, up to the as-of day: what a model is fitted on
select
    account_id,
    close_date - date '1970-01-01' as day,
    sum(close_value)::float8 as value,
    count(*)::int as wins
from pipeline_opportunity
where stage_type = 'won' and account_id is not null and close_date <= %(as_of)s
group by account_id, close_date
order by account_id, close_date
