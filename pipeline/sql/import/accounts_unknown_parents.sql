-- Asked again until it refuses none: a refused account may be the parent of another.
with refused as (
    delete from import_account as child
    where
        child.parent_name <> ''
        and not exists (select from import_account as p where upper(p.name) = upper(child.parent_name))
        and not exists (select from accounts_account as p where upper(p.name) = upper(child.parent_name))
    returning child.line, child.subsidiary_of
)

insert into import_issue (file, line, "column", value, kind, rule, reason)
select
    'accounts.csv', line, 'subsidiary_of', subsidiary_of, 'refused', 'unknown_parent',
    'The parent company is not among the accounts.'
from refused
