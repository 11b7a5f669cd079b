-- What every step of an import shares. Text arrives stripped at both ends.
-- They go with the transaction; a second import in the same one begins anew.
drop table if exists
    pg_temp.import_run, pg_temp.import_issue, pg_temp.import_count, pg_temp.import_lookup, pg_temp.import_day,
    pg_temp.import_product, pg_temp.import_agent, pg_temp.import_team, pg_temp.import_member,
    pg_temp.import_account, pg_temp.import_deal, pg_temp.import_step;

create temp table import_run on commit drop as
select
    current_setting('dealwright.import_as_of')::date as as_of,
    (select id from pipeline_lostreason where imported_only order by position, id limit 1) as unknown_reason_id,
    -- The stage in which a deal is from the day of its engagement.
    (
        select id from pipeline_stage
        where type = 'open' and needs_engage_date order by position limit 1
    ) as engaged_stage_id,
    -- Looked up once: asked for every row it takes longer than the row.
    pg_get_serial_sequence('accounts_account', 'id')::regclass as account_ids,
    pg_get_serial_sequence('pipeline_opportunity', 'id')::regclass as deal_ids;

create temp table import_issue (
    file text not null, line integer not null, "column" text not null, value text not null,
    kind text not null, rule text not null, reason text not null, repaired_to text not null default ''
) on commit drop;

create temp table import_count (
    file text not null, new bigint not null, changed bigint not null, unchanged bigint not null
) on commit drop;

-- The distinct spellings of a file's names and what they mean: thousands of rows share one look-up.
create temp table import_lookup (
    kind text not null, spelling text not null, id bigint not null, name text not null, matches bigint not null
) on commit drop;

create or replace function pg_temp.squeezed(text) returns text language sql immutable
as $$ select btrim(regexp_replace($1, '[\s\u00a0]+', ' ', 'g')) $$;

-- The name that a spelling stands for: its alias where it has one.
create or replace function pg_temp.read_as(kind text, spelling text) returns text language sql stable
as $$
    select coalesce(
        (
            select alias.name from accounts_alias as alias
            where alias.kind = $1 and lower(alias.spelling) = lower(pg_temp.squeezed($2))
        ),
        pg_temp.squeezed($2)
    )
$$;

-- A day of the calendar, else NULL. A cast would stop the import at the first bad one.
create or replace function pg_temp.as_day(text) returns date language sql stable
as $$
    select case
        when $1 ~ '^(?:19|20|21)\d\d-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))$'
        or $1 ~ '^(?:(?:19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)-02-29$'
        then $1::date
    end
$$;

create or replace function pg_temp.as_amount(text) returns numeric language sql immutable
as $$ select case when $1 ~ '^\d{1,10}(?:\.\d{1,2})?$' then $1::numeric end $$;

create or replace function pg_temp.as_count(text) returns integer language sql immutable
as $$ select case when $1 ~ '^\d{1,9}$' then $1::integer end $$;

-- For reading a value that as_amount or as_count did not take.
create or replace function pg_temp.is_negative(text) returns boolean language sql immutable
as $$ select $1 ~ '^[-−]\s*\d+(?:\.\d+)?$' $$;
