update import_account as child
set parent_id = coalesce(
    (select p.id from import_account as p where upper(p.name) = upper(child.parent_name)),
    (select p.id from accounts_account as p where upper(p.name) = upper(child.parent_name))
)
where child.parent_name <> '';

-- Whoever cannot be reached from a company without a parent is in a circle, or below one.
with recursive links as (
    select id, parent_id from import_account
    union all
    select account.id, account.parent_id from accounts_account as account
    where not exists (select from import_account as staged where staged.id = account.id)
),

reached as (
    select id from links where parent_id is null
    union all
    select links.id from links inner join reached on reached.id = links.parent_id
),

refused as (
    delete from import_account as staged
    where not exists (select from reached where reached.id = staged.id)
    returning staged.line, staged.subsidiary_of
)

insert into import_issue (file, line, "column", value, kind, rule, reason)
select
    'accounts.csv', line, 'subsidiary_of', subsidiary_of, 'refused', 'parents_in_a_circle',
    'An account cannot be above itself: the parent companies form a circle.'
from refused;

insert into import_issue (file, line, "column", value, kind, rule, reason, repaired_to)
select 'accounts.csv', a.line, cell.col, cell.value, 'repaired', cell.rule, 'Read as the known spelling.', cell.name
from import_account as a
cross join lateral (
    values ('account', 'account_spelling', a.account, a.name), ('sector', 'sector_spelling', a.sector, a.sector_name),
    ('office_location', 'country_spelling', a.office_location, a.country),
    ('subsidiary_of', 'account_spelling', a.subsidiary_of, a.parent_name)
) as cell (col, rule, value, name)
where cell.value <> cell.name;

update import_account as staged set changed = true
from accounts_account as existing
where
    existing.id = staged.existing_id
    and (
        existing.sector, existing.year_established, existing.annual_revenue,
        existing.employees, existing.country, existing.parent_id
    )
    is distinct from (
        staged.sector_name, staged.year, staged.annual_revenue, staged.headcount, staged.country, staged.parent_id
    );

insert into import_count
select
    'accounts.csv',
    count(*) filter (where existing_id is null),
    count(*) filter (where changed),
    count(*) filter (where existing_id is not null and not changed)
from import_account;
