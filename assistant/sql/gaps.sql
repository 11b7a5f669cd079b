-- What is still open in the fence around the assistant's role, and the statements that close it.
-- required: with it open the assistant stays off; the others are a second lock where privileges allow one.
with reader as (
    select * from pg_roles where rolname = %(role)s
),

-- The application: the owner of the keys and whoever was granted to read them. What is taken from everybody is theirs.
application as (
    select string_agg(distinct quote_ident(roles.rolname), ', ') as names
    from pg_class as keys
    cross join lateral (
        select keys.relowner as oid
        union
        select grantee from aclexplode(keys.relacl) where privilege_type = 'SELECT' and grantee <> 0
    ) as holder
    join pg_roles as roles on roles.oid = holder.oid
    where keys.oid = to_regclass('crm.viewer_key')
),

attribute as (
    select 'The role ' || what as what, 'alter role ' || quote_ident(rolname) || ' ' || word as mend, true as required
    from reader
    cross join lateral (values
        (rolsuper, 'is a superuser.', 'nosuperuser'),
        (rolcreaterole, 'may create roles.', 'nocreaterole'),
        (rolcreatedb, 'may create databases.', 'nocreatedb'),
        (rolreplication, 'may replicate.', 'noreplication'),
        (rolbypassrls, 'passes by row security.', 'nobypassrls'),
        (not rolcanlogin, 'may not sign in.', 'login'),
        (rolconnlimit not between 1 and 100, 'may open any number of connections.', 'connection limit 20')
    ) as rule (broken, what, word)
    where broken
),

membership as (
    select 'The role is a member of ' || parent.rolname || '.',
        'revoke ' || quote_ident(parent.rolname) || ' from ' || quote_ident(reader.rolname), true
    from reader
    join pg_auth_members as member on member.member = reader.oid
    join pg_roles as parent on parent.oid = member.roleid
),

ownership as (
    select 'The role owns ' || count(*) || ' objects.',
        'reassign owned by ' || quote_ident(min(reader.rolname)) || ' to current_user', true
    from reader
    join pg_shdepend as owned on owned.refobjid = reader.oid and owned.refclassid = 'pg_authid'::regclass
    where owned.deptype = 'o'
        and owned.dbid in (0, (select oid from pg_database where datname = current_database()))
    having count(*) > 0
),

setting as (
    select 'The role''s setting ' || wanted.name || ' is not ' || wanted.value || '.',
        'alter role ' || quote_ident(rolname) || ' in database ' || quote_ident(current_database()) || ' reset ' || wanted.name
            || '; alter role ' || quote_ident(rolname) || ' set ' || wanted.name || ' = ' || quote_literal(wanted.value),
        wanted.required
    from reader
    cross join (values
        ('default_transaction_read_only', 'on', true, 0),
        ('statement_timeout', '10s', true, 0),
        ('lock_timeout', '1s', true, 0),
        ('idle_in_transaction_session_timeout', '15s', true, 0),
        ('transaction_timeout', '30s', true, 170000),
        ('search_path', 'gold', true, 0),
        ('work_mem', '8MB', true, 0),
        ('max_parallel_workers_per_gather', '0', true, 0),
        ('jit', 'off', true, 0),
        ('temp_file_limit', '100MB', false, 0),
        ('track_activities', 'off', false, 0)
    ) as wanted (name, value, required, from_version)
    where current_setting('server_version_num')::int >= wanted.from_version
        and wanted.value is distinct from (
            select substr(entry, strpos(entry, '=') + 1)
            from pg_db_role_setting as stored, unnest(stored.setconfig) as entry
            where stored.setrole = reader.oid
                and stored.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                and split_part(entry, '=', 1) = wanted.name
            order by stored.setdatabase desc
            limit 1
        )
),

relation as (
    select class.oid, class.relkind, schema.nspname, quote_ident(schema.nspname) || '.' || quote_ident(class.relname) as name
    from pg_class as class
    join pg_namespace as schema on schema.oid = class.relnamespace
    where class.relkind in ('r', 'v', 'm', 'p', 'f') and schema.nspname !~ '^pg_'
        -- A rebuild leaves the views from before to their readers for a moment, as gold_old.
        and schema.nspname not in ('information_schema', 'gold_old')
),

outside as (
    select 'The role has rights on ' || name || '.',
        'revoke all on ' || name || ' from public, ' || quote_ident(rolname), true
    from reader, relation
    where (nspname <> 'gold' and (
            has_table_privilege(reader.oid, relation.oid, 'select, insert, update, delete, truncate, references, trigger')
            or has_any_column_privilege(reader.oid, relation.oid, 'select, insert, update, references')))
        or (nspname = 'gold' and (
            has_table_privilege(reader.oid, relation.oid, 'insert, update, delete, truncate, references, trigger')
            or has_any_column_privilege(reader.oid, relation.oid, 'insert, update, references')))
),

unreadable as (
    select 'The role may not read ' || count(*) || ' views of gold.',
        'grant usage on schema gold to ' || quote_ident(min(rolname))
            || '; grant select on all tables in schema gold to ' || quote_ident(min(rolname)), true
    from reader, relation
    where nspname = 'gold'
        and not (has_schema_privilege(reader.oid, 'gold', 'usage') and has_table_privilege(reader.oid, relation.oid, 'select'))
    having count(*) > 0
),

place as (
    select 'The role may ' || privilege || ' in the schema ' || nspname || '.',
        'revoke ' || privilege || ' on schema ' || quote_ident(nspname) || ' from public, ' || quote_ident(rolname)
            || '; grant ' || privilege || ' on schema ' || quote_ident(nspname) || ' to ' || names, true
    from reader, application, pg_namespace, (values ('create'), ('usage')) as right_to (privilege)
    where nspname !~ '^pg_(toast|temp)'
        and (privilege = 'create' or nspname not in ('gold', 'gold_old', 'public', 'pg_catalog', 'information_schema'))
        and has_schema_privilege(reader.oid, pg_namespace.oid, privilege)
),

temporary as (
    select 'The role may ' || what || ' in the database.',
        'revoke ' || privilege || ' on database ' || quote_ident(current_database()) || ' from public, ' || quote_ident(rolname)
            || '; grant ' || privilege || ' on database ' || quote_ident(current_database()) || ' to ' || names, true
    from reader, application,
        (values ('temporary', 'make temporary tables'), ('create', 'create schemas')) as right_to (privilege, what)
    where has_database_privilege(reader.oid, current_database(), privilege)
),

-- A function that runs as its owner and does not belong to gold: an extension's, or a forgotten one.
lent as (
    select 'The role may run ' || function.oid::regprocedure || ' with its owner''s rights.',
        'revoke execute on function ' || function.oid::regprocedure || ' from public, ' || quote_ident(rolname)
            || '; grant execute on function ' || function.oid::regprocedure || ' to ' || names, true
    from reader, application, pg_proc as function
    join pg_namespace as schema on schema.oid = function.pronamespace
    where function.prosecdef and function.prorettype <> 'trigger'::regtype and schema.nspname not in ('gold', 'pg_catalog')
        and has_schema_privilege(reader.oid, schema.oid, 'usage')
        and has_function_privilege(reader.oid, function.oid, 'execute')
),

idle as (
    select 'The role may run ' || count(*) || ' functions of PostgreSQL that no question needs.',
        string_agg(
            'revoke execute on ' || case prokind when 'p' then 'procedure ' else 'function ' end || function.oid::regprocedure
                || ' from public, ' || quote_ident(rolname) || '; grant execute on '
                || case prokind when 'p' then 'procedure ' else 'function ' end || function.oid::regprocedure || ' to ' || names,
            '; ' order by function.oid::regprocedure::text
        ),
        false
    from reader, application, pg_proc as function
    where function.pronamespace = 'pg_catalog'::regnamespace
        and function.proname ~ concat(
            '^(set_config|pg_sleep.*|pg_.*advisory.*|lo_.*|loread|lowrite|.*_to_xml.*|ts_stat|ts_rewrite|pg_notify|',
            'pg_logical_emit_message|pg_terminate_backend|pg_cancel_backend|pg_export_snapshot|repeat|array_fill|lpad|rpad)$')
        and has_function_privilege(reader.oid, function.oid, 'execute')
    having count(*) > 0
)

select * from attribute
union all select * from membership
union all select * from ownership
union all select * from setting
union all select * from outside
union all select * from unreadable
union all select * from place
union all select * from temporary
union all select * from lent
union all select * from idle
