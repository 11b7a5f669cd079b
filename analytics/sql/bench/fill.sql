-- A book of deals by seed: accounts of very different size, six in ten closed deals won, two years of closes.
select setseed(%(seed)s);

insert into teams_team (name, regional_office) values ('Bench', 'Central');
insert into teams_user (email, name, role, is_active, created_at, password, team_id)
select 'bench.' || n || '@example.com', 'Bench ' || n, 'rep', true, now(), '', (select max(id) from teams_team)
from generate_series(1, 40) as n;
insert into pipeline_product (name, series, list_price, status)
select 'Bench ' || n, 'Bench', 500 * n, 'active' from generate_series(1, 7) as n;

insert into accounts_account (name, sector, type, status, country, created_at)
select 'Bench account ' || n, 'software', 'customer', 'active', '', now()
from generate_series(1, %(accounts)s) as n;

insert into pipeline_opportunity (
    code, account_id, owner_id, product_id, quantity, stage_id, stage_type, stage_needs_engage_date,
    engage_date, close_date, close_value, close_entered_on, lost_reason_id, next_step, version, created_at
)
select
    'B' || lpad(upper(to_hex(deal.n)), 9, '0'), account.id, owner.id, product.id, 1, stage.id, stage.type,
    stage.needs_engage_date,
    current_date - deal.age - 30,
    case when stage.type <> 'open' then current_date - deal.age end,
    case stage.type when 'won' then 100 + (deal.draw * 9000)::int when 'lost' then 0 end,
    case when stage.type <> 'open' then current_date end,
    case when stage.type = 'lost' then (select min(id) from pipeline_lostreason) end,
    '', 1, now()
from (
    select n, random() as draw, (random() * 730)::int as age, random() as kind, random() as size, random() as who
    from generate_series(1, %(deals)s) as n
) as deal
join (select id, row_number() over (order by id) as place from accounts_account) as account
    on account.place = 1 + floor(power(deal.size, 1.5) * %(accounts)s)::int
join (select id, row_number() over (order by id) as place from teams_user) as owner on owner.place = 1 + floor(deal.who * 40)::int
join (select id, row_number() over (order by id) as place from pipeline_product) as product
    on product.place = 1 + mod(deal.n, 7)
join (select distinct on (type) * from pipeline_stage order by type, position desc) as stage
    on stage.type = case when deal.kind < 0.5 then 'won' when deal.kind < 0.8 then 'lost' else 'open' end;
