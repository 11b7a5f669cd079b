-- grain: one row per quarter, dimension (all, region, team, agent, product, sector) and member of it
-- key: quarter, dimension, member_key
create view gold.quarter_comparison with (security_barrier) as
with sales as materialized (
    select date_trunc('quarter', month::timestamp)::date as quarter, agent_id, agent, team, region, product_id, product,
        sum(won) as won, sum(lost) as lost, sum(revenue) as revenue
    from silver.sales_month
    join silver.agent using (agent_id)
    join silver.product using (product_id)
    group by 1, 2, 3, 4, 5, 6, 7
),

-- Sectors alone need the deals. Materialized, so that they are read once, and only if somebody asks for sectors.
sector as materialized (
    select date_trunc('quarter', close_date::timestamp)::date as quarter, nullif(sector, '') as sector,
        count(*) filter (where is_won) as won, count(*) filter (where not is_won) as lost,
        coalesce(sum(won_value), 0) as revenue
    from silver.closed_deal
    group by 1, 2
),

sums as not materialized (
    select quarter, dimension, member_key, member,
        sum(won)::bigint as won, sum(lost)::bigint as lost, sum(revenue) as revenue
    from sales
    cross join lateral (values
        ('all', '', null), ('region', coalesce(region, ''), region), ('team', coalesce(team, ''), team),
        ('agent', agent_id::text, agent), ('product', product_id::text, product)
    ) as one (dimension, member_key, member)
    group by quarter, dimension, member_key, member
    union all
    select quarter, 'sector', coalesce(sector, ''), sector, won, lost, revenue from sector
),

quarter as (
    select day::date as quarter
    from (select min(quarter) as first, max(quarter) as last from sales) as ends
    cross join generate_series(ends.first::timestamp, ends.last::timestamp, interval '3 months') as day
),

-- Somebody who sold nothing in a quarter fell to 0: every member has every quarter.
filled as (
    select quarter.quarter, members.*,
        coalesce(sums.won, 0) as won, coalesce(sums.lost, 0) as lost, coalesce(sums.revenue, 0) as revenue
    from (select distinct dimension, member_key, member from sums) as members
    cross join quarter
    left join sums using (quarter, dimension, member_key)
),

compared as (
    select *,
        lag(won) over one_member as won_before, lag(won + lost) over one_member as closed_before,
        lag(revenue) over one_member as revenue_before
    from filled
    window one_member as (partition by dimension, member_key order by quarter)
),

final as (
    select
        quarter,
        to_char(quarter, 'YYYY "Q"Q') as quarter_name,
        quarter + interval '3 months' <= (select crm.as_of()) + 1 as is_complete,
        dimension,
        member_key,
        coalesce(member, case dimension when 'all' then 'All' else 'Without ' || dimension end) as member,
        won, lost, revenue, won_before, revenue_before,
        revenue - revenue_before as revenue_change,
        round((revenue - revenue_before) / nullif(revenue_before, 0), 6) as revenue_change_rate,
        rank() over (partition by quarter, dimension order by revenue desc) as revenue_rank,
        round(won::numeric / nullif(won + lost, 0), 6) as win_rate,
        won + lost as win_rate_n,
        crm.wilson_low(won, won + lost) as win_rate_low,
        crm.wilson_high(won, won + lost) as win_rate_high,
        round(won_before::numeric / nullif(closed_before, 0), 6) as win_rate_before,
        closed_before as win_rate_before_n,
        crm.wilson_low(won_before, closed_before) as win_rate_before_low,
        crm.wilson_high(won_before, closed_before) as win_rate_before_high
    from compared
)

select * from final;

comment on view gold.quarter_comparison is
    'Each quarter against the one before, for all and by region, team, agent, product, sector.';
comment on column gold.quarter_comparison.quarter is 'date · first day of the quarter of the close date';
comment on column gold.quarter_comparison.quarter_name is 'text · the quarter as 2017 Q4';
comment on column gold.quarter_comparison.is_complete is 'yes/no · whether the quarter ended by the reporting day';
comment on column gold.quarter_comparison.dimension is
    'text · what is compared: all, region, team, agent, product or sector; only rows of one dimension add up';
comment on column gold.quarter_comparison.member_key is
    'text · the number of the agent or product, else its name; empty for all and for deals without one';
comment on column gold.quarter_comparison.member is 'text · the name of the region, team, agent, product or sector';
comment on column gold.quarter_comparison.won is 'count · won deals closed in the quarter';
comment on column gold.quarter_comparison.lost is 'count · lost deals closed in the quarter';
comment on column gold.quarter_comparison.revenue is '$ · close values of won deals, by close date';
comment on column gold.quarter_comparison.won_before is 'count · won deals of the quarter before; empty for the first';
comment on column gold.quarter_comparison.revenue_before is
    '$ · revenue of the quarter before; empty for the first. The first one may not be a whole quarter';
comment on column gold.quarter_comparison.revenue_change is '$ · revenue − revenue before';
comment on column gold.quarter_comparison.revenue_change_rate is
    'ratio · revenue change ÷ revenue before; empty when that was 0';
comment on column gold.quarter_comparison.revenue_rank is 'rank · by revenue within quarter and dimension';
comment on column gold.quarter_comparison.win_rate is 'rate · won ÷ (won + lost); empty when nothing closed';
comment on column gold.quarter_comparison.win_rate_n is 'count · the closed deals that the win rate is of';
comment on column gold.quarter_comparison.win_rate_low is 'rate · lower end of the win rate''s 95 % Wilson interval';
comment on column gold.quarter_comparison.win_rate_high is 'rate · upper end of the win rate''s 95 % Wilson interval';
comment on column gold.quarter_comparison.win_rate_before is 'rate · win rate of the quarter before';
comment on column gold.quarter_comparison.win_rate_before_n is 'count · the closed deals that it is of';
comment on column gold.quarter_comparison.win_rate_before_low is 'rate · lower end of its 95 % Wilson interval';
comment on column gold.quarter_comparison.win_rate_before_high is 'rate · upper end of its 95 % Wilson interval';
