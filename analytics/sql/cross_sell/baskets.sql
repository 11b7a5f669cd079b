-- How many accounts bought the same products in the same number of won deals. Products are a row of 0 and 1, in the
-- order of the parameter: one pass over the won deals, whatever the number of pairs of products. Accounts that bought
-- none of them are there with zeros.
with place as (
    select product_id, mask::bit varying as mask
    from unnest(%(products)s::bigint[], %(masks)s::text[]) as place (product_id, mask)
),

basket as (
    select account_id, coalesce(bit_or(mask)::text, %(none)s) as products, count(*) as won
    from gold.closed_deal
    left join place using (product_id)
    where is_won and account_id is not null and {whose}
    group by account_id
)

select products, won, count(*) as accounts from basket group by products, won
