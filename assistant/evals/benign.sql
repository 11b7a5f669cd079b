-- Demanding queries that an analyst may write and that must pass the fence. docs/assistant-evaluation.md says how they are read;
-- a test runs each over a small sales book.

-- id: filter-01 why: several aggregates with FILTER
select region, count(*) filter (where is_won) as won, count(*) filter (where is_lost) as lost,
    sum(won_value) filter (where close_date >= date '2017-07-01') as second_half
from gold.deal
group by region
order by region;

-- id: filter-02 why: a share of filtered sums, protected from division by 0
select agent, round(100.0 * sum(won_value) filter (where price_ratio < 0.9) / nullif(sum(won_value), 0), 1) as discounted_share
from gold.deal
group by agent
order by discounted_share desc nulls last
limit 20

-- id: filter-03 why: FILTER on an ordered-set aggregate
select product, percentile_cont(0.5) within group (order by cycle_days) filter (where is_won) as median_won,
    percentile_cont(0.5) within group (order by cycle_days) filter (where is_lost) as median_lost
from gold.deal group by product

-- id: cte-01 why: one CTE read twice
with sales as (
    select agent, close_quarter, sum(won_value) as revenue from gold.deal where is_won group by agent, close_quarter
)
select now.agent, now.revenue, before.revenue as revenue_before, now.revenue - before.revenue as change
from sales as now
join sales as before on before.agent = now.agent and before.close_quarter = now.close_quarter - interval '3 months'
order by change desc

-- id: cte-02 why: a chain of CTEs
with wins as (select account, won_value, close_date from gold.deal where is_won),
per_account as (select account, sum(won_value) as spent, max(close_date) as last_on from wins group by account),
ranked as (select account, spent, last_on, ntile(4) over (order by spent desc) as quarter from per_account)
select quarter, count(*) as accounts, sum(spent) as spent, min(last_on) as quietest from ranked group by quarter order by quarter

-- id: cte-03 why: a CTE with a list of column names
with totals (who, dollars) as (select manager, sum(won_value) from gold.deal group by manager)
select who, dollars from totals where dollars > 0 order by dollars desc

-- id: cte-04 why: columns qualified by the CTE's name
with deals as (select product, won_value from gold.deal where is_won)
select deals.product, avg(deals.won_value) as mean_value from deals group by deals.product

-- id: cte-05 why: a CTE inside a subselect
select count(*) from (with big as (select account from gold.deal group by account having count(*) > 5) select account from big) as found

-- id: cte-06 why: MATERIALIZED is only a hint
with won as materialized (select team, won_value from gold.deal where is_won)
select team, sum(won_value) from won group by team

-- id: join-01 why: two views joined by key
select a.segment, count(*) as deals, sum(d.won_value) as revenue
from gold.deal as d join gold.account_360 as a on a.account_id = d.account_id
where d.is_won
group by a.segment

-- id: join-02 why: left join that keeps agents without deals
select a.agent, a.team, coalesce(sum(d.won_value), 0) as revenue, count(d.deal_id) as deals
from gold.agent as a left join gold.deal as d on d.agent_id = a.agent_id and d.is_won
where a.is_active
group by a.agent, a.team

-- id: join-03 why: three views
select a.segment, p.series, sum(d.won_value) as revenue
from gold.deal d
join gold.account_360 a on a.account_id = d.account_id
join gold.product_performance p on p.product_id = d.product_id
where d.is_won
group by a.segment, p.series
having sum(d.won_value) > 0

-- id: join-04 why: USING
select agent_id, p.revenue, count(*) as stale_deals
from gold.agent_performance as p join gold.stale_deal as s using (agent_id)
group by agent_id, p.revenue

-- id: join-05 why: full join of two sums
select coalesce(w.region, l.region) as region, w.won, l.lost
from (select region, count(*) as won from gold.deal where is_won group by region) as w
full join (select region, count(*) as lost from gold.deal where is_lost group by region) as l on l.region = w.region

-- id: join-06 why: self-join by equality with a further inequality: pairs of products bought by the same account
select one.product as product, other.product as together_with, count(distinct one.account_id) as accounts
from gold.account_product as one
join gold.account_product as other on other.account_id = one.account_id and other.product_id > one.product_id
where one.is_bought and other.is_bought
group by one.product, other.product
order by accounts desc

-- id: join-07 why: right join
select p.product, count(d.deal_id) as wins
from gold.deal d right join gold.product_performance p on p.product_id = d.product_id and d.is_won
group by p.product

-- id: join-08 why: four relations, one of them grouped
select t.team, t.revenue, r.revenue as region_revenue, s.stale, o.open_value
from gold.team_performance t
join gold.region_performance r on r.region = t.region
left join (select team_id, count(*) as stale from gold.stale_deal group by team_id) s on s.team_id = t.team_id
left join (select team, sum(open_value) as open_value from gold.pipeline_open group by team) o on o.team = t.team

-- id: window-01 why: share of the total
select product, sum(won_value) as revenue, sum(won_value) / sum(sum(won_value)) over () as share
from gold.deal where is_won group by product order by share desc

-- id: window-02 why: rank inside a group
select region, agent, revenue from (
    select region, agent, revenue, rank() over (partition by region order by revenue desc) as place from gold.agent_performance
) as ranked
where place <= 3
order by region, place

-- id: window-03 why: month over month with LAG
select month, revenue, revenue - lag(revenue) over (order by month) as change,
    round(100 * (revenue / nullif(lag(revenue) over (order by month), 0) - 1), 1) as percent
from gold.sales_by_month order by month

-- id: window-04 why: moving mean with a frame
select month, avg(revenue) over (order by month rows between 2 preceding and current row) as mean_of_three
from gold.sales_by_month

-- id: window-05 why: running total per region
select region, close_month, sum(sum(won_value)) over (partition by region order by close_month) as so_far
from gold.deal where is_won group by region, close_month

-- id: window-06 why: a named window
select agent, revenue, row_number() over ordered as place, percent_rank() over ordered as percentile
from gold.agent_performance window ordered as (order by revenue desc)

-- id: window-07 why: first and last value
select distinct team, first_value(agent) over best as best, last_value(agent) over best as worst
from gold.agent_performance
window best as (partition by team order by revenue desc rows between unbounded preceding and unbounded following)

-- id: window-08 why: days between purchases of an account
select account, close_date, close_date - lag(close_date) over (partition by account order by close_date) as gap_days
from gold.deal where is_won

-- id: window-09 why: distance to the next better agent
select agent, revenue, lead(revenue) over (order by revenue) - revenue as to_the_next from gold.agent_performance

-- id: window-10 why: cumulative share, cut at four fifths
select account, revenue, share from (
    select account, revenue, sum(revenue) over (order by revenue desc, account) / sum(revenue) over () as share
    from gold.concentration
) as curve
where share <= 0.8

-- id: window-11 why: a frame by RANGE with an interval
select close_date, won_value,
    sum(won_value) over (order by close_date range between interval '30 days' preceding and current row) as last_30_days
from gold.deal where is_won

-- id: window-12 why: cume_dist, dense_rank and FILTER over a window
select agent, dense_rank() over (order by won desc) as place, cume_dist() over (order by won) as below,
    count(*) filter (where win_rate > 0.6) over () as good_ones
from gold.agent_performance

-- id: grouping-01 why: grouping sets
select region, product, sum(won_value) as revenue from gold.deal where is_won
group by grouping sets ((region, product), (region), ())

-- id: grouping-02 why: rollup with GROUPING
select case when grouping(region) = 1 then 'All' else region end as region,
    case when grouping(team) = 1 then 'All' else team end as team, count(*) as deals
from gold.deal group by rollup (region, team)

-- id: grouping-03 why: cube
select sector, series, avg(won_value) from gold.deal where is_won group by cube (sector, series)

-- id: grouping-04 why: by position and by expression
select date_trunc('quarter', close_date) as quarter, extract(month from close_date) as month, count(*)
from gold.deal where is_closed group by 1, extract(month from close_date) order by 1, 2

-- id: case-01 why: bands of deal size
select case when won_value < 500 then 'small' when won_value < 5000 then 'middle' else 'large' end as size,
    count(*) as deals, sum(won_value) as revenue
from gold.deal where is_won group by 1 order by 3 desc

-- id: case-02 why: a simple case, nested
select agent, case stage_type when 'won' then 1 when 'lost' then 0 else case when is_stale then -1 end end as mark
from gold.deal order by agent limit 50

-- id: case-03 why: pivot by case
select agent,
    sum(case when series = 'GTX' then won_value else 0 end) as gtx,
    sum(case when series = 'MG' then won_value else 0 end) as mg,
    sum(case when series not in ('GTX', 'MG') then won_value else 0 end) as others
from gold.deal group by agent

-- id: dates-01 why: arithmetic with intervals
select count(*) from gold.deal where close_date between date '2017-12-31' - interval '6 weeks' and date '2017-12-31'

-- id: dates-02 why: relative to the latest close, by a scalar subselect
select sum(won_value) from gold.deal where close_date > (select max(close_date) - interval '1 month' from gold.deal)

-- id: dates-03 why: weekday names
select to_char(close_date, 'FMDay') as weekday, extract(isodow from close_date) as number, count(*)
from gold.deal where is_won group by 1, 2 order by 2

-- id: dates-04 why: truncation to weeks
select date_trunc('week', close_date)::date as week, count(*), sum(won_value) from gold.deal where is_won group by 1 order by 1

-- id: dates-05 why: difference of days and division
select product, avg(close_date - engage_date) as days, avg((close_date - engage_date) / 7.0) as weeks
from gold.deal where is_won group by product

-- id: dates-06 why: today's date
select count(*) from gold.deal where is_open and engage_date < current_date - 90

-- id: dates-07 why: parts of a date and make_date
select make_date(extract(year from close_date)::int, 1, 1) as year, count(*) from gold.deal where is_closed group by 1

-- id: text-01 why: pieces of names
select upper(left(agent, 1)) as initial, count(*) from gold.agent group by 1 order by 1

-- id: text-02 why: LIKE and ILIKE
select account, monetary from gold.account_360 where account ilike '%tech%' or account like 'Con%' order by account

-- id: text-03 why: split, trim, concatenate
select split_part(agent, ' ', 1) || ' (' || coalesce(region, 'no region') || ')' as who, length(trim(agent)) as letters
from gold.agent

-- id: text-04 why: replace, substring and position
select replace(product, 'GTX', 'G') as short, substring(product from 1 for 3) as family, position(' ' in product) as gap
from gold.product_performance

-- id: text-05 why: a list in one cell
select team, string_agg(agent, ', ' order by agent) as members from gold.agent where role = 'rep' group by team

-- id: text-06 why: quotes, semicolon and comment signs inside a text
select count(*) from gold.account_360 where account = 'O''Brien; -- no /* comment */ here'

-- id: text-07 why: words of writing inside a text are only text
select count(*) from gold.account_360 where account in ('drop table users', 'DELETE', 'pg_sleep(5)')

-- id: text-08 why: a quoted alias with spaces and capitals
select agent as "Sales agent", revenue as "Revenue in $" from gold.agent_performance order by "Revenue in $" desc limit 5

-- id: sets-01 why: UNION ALL of two measures
select 'won' as outcome, count(*) as deals from gold.deal where is_won
union all
select 'lost', count(*) from gold.deal where is_lost
order by deals desc

-- id: sets-02 why: EXCEPT: accounts that did not buy a product
select account from gold.account_360
except
select account from gold.account_product where is_bought and product = 'GTX Pro'

-- id: sets-03 why: INTERSECT of two periods
select account from gold.deal where is_won and close_date < '2017-07-01'
intersect
select account from gold.deal where is_won and close_date >= '2017-07-01'

-- id: sets-04 why: set operations in brackets, with a limit each
(select agent, revenue from gold.agent_performance order by revenue desc limit 3)
union all
(select agent, revenue from gold.agent_performance order by revenue limit 3)

-- id: sets-05 why: a union inside a subselect
select kind, sum(deals) from (
    select 'stale' as kind, count(*) as deals from gold.stale_deal
    union
    select 'open', count(*) from gold.deal where is_open
) as counted
group by kind

-- id: subselect-01 why: above the average, by a scalar subselect
select agent, revenue from gold.agent_performance where revenue > (select avg(revenue) from gold.agent_performance)

-- id: subselect-02 why: correlated EXISTS
select a.account from gold.account_360 as a
where exists (select 1 from gold.deal as d where d.account_id = a.account_id and d.is_open)

-- id: subselect-03 why: NOT EXISTS: customers that never bought a product
select a.account, a.monetary from gold.account_360 a
where not exists (
    select 1 from gold.deal d where d.account_id = a.account_id and d.is_won and d.product = 'MG Special'
)
order by a.monetary desc nulls last

-- id: subselect-04 why: IN with a grouped subselect
select code, won_value from gold.deal
where account in (select account from gold.deal where is_won group by account order by sum(won_value) desc limit 5) and is_won

-- id: subselect-05 why: a scalar subselect among the columns
select region, revenue, revenue - (select avg(revenue) from gold.region_performance) as against_mean from gold.region_performance

-- id: subselect-06 why: = ANY and > ALL
select product from gold.product_performance
where series = any (select series from gold.deal where is_open) and revenue > all (select 0 from gold.stale_deal)

-- id: subselect-07 why: a correlated scalar: each deal against its product's mean
select d.code, d.won_value, (select avg(o.won_value) from gold.deal o where o.product_id = d.product_id and o.is_won) as usual
from gold.deal d where d.is_won limit 20

-- id: having-01 why: several conditions
select account, count(*) as wins, sum(won_value) as spent from gold.deal where is_won
group by account having count(*) >= 2 and sum(won_value) between 1000 and 500000

-- id: having-02 why: against a subselect
select product, avg(won_value) from gold.deal where is_won
group by product having avg(won_value) > (select avg(won_value) from gold.deal where is_won)

-- id: statistics-01 why: quartiles
select percentile_cont(0.25) within group (order by won_value) as q1, percentile_cont(0.5) within group (order by won_value) as median,
    percentile_cont(0.75) within group (order by won_value) as q3
from gold.deal where is_won

-- id: statistics-02 why: spread and correlation
select region, stddev_samp(won_value) as spread, var_pop(won_value) as variance, corr(won_value, cycle_days) as r
from gold.deal where is_won group by region

-- id: statistics-03 why: mode and percentile_disc
select sector, mode() within group (order by product) as usual, percentile_disc(0.9) within group (order by won_value) as p90
from gold.deal where is_won group by sector

-- id: statistics-04 why: a line through the months
select regr_slope(revenue, extract(epoch from month)) * 86400 as dollars_a_day, regr_r2(revenue, extract(epoch from month)) as fit
from gold.sales_by_month

-- id: statistics-05 why: a confidence interval by hand
select agent, win_rate, 1.96 * sqrt(win_rate * (1 - win_rate) / nullif(win_rate_n, 0)) as half_width
from gold.agent_performance where win_rate_n > 3

-- id: statistics-06 why: boolean aggregates
select agent, bool_or(is_stale) as any_stale, bool_and(is_open) as all_open, every(quantity > 0) as all_real
from gold.deal group by agent

-- id: numbers-01 why: rounding and bounds
select code, round(won_value, -2) as hundreds, ceil(price_ratio * 100) as percent, greatest(list_value, won_value) as more,
    least(coalesce(won_value, 0), 1000) as capped, abs(discount_value) as off, power(quantity, 2) as squared
from gold.deal where is_won limit 30

-- id: numbers-02 why: casts to listed types
select code, won_value::int, won_value::numeric(12, 1), cast(close_date as text), close_date::timestamp, is_won::int
from gold.deal limit 10

-- id: numbers-03 why: integer division and remainder, logarithms
select quantity % 2 as odd, count(*) / 2 as half, ln(count(*) + 1) as log from gold.deal group by quantity % 2

-- id: numbers-04 why: width_bucket makes a histogram
select width_bucket(won_value, 0, 30000, 10) as bucket, count(*) from gold.deal where is_won group by 1 order by 1

-- id: distinct-01 why: DISTINCT ON: the latest win of each account
select distinct on (account) account, close_date, product, won_value from gold.deal
where is_won order by account, close_date desc, won_value desc

-- id: distinct-02 why: several counts of different things
select count(distinct account) as accounts, count(distinct agent) as agents, count(distinct (account, product)) as pairs
from gold.deal where is_won

-- id: nulls-01 why: IS DISTINCT FROM and null tests
select count(*) from gold.deal where sector is distinct from 'retail' and account is not null and lost_reason is null

-- id: paging-01 why: limit, offset and ties
select agent, won from gold.agent_performance order by won desc offset 2 rows fetch next 5 rows with ties

-- id: comments-01 why: comments of both kinds
select /* the sum */ sum(won_value) -- of what was won
from gold.deal /* every deal */ where is_won

-- id: comments-02 why: one semicolon at the end
select count(*) from gold.stale_deal where days_over > 30;

-- id: stages-01 why: conversion beside duration
select c.stage, c.entered, c.won_rate, d.finished_median_days
from gold.stage_conversion c join gold.stage_duration d on d.stage_id = c.stage_id
where d.outcome = 'any' order by c.stage_position

-- id: segments-01 why: movements between segments as a share
select segment_before, segment_after, sum(accounts) as accounts,
    sum(accounts) * 1.0 / sum(sum(accounts)) over (partition by segment_before) as share
from gold.segment_migration where month >= date '2025-06-01' group by segment_before, segment_after

-- id: segments-02 why: accounts above their segment's median
select a.account, a.segment, a.cltv, s.median_cltv
from gold.account_360 a join gold.account_segment s on s.segment = a.segment
where a.cltv > s.median_cltv

-- id: rows-01 why: a row comparison
select code from gold.deal where (region, product) in (select region, product from gold.stale_deal) and (quantity, list_value) > (1, 100)

-- id: star-01 why: all columns of one view
select * from gold.region_performance order by revenue desc
