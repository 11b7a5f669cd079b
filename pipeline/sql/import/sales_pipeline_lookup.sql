-- What the names and days in the file mean. Only distinct spellings are looked up: a file has few of them.
insert into import_lookup (kind, spelling, id, name, matches)
with spellings as (
    select 'account' as kind, account as spelling from import_sales_pipeline group by account
    union all
    select 'product', product from import_sales_pipeline group by product
    union all
    select 'user', sales_agent from import_sales_pipeline group by sales_agent
    union all
    select 'stage', deal_stage from import_sales_pipeline group by deal_stage
),

read as (
    select kind, spelling, upper(pg_temp.read_as(kind, spelling)) as name
    from spellings
    where spelling <> ''
),

known as (
    select 'account' as kind, id, name from accounts_account
    union all
    select 'product', id, name from pipeline_product
    union all
    select 'user', id, name from teams_user where role <> 'analyst'
    union all
    select 'stage', id, name from pipeline_stage
)

select read.kind, read.spelling, min(known.id), min(known.name), count(*)
from read
inner join known on known.kind = read.kind and upper(known.name) = read.name
group by read.kind, read.spelling;

create temp table import_day on commit drop as
select spelling, pg_temp.as_day(spelling) as day
from (
    select engage_date as spelling from import_sales_pipeline group by engage_date
    union
    select close_date from import_sales_pipeline group by close_date
) as spellings
where spelling <> '';

analyze import_lookup;
analyze import_day;
