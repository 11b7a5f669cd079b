insert into teams_user (email) values ('x')
update pipeline_opportunity set close_value = 0
delete from pipeline_opportunity
truncate pipeline_opportunity
drop table pipeline_opportunity
drop schema gold cascade
create table x (a int)
create temp table x as select 1
create function f() returns int language sql as 'select 1'
alter role postgres password 'x'
grant all on gold.deal to public
copy gold.deal to '/tmp/x'
copy (select 1) to program 'id'
do $$ begin perform pg_sleep(5); end $$
call f()
set role postgres
set crm.visible_owners = '{1}'
reset role
show server_version
begin
commit
rollback
prepare a as select 1
execute a
declare c cursor for select 1
fetch all from c
listen a
notify a
lock table gold.deal
vacuum
analyze
explain select 1
explain analyze select agent from deal
refresh materialized view x
merge into gold.deal as d using gold.agent as a on true when matched then delete
values (1), (2)
table pg_class
load 'x'
checkpoint
discard all
select 1; select 2
select 1; commit; drop table teams_user
select agent from deal; --
select 1;; delete from gold.deal
with x as (delete from gold.deal returning *) select * from x
with x as (insert into gold.deal (agent) values ('a') returning *) select * from x
with x as (update gold.deal set agent = 'a' returning *) select * from x
select agent into x from deal
select agent into temp x from deal
select agent from deal for update
select agent from deal for share
select agent from deal for no key update nowait
select * from deal tablesample system (1)
select * from only pg_class
select * from pg_class
select * from pg_catalog.pg_class
select * from pg_user
select * from pg_shadow
select * from pg_authid
select * from pg_stat_activity
select * from pg_settings
select * from pg_stats
select * from information_schema.tables
select * from information_schema.columns
select * from public.teams_user
select * from teams_user
select password from teams_user
select * from silver.deal
select * from silver.account
select * from crm.viewer_key
select * from knox_authtoken
select * from django_session
select * from gold_old.deal
select * from "GOLD".deal
select * from gold."Deal"
select * from postgres.gold.deal
select * from deal, deal as b
select * from deal cross join agent
select * from deal a join deal b on true
select * from deal a join deal b on a.region = b.region or true
select * from deal a join deal b on a.region <> b.region
select * from deal a join deal b on a.region = 'West'
select * from deal a join deal b on a.region = a.region
select * from deal a left join deal b on 1 = 1
select * from deal natural join agent
select * from deal a, lateral (select * from agent) b
select 1 from deal a join deal b using (agent_id) join deal c using (agent_id) join deal d using (agent_id) join deal e using (agent_id) join deal f using (agent_id) join deal g using (agent_id)
select deal from deal
select d from deal as d
select (deal) from deal
select deal.* from deal as d
select count(deal) from deal
select max(d::text) from deal d
select row(deal.*) from deal
select (deal.*)::text from deal
select to_json(deal) from deal
select (deal).won_value from deal
select (d).pg_sleep from deal d
select deal.row_to_json from deal
select d.pg_column_size from deal d
select (1).pg_sleep
select (5)::float8.pg_sleep
select agent.name from deal agent
select ctid from deal
select xmin from deal
select tableoid from deal
select password from deal
select x.y from deal
select nobody from deal order by nobody
select agent from deal where secret = 1
select agent from deal order by secret
select agent from deal group by secret
select pg_catalog.count(*) from deal
select pg_catalog.pg_sleep(1)
select public.lower('a')
select crm.as_of()
select silver.f()
select "pg_sleep"(1)
select "PG_SLEEP"(1)
select pg_sleep (1)
select pg_sleep/**/(1)
select PG_Sleep(1) from deal
select agent from deal order by pg_sleep(1)
select agent from deal limit pg_sleep(1)
select agent from deal limit (select 1)
select agent from deal limit all
select agent from deal limit null
select agent from deal limit 1 + 1
select agent from deal offset (select count(*) from deal)
select agent from deal offset 99999999999
select agent from deal where pg_sleep(1) is null
select agent from deal group by pg_sleep(1)
select agent from deal having pg_sleep(1) is null
select case when pg_sleep(1) is null then 1 end
select coalesce(pg_sleep(1)::text, '')
select count(*) filter (where pg_sleep(1) is null) from deal
select sum(won_value) over (order by pg_sleep(1)) from deal
select sum(won_value) over w from deal window w as (order by pg_sleep(1))
select distinct on (pg_sleep(1)) agent from deal
select (select pg_sleep(1))
select exists (select pg_sleep(1))
select 1 in (select pg_backend_pid())
with a as (select pg_sleep(1)) select 1
select * from (select pg_sleep(1)) a
select agent from deal a join agent b using (agent_id) where b.team = (select current_setting('x'))
select * from pg_sleep(1)
select * from rows from (generate_series(1, 2)) a
select * from deal, generate_series(1, 1000000)
select * from deal, lateral pg_sleep(1)
select * from deal left join lateral generate_series(1, 99999) g on true
select * from unnest(array[1]) with ordinality
select * from json_to_recordset('[]') as x(a int)
select * from xmltable('/a' passing '<a/>' columns a text)
select * from json_table('[]', '$' columns (a int path '$'))
with recursive a as (select 1 as n union all select n + 1 from a) select * from a
with recursive a(n) as (values (1) union select n + 1 from a) select max(n) from a
with recursive b as (select agent from deal) select * from b
with a as (select * from a) select * from a
with deal as (select * from deal) select * from deal
select * from (values (1), (2)) as t(a)
with t(a) as (values (1)) select a from t
select agent from deal where agent ~ '(a+)+$'
select agent from deal where agent ~* 'a'
select agent from deal where agent !~ 'a'
select agent from deal where agent similar to '(a|b)*'
select substring(agent from '(a+)+$') from deal
select substring(agent, agent) from deal
select agent operator(pg_catalog.~) 'a' from deal
select 1 operator(pg_catalog.+) 1
select agent @@ 'a' from deal
select agent ->> 'a' from deal
select agent #> '{a}' from deal
select array[1] @> array[1]
select array(select agent from deal)
select array[1, 2]
select (array[1])[1]
select 'a'::regclass
select 'teams_user'::regclass::oid
select cast('a' as xml)
select 'a'::json
select '{}'::jsonb
select 'a'::oid
select 'a'::regproc
select 'a'::tsquery
select '{1}'::int[]
select 'a'::bytea
select 'x'::char(10000000)
select 'x'::teams_user
select 'a'::name
select 'now'::inet
select null::gold.deal
select x'ff'
select b'101'
select e'\x41'
select e'\101'
select $$a$$
select $a$ b $a$
select U&'\0061'
select U&"\0061" from deal
select u&"deal" from deal
select '1e999999'::numeric, 1e999999
select 99999999999999999999999999999999999999 * 9999999999999999999999999999999999999
select power(9.9, 99999)
select power(won_value, won_value) from deal
select 9 ^ 9 ^ 9 ^ 9 ^ agent_id from deal
select :x
select $1
select ?
select %(a)s
select @a
select agent collate "C" from deal
select current_user
select session_user
select user
select current_role
select current_catalog
select current_schema
select localtimestamp
select agent from deal union select rolname from pg_roles
select agent from deal union all select password from teams_user
select agent from deal intersect select usename from pg_user
select agent from deal except table pg_user
select agent from deal union select agent, region from deal
select agent from deal where exists (select 1 from pg_class)
select agent from deal where agent_id in (select id from teams_user)
select agent from deal where agent_id = any (select id from public.teams_user)
select (select string_agg(email, ',') from teams_user)
select agent from deal order by (select password from teams_user limit 1)
select agent from deal join pg_class on relname = agent
select /*+ hint */ pg_sleep(1)
select 1 /* ; */ ; select 2
select * except (agent) from deal
select agent from deal qualify row_number() over () = 1
select agent from deal connect by prior agent = agent
select agent from deal pivot (sum(won_value) for region in ('a'))
select top 5 agent from deal
select agent from deal a asof join agent b on a.agent_id = b.agent_id
select agent from deal at (timestamp => '2017-01-01')
select try_cast(agent as int) from deal
select agent::int::regclass from deal
select date 'x'::regclass
select agent from deal where current_setting('x') = 'a'
select agent as "pg_class" from "pg_class"
select
from
;
select agent from
(select
'
"
)))
select 1
select gold.as_of()
select replace(agent, 'a', agent) from deal
select replace(agent, 'a', 'aaaa') from deal
