-- grain: one row per column of a gold view, in the view's order, with the view's and the column's comment
select
    view.relname as view,
    obj_description(view.oid, 'pg_class') as view_comment,
    attribute.attname as column,
    format_type(attribute.atttypid, attribute.atttypmod) as type,
    col_description(view.oid, attribute.attnum) as comment
from pg_class as view
join pg_namespace as schema on schema.oid = view.relnamespace and schema.nspname = 'gold'
join pg_attribute as attribute on attribute.attrelid = view.oid and attribute.attnum > 0 and not attribute.attisdropped
where view.relkind = 'v'
order by view.relname, attribute.attnum
