-- A book of deals by seed: accounts of very different size, six in ten closed deals won, two years of closes, eight teams
-- in three regions, the steps of every deal, activities on most.
select setseed(%(seed)s);

insert into teams_user (email, name, role, is_active, created_at, password)
select 'bench.manager.' || n || '@example.com', 'Bench manager ' || n, 'manager', true, now(), ''
from generate_series(1, 8) as n
union all
select 'bench.director@example.com', 'Bench director', 'director', true, now(), '';
insert into teams_team (name, regional_office, manager_id)
select 'Bench ' || id, (array['Central', 'East', 'West'])[1 + mod(id, 3)], id from teams_user where role = 'manager';
insert into teams_user (email, name, role, is_active, created_at, password, team_id)
select 'bench.' || n || '@example.com', 'Bench ' || n, 'rep', true, now(), '', team.id
from generate_series(1, 40) as n
join (select id, row_number() over (order by id) as place from teams_team) as team on team.place = 1 + mod(n, 8);
insert into pipeline_product (name, series, list_price, status)
select 'Bench ' || n, 'Bench', 500 * n, 'active' from generate_series(1, 7) as n;

insert into accounts_account (name, sector, type, status, country, created_at)
select
    'Bench account ' || n, (array['software', 'retail', 'medical', 'finance', 'telecom'])[1 + mod(n, 5)],
    'customer', 'active', (array['United States', 'Germany', 'Japan'])[1 + mod(n, 3)], now()
from generate_series(1, %(accounts)s) as n;

insert into pipeline_opportunity (
    code, account_id, owner_id, product_id, quantity, stage_id, stage_type, stage_needs_engage_date,
    engage_date, close_date, close_value, close_entered_on, lost_reason_id, next_step, version, created_at
)
select
    'B' || lpad(upper(to_hex(deal.n)), 9, '0'), account.id, owner.id, product.id, 1 + mod(deal.n, 3), stage.id, stage.type,
    stage.needs_engage_date,
    current_date - deal.age - (deal.pace * 120)::int,
    case when stage.type <> 'open' then current_date - deal.age end,
    case stage.type when 'won' then 100 + (deal.draw * 9000)::int when 'lost' then 0 end,
    case when stage.type <> 'open' then current_date end,
    case when stage.type = 'lost' then (select min(id) from pipeline_lostreason) end,
    '', 1, now()
from (
    select
        n, random() as draw, (random() * 730)::int as age, random() as kind, random() as size, random() as who,
        random() as pace
    from generate_series(1, %(deals)s) as n
) as deal
join (select id, row_number() over (order by id) as place from accounts_account) as account
    on account.place = 1 + floor(power(deal.size, 1.5) * %(accounts)s)::int
join (select id, row_number() over (order by id) as place from teams_user where role = 'rep') as owner
    on owner.place = 1 + floor(deal.who * 40)::int
join (select id, row_number() over (order by id) as place from pipeline_product) as product
    on product.place = 1 + mod(deal.n, 7)
join (
    select *, row_number() over (partition by type order by position) as place, count(*) over (partition by type) as places
    from pipeline_stage
) as stage
    on stage.type = case when deal.kind < 0.5 then 'won' when deal.kind < 0.8 then 'lost' else 'open' end
    and stage.place = 1 + mod(deal.n, stage.places);

-- A deal goes through the open stages before its own; it is in the first for some days before it is engaged.
insert into pipeline_stagechange (
    opportunity_id, from_stage_id, to_stage_id, changed_at, source, left_at, next_stage_id
)
select
    opportunity_id, lag(stage_id) over steps, stage_id, day + time '12:00', 'recorded',
    lead(day + time '12:00') over steps, lead(stage_id) over steps
from (
    select
        deal.id as opportunity_id,
        step.id as stage_id,
        step.position,
        case
            when step.type <> 'open' then deal.close_date
            when step.needs_engage_date then deal.engage_date
            else deal.engage_date - mod(deal.id, 14)::int
        end as day
    from pipeline_opportunity as deal
    join pipeline_stage as own on own.id = deal.stage_id
    join pipeline_stage as step on step.id = own.id or (step.type = 'open' and step.position < own.position)
) as step
window steps as (partition by opportunity_id order by position)
order by opportunity_id, position;

-- The log of sales is what a real load would leave.
insert into pipeline_saleschange (month, owner_id)
select distinct date_trunc('month', close_date::timestamp)::date, owner_id
from pipeline_opportunity
where close_date is not null;

insert into pipeline_activity (kind, account_id, opportunity_id, author_id, text, happened_at)
select
    (array['note', 'call', 'email', 'meeting'])[1 + mod(deal.id + n, 4)], deal.account_id, deal.id, deal.owner_id, 'Bench',
    deal.engage_date + (random() * (coalesce(deal.close_date, current_date) - deal.engage_date))::int + time '09:00'
from pipeline_opportunity as deal
cross join lateral generate_series(1, mod(deal.id, 3)) as n;

-- What triggers would have kept.
insert into pipeline_lasttouch (opportunity_id, entered_stage_at, last_activity_at)
select step.opportunity_id, step.moment, activity.moment
from (select opportunity_id, max(changed_at) as moment from pipeline_stagechange group by opportunity_id) as step
left join (
    select opportunity_id, max(happened_at) as moment from pipeline_activity group by opportunity_id
) as activity on activity.opportunity_id = step.opportunity_id;
