select gold.as_of() as today, count(*) from deal
select replace(agent, 'Bob', 'B.') from agent
select * from deal
select d.* from gold.deal as d limit 10
select agent, sum(won_value) as won from deal where is_won group by agent order by won desc limit 5
select agent, sum(won_value) from deal group by 1 having sum(won_value) > 100 order by 2 desc nulls last
select agent, count(*) filter (where is_won)::numeric / nullif(count(*) filter (where is_closed), 0) as rate from deal group by agent
select date_trunc('quarter', close_date)::date as quarter, sum(won_value) from deal group by quarter order by quarter
select extract(year from close_date) as y, to_char(close_date, 'YYYY-MM') as m, count(distinct account_id) from deal group by y, m
select agent, sum(won_value) from deal group by agent order by 2 desc fetch first 3 rows with ties
with won as (select * from deal where is_won), total as (select sum(won_value) as value from won) select agent, sum(won_value) / max(total.value) as share from won cross join total group by agent
with ranked as (select agent, region, rank() over (partition by region order by sum(won_value) desc) as place from deal group by agent, region) select * from ranked where place <= 3
select agent from agent where not exists (select from deal where deal.agent_id = agent.agent_id and deal.product = 'GTX Pro')
select agent from agent where agent_id not in (select agent_id from deal where is_won)
select a.agent, d.n from agent as a left join lateral (select count(*) as n from deal where deal.agent_id = a.agent_id) as d on true
select a.team, s.segment, sum(d.won_value) from deal as d join agent as a on a.agent_id = d.agent_id left join account_segment as s using (account_id) group by a.team, s.segment
select d.agent from deal as d, agent as a where d.agent_id = a.agent_id and a.team = 'West'
select region, percentile_cont(0.5) within group (order by won_value) as median, stddev_samp(won_value), mode() within group (order by product) from deal group by region
select close_date, sum(won_value) over (order by close_date rows between 6 preceding and current row) as running from deal
select close_date, sum(won_value) over w, lag(won_value, 1) over w from deal window w as (partition by agent order by close_date)
select case when region is null then 'none' else upper(region) end as region, round(avg(won_value), 2) from deal group by 1
select region, product, grouping(region), sum(won_value) from deal group by rollup (region, product)
select region, product, sum(won_value) from deal group by grouping sets ((region), (product), ())
(select agent from deal where is_won) except (select agent from agent) order by agent
select agent from deal union all select agent from agent order by 1 limit 7
select distinct on (agent) agent, account, won_value from deal order by agent, won_value desc nulls last
select string_agg(distinct product, ', ' order by product) filter (where is_won) as products from deal
select agent || ' (' || region || ')' as who, coalesce(account, 'none'), left(account, 3), length(account), initcap(stage) from deal
select * from deal where close_date between date '2017-01-01' and gold.as_of() and account ilike '%corp%' and region in ('West', 'East')
select * from deal where close_date >= as_of() - interval '3 months' and won_value > all (select won_value from deal where region = 'East')
select (select max(won_value) from deal) - won_value as below_best from deal where agent is distinct from 'Bob'
select round(power(2, 1 / 4.0), 3), abs(-1), greatest(1, 2), 7 % 3, -won_value, sqrt(quantity) from deal
select "Won" from (select won_value as "Won" from deal) as t where "Won" is not null
select region, n from (select region, count(*) from deal group by region) as t(region, n)
with deal as (select * from gold.deal where is_won) select count(*) from deal
with a(x) as (select agent_id from agent), b as materialized (select x from a) select count(*) from b join a using (x)
with months as (select date_trunc('month', close_date) as m, sum(won_value) as v from deal group by 1) select m, v, v - lag(v) over (order by m) as change from months
select corr(won_value, list_value), regr_slope(won_value, list_value), width_bucket(won_value, 0, 1000, 5) as bucket from deal group by bucket
select agent, ntile(4) over (order by sum(won_value)) as quartile from deal group by agent order by quartile, agent
select true and not false, null is null, 1 <> 2, 'it''s' from agent
