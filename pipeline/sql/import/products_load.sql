insert into pipeline_product (name, series, list_price, status)
select name, series, list_price, 'active' from import_product
where existing_id is null
order by line;

update pipeline_product as product
set series = staged.series, list_price = staged.list_price
from import_product as staged
where staged.changed and product.id = staged.existing_id;
