create temp table import_account on commit drop as
with named as (
    select
        *,
        pg_temp.read_as('account', account) as name,
        pg_temp.read_as('sector', sector) as sector_name,
        pg_temp.read_as('country', office_location) as country,
        pg_temp.as_count(year_established) as year,
        pg_temp.as_amount(revenue) as annual_revenue,
        pg_temp.as_count(employees) as headcount,
        pg_temp.read_as('account', subsidiary_of) as parent_name
    from import_accounts
)

select
    named.*,
    min(named.line) over (partition by upper(named.name)) as first_line,
    existing.id as existing_id,
    coalesce(existing.id, nextval((select account_ids from import_run))) as id,
    null::bigint as parent_id,
    false as changed
from named
left join accounts_account as existing on upper(existing.name) = upper(named.name);

create index on import_account (upper(name));
analyze import_account;

insert into import_issue (file, line, "column", value, kind, rule, reason)
select 'accounts.csv', a.line, fault.col, fault.value, 'refused', fault.rule, fault.reason
from import_account as a
cross join lateral (
    values
    ('account', a.account, 'name_missing', 'An account needs a name.', a.name = ''),
    ('account', a.account, 'too_long', 'A name has at most 160 characters.', length(a.name) > 160),
    (
        'account', a.account, 'duplicate_name', 'The account is on line ' || a.first_line || ' already.',
        a.name <> '' and a.line > a.first_line
    ),
    ('sector', a.sector, 'too_long', 'A sector has at most 80 characters.', length(a.sector_name) > 80),
    ('office_location', a.office_location, 'too_long', 'A location has at most 80 characters.', length(a.country) > 80),
    (
        'year_established', a.year_established, 'not_a_year', 'Enter a year of four digits.',
        a.year_established <> '' and (a.year is null or a.year not between 1000 and 9999)
    ),
    ('revenue', a.revenue, 'negative', 'Enter a revenue of 0 or more.', pg_temp.is_negative(a.revenue)),
    (
        'revenue', a.revenue, 'not_a_number', 'Enter a plain number like 12 or 12.50.',
        a.revenue <> '' and a.annual_revenue is null and not pg_temp.is_negative(a.revenue)
    ),
    ('employees', a.employees, 'negative', 'Enter a number of 0 or more.', pg_temp.is_negative(a.employees)),
    (
        'employees', a.employees, 'not_a_number', 'Enter a whole number.',
        a.employees <> '' and a.headcount is null and not pg_temp.is_negative(a.employees)
    )
) as fault (col, value, rule, reason, found)
where fault.found;

delete from import_account
where line in (select line from import_issue where file = 'accounts.csv' and kind = 'refused');
