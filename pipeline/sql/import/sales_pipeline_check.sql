-- Cells that cannot be read. The rules of a deal are asked afterwards, of the rows whose cells can.
insert into import_issue (file, line, "column", value, kind, rule, reason)
select 'sales_pipeline.csv', d.line, fault.col, fault.value, 'refused', fault.rule, fault.reason
from import_deal as d
inner join import_sales_pipeline as raw on raw.line = d.line
cross join lateral (
    values
    ('opportunity_id', raw.opportunity_id, 'bad_code', 'A code has 4 to 16 digits and capital letters.', d.code is null),
    (
        'opportunity_id', raw.opportunity_id, 'duplicate_id', 'The deal is on line ' || d.first_line || ' already.',
        d.code is not null and d.first_line is not null
    ),
    ('sales_agent', raw.sales_agent, 'agent_missing', 'A deal needs a sales agent.', raw.sales_agent = ''),
    (
        'sales_agent', raw.sales_agent, 'unknown_agent', 'Nobody of this name sells, or several do.',
        raw.sales_agent <> '' and d.owner_id is null
    ),
    ('product', raw.product, 'product_missing', 'A deal needs a product.', raw.product = ''),
    (
        'product', raw.product, 'unknown_product', 'The product is not in the catalogue.',
        raw.product <> '' and d.product_id is null
    ),
    ('account', raw.account, 'unknown_account', 'The account is not among the accounts.', d.account_unknown),
    ('deal_stage', raw.deal_stage, 'stage_missing', 'A deal needs a stage.', raw.deal_stage = ''),
    (
        'deal_stage', raw.deal_stage, 'unknown_stage', 'There is no such stage.',
        raw.deal_stage <> '' and d.stage_id is null
    ),
    ('engage_date', raw.engage_date, 'bad_date', 'Enter a day of the calendar as YYYY-MM-DD.', d.engage_date_bad),
    ('close_date', raw.close_date, 'bad_date', 'Enter a day of the calendar as YYYY-MM-DD.', d.close_date_bad),
    (
        'close_value', raw.close_value, 'negative', 'Enter a value of 0 or more.',
        d.close_value_bad and pg_temp.is_negative(raw.close_value)
    ),
    (
        'close_value', raw.close_value, 'not_a_number', 'Enter a plain number like 1054 or 1054.50.',
        d.close_value_bad and not pg_temp.is_negative(raw.close_value)
    )
) as fault (col, value, rule, reason, found)
where d.faulty and fault.found;

delete from import_deal where faulty;
