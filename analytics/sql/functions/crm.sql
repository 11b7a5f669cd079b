-- What silver and gold share. It lives in a schema of its own, which a rebuild of the views leaves in place.
create schema if not exists crm;

-- The day that every figure is as of.
create or replace function crm.as_of() returns date
language sql stable parallel safe as
'select coalesce((select day from public.pipeline_reportingday where id = 1), current_date)';

-- The owners whose deals the transaction may read: set by teams.visibility.viewing(), empty when it is not.
create or replace function crm.visible_owners() returns bigint[]
language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('crm.visible_owners', true), ''), '{}')::bigint[] $$;

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
