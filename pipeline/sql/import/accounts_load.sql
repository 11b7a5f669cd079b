insert into accounts_account (
    id, name, sector, type, status, year_established, annual_revenue, employees, country, parent_id, created_at
)
select id, name, sector_name, 'prospect', 'active', year, annual_revenue, headcount, country, parent_id, now()
from import_account
where existing_id is null
order by line;

update accounts_account as account
set
    sector = staged.sector_name, year_established = staged.year, annual_revenue = staged.annual_revenue,
    employees = staged.headcount, country = staged.country, parent_id = staged.parent_id
from import_account as staged
where staged.changed and account.id = staged.existing_id;
