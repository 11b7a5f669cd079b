-- A deal that a rule refused is not loaded, so nothing of it was repaired.
delete from import_deal
where line in (select line from import_issue where file = 'sales_pipeline.csv' and kind = 'refused');

insert into import_issue (file, line, "column", value, kind, rule, reason, repaired_to)
select
    'sales_pipeline.csv', raw.line, cell.col, cell.spelling, 'repaired', cell.rule, 'Read as the known spelling.',
    known.name
from import_sales_pipeline as raw
cross join lateral (
    values ('account', 'account', 'account_spelling', raw.account),
    ('product', 'product', 'product_spelling', raw.product),
    ('sales_agent', 'user', 'agent_spelling', raw.sales_agent),
    ('deal_stage', 'stage', 'stage_spelling', raw.deal_stage)
) as cell (col, kind, rule, spelling)
inner join import_lookup as known
    on known.kind = cell.kind and known.spelling = cell.spelling and known.name <> known.spelling
where raw.line in (select line from import_deal);

insert into import_count
select
    'sales_pipeline.csv',
    count(*) filter (where is_new),
    count(*) filter (where changed),
    count(*) filter (where not is_new and not changed)
from import_deal;
