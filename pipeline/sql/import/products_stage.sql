create temp table import_product on commit drop as
with named as (
    select *, pg_temp.read_as('product', product) as name
    from import_products
)

select
    named.line,
    named.product,
    named.series as series_text,
    named.sales_price,
    named.name,
    pg_temp.squeezed(named.series) as series,
    pg_temp.as_amount(named.sales_price) as list_price,
    min(named.line) over (partition by upper(named.name)) as first_line,
    existing.id as existing_id,
    existing.id is not null and (existing.series, existing.list_price)
    is distinct from (pg_temp.squeezed(named.series), pg_temp.as_amount(named.sales_price)) as changed
from named
left join pipeline_product as existing on upper(existing.name) = upper(named.name);

insert into import_issue (file, line, "column", value, kind, rule, reason)
select 'products.csv', p.line, fault.col, fault.value, 'refused', fault.rule, fault.reason
from import_product as p
cross join lateral (
    values
    ('product', p.product, 'name_missing', 'A product needs a name.', p.name = ''),
    ('product', p.product, 'too_long', 'A name has at most 120 characters.', length(p.name) > 120),
    (
        'product', p.product, 'duplicate_name', 'The product is on line ' || p.first_line || ' already.',
        p.name <> '' and p.line > p.first_line
    ),
    ('series', p.series_text, 'series_missing', 'A product needs a series.', p.series = ''),
    ('series', p.series_text, 'too_long', 'A series has at most 80 characters.', length(p.series) > 80),
    ('sales_price', p.sales_price, 'price_missing', 'A product needs a price.', p.sales_price = ''),
    (
        'sales_price', p.sales_price, 'negative', 'Enter a price of 0 or more.',
        pg_temp.is_negative(p.sales_price)
    ),
    (
        'sales_price', p.sales_price, 'not_a_number', 'Enter a plain number like 550 or 550.50.',
        p.sales_price <> '' and p.list_price is null and not pg_temp.is_negative(p.sales_price)
    )
) as fault (col, value, rule, reason, found)
where fault.found;

delete from import_product
where line in (select line from import_issue where file = 'products.csv' and kind = 'refused');

insert into import_issue (file, line, "column", value, kind, rule, reason, repaired_to)
select 'products.csv', p.line, cell.col, cell.value, 'repaired', cell.rule, 'Read as the known spelling.', cell.name
from import_product as p
cross join lateral (
    values ('product', 'product_spelling', p.product, p.name), ('series', 'series_spelling', p.series_text, p.series)
) as cell (col, rule, value, name)
where cell.value <> cell.name;

insert into import_count
select
    'products.csv',
    count(*) filter (where existing_id is null),
    count(*) filter (where changed),
    count(*) filter (where existing_id is not null and not changed)
from import_product;
