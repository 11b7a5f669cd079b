-- grain: one row per account and product with a closed deal that the viewer may see
-- key: account_id, product_id
create view gold.account_product with (security_barrier) as
with deal as (
    select * from silver.closed_deal
),

account as (
    select account_id, account, sector from silver.account
),

product as (
    select product_id, product, series from silver.product
),

-- Grouped by numbers: names compare slowly.
pair as (
    select
        account_id,
        product_id,
        count(*) as closed_deals,
        count(*) filter (where is_won) as won_deals,
        min(close_date) filter (where is_won) as first_won_on,
        max(close_date) filter (where is_won) as last_won_on,
        coalesce(sum(won_value), 0) as revenue
    from deal
    group by account_id, product_id
),

gap as (
    select *, (last_won_on - first_won_on)::numeric / nullif(won_deals - 1, 0) as mean_gap from pair
),

final as (
    select
        account_id,
        account,
        sector,
        product_id,
        product,
        series,
        won_deals > 0 as is_bought,
        closed_deals as closed_deals_visible,
        won_deals as won_deals_visible,
        won_deals::numeric / closed_deals as win_rate_visible,
        crm.wilson_low(won_deals, closed_deals) as win_rate_visible_low,
        crm.wilson_high(won_deals, closed_deals) as win_rate_visible_high,
        first_won_on as first_won_on_visible,
        last_won_on as last_won_on_visible,
        (select crm.as_of()) - last_won_on as days_since_last_visible,
        round(mean_gap, 1) as mean_gap_days_visible,
        revenue,
        revenue / nullif(sum(revenue) over (partition by account_id), 0) as share_of_account_visible,
        case
            when won_deals = 0 then 'not bought'
            when first_won_on = last_won_on then 'one-off'
            when (select crm.as_of()) - last_won_on > greatest(3 * mean_gap, 90) then 'lapsed'
            else 'repeat'
        end as kind
    from gap
    join account using (account_id)
    join product using (product_id)
)

select * from final;

comment on view gold.account_product is 'Which account bought which product, from closed deals that the viewer may see. A product that was never even offered to an account has no row.';
comment on column gold.account_product.account_id is 'id · the account';
comment on column gold.account_product.account is 'text · the account''s name';
comment on column gold.account_product.sector is 'text · the account''s sector';
comment on column gold.account_product.product_id is 'id · the product';
comment on column gold.account_product.product is 'text · the product''s name';
comment on column gold.account_product.series is 'text · the product''s series';
comment on column gold.account_product.is_bought is 'yes/no · at least one won deal that the viewer may see';
comment on column gold.account_product.closed_deals_visible is 'count · won and lost deals that the viewer may see: the n of the win rate';
comment on column gold.account_product.won_deals_visible is 'count · won deals that the viewer may see';
comment on column gold.account_product.win_rate_visible is 'rate · won / (won + lost), of deals that the viewer may see';
comment on column gold.account_product.win_rate_visible_low is 'rate · lower end of the 95 % Wilson interval of the win rate';
comment on column gold.account_product.win_rate_visible_high is 'rate · upper end of the 95 % Wilson interval of the win rate';
comment on column gold.account_product.first_won_on_visible is 'date · first won close of deals that the viewer may see';
comment on column gold.account_product.last_won_on_visible is 'date · last won close of deals that the viewer may see';
comment on column gold.account_product.days_since_last_visible is 'days · reporting day − last won close that the viewer may see';
comment on column gold.account_product.mean_gap_days_visible is 'days · (last − first won close) / (won deals − 1); empty below two won deals';
comment on column gold.account_product.revenue is '$ · close values of won deals that the viewer may see, by close date';
comment on column gold.account_product.share_of_account_visible is 'ratio · revenue / revenue of the account over all products, of deals that the viewer may see';
comment on column gold.account_product.kind is 'text · not bought: no won deal; one-off: bought on one day only; lapsed: on several days, the last longer ago than three mean gaps and than 90 days; repeat: on several days otherwise';
