-- What silver and gold share. It lives in a schema of its own, which a rebuild of the views leaves in place.
create schema if not exists crm;

-- A view runs functions with its reader's privileges, not with its owner's: those that read tables run as their own
-- owner, so that a role can read gold that may read no table.

-- The day that every figure is as of.
create or replace function crm.as_of() returns date
language sql stable parallel safe security definer set search_path = pg_catalog as
'select coalesce((select day from public.pipeline_reportingday where id = 1), current_date)';

-- Two keys for crm.viewer_seal(), made once. Whoever may read them is the application, and is believed.
create table if not exists crm.viewer_key (inner_key bytea not null, outer_key bytea not null);
insert into crm.viewer_key (inner_key, outer_key)
select
    sha512(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
    sha512(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
where not exists (select from crm.viewer_key);

-- What proves that the application chose these owners for the transaction that began at that moment: NMAC with SHA-256
-- (Bellare, Canetti and Krawczyk 1996). It is of no use in another transaction.
create or replace function crm.viewer_seal(owners text, began_at timestamptz) returns text
language sql stable parallel safe set search_path = pg_catalog as
$$
    select encode(sha256(outer_key || sha256(inner_key || convert_to(
        owners || '@' || extract(epoch from began_at), 'UTF8'))), 'hex')
    from crm.viewer_key
$$;
revoke all on function crm.viewer_seal(text, timestamptz) from public;

-- The owners whose deals the transaction may read: set by teams.visibility.viewing(), empty when it is not. A setting can
-- be changed from inside a query; whoever cannot read the keys is shown what a seal vouches for, and else nothing.
create or replace function crm.visible_owners() returns bigint[]
language sql stable parallel safe security definer set search_path = pg_catalog as
$$
    select case
        when has_table_privilege(session_user, 'crm.viewer_key', 'select')
            or current_setting('crm.viewer_seal', true)
                = crm.viewer_seal(current_setting('crm.visible_owners', true), now())
            then coalesce(nullif(current_setting('crm.visible_owners', true), ''), '{}')::bigint[]
        else '{}'
    end
$$;

-- The Wilson score interval of a rate at 95 %: Wilson 1927, Journal of the American Statistical Association 22.
create or replace function crm.wilson_low(hits bigint, n bigint) returns numeric
language sql immutable parallel safe as
$$ select case when n > 0 then round(
    ((hits + 1.9207) / (n + 3.8415)
        - 1.95996 * sqrt(hits * (n - hits)::numeric / n + 0.96036) / (n + 3.8415))::numeric, 6) end $$;

create or replace function crm.wilson_high(hits bigint, n bigint) returns numeric
language sql immutable parallel safe as
$$ select case when n > 0 then round(
    ((hits + 1.9207) / (n + 3.8415)
        + 1.95996 * sqrt(hits * (n - hits)::numeric / n + 0.96036) / (n + 3.8415))::numeric, 6) end $$;

-- What an owner closed of each product in a month, up to a day: the sums that analytics_monthlysales stores. One index
-- holds all that it reads. It asks for no viewer: whoever calls it has to.
create or replace function crm.closed_sales(of_month date, of_owner bigint, until date)
returns table (
    product_id bigint, won bigint, lost bigint, units_won bigint, units_lost bigint, revenue numeric,
    revenue_squares numeric, won_cycle_days_total bigint, lost_cycle_days_total bigint, last_close_on date
)
language sql stable parallel safe rows 10 as
$$
    select
        product_id,
        count(*) filter (where stage_type = 'won'),
        count(*) filter (where stage_type = 'lost'),
        coalesce(sum(quantity) filter (where stage_type = 'won'), 0),
        coalesce(sum(quantity) filter (where stage_type = 'lost'), 0),
        coalesce(sum(close_value) filter (where stage_type = 'won'), 0),
        coalesce(sum(close_value * close_value) filter (where stage_type = 'won'), 0),
        coalesce(sum(close_date - engage_date) filter (where stage_type = 'won'), 0),
        coalesce(sum(close_date - engage_date) filter (where stage_type = 'lost'), 0),
        max(close_date)
    from public.pipeline_opportunity
    where owner_id = of_owner
        and close_date between of_month and least((of_month + interval '1 month - 1 day')::date, until)
    group by product_id
$$;

-- The same for the views: of owners whom the transaction may read, whoever calls it.
create or replace function crm.visible_closed_sales(of_month date, of_owner bigint, until date)
returns table (
    product_id bigint, won bigint, lost bigint, units_won bigint, units_lost bigint, revenue numeric,
    revenue_squares numeric, won_cycle_days_total bigint, lost_cycle_days_total bigint, last_close_on date
)
language sql stable parallel safe rows 10 security definer set search_path = pg_catalog as
$$
    select *
    from crm.closed_sales(of_month, of_owner, until)
    where of_owner = any((select crm.visible_owners())::bigint[])
$$;
