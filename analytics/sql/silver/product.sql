-- grain: one row per product
-- key: product_id
create view silver.product with (security_barrier) as
with final as (
    select id as product_id, name as product, series, list_price, status, launch_date
    from pipeline_product
    where (select crm.visible_owners()) <> '{}'
)

select * from final;
