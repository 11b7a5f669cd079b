-- Whoever has bought is a customer since the first purchase. A partner stays one.
with touched as (
    select id from import_account
    union
    select account_id from import_deal where account_id is not null
),

buyers as (
    select touched.id, min(deal.close_date) as since
    from touched
    left join pipeline_opportunity as deal on deal.account_id = touched.id and deal.stage_type = 'won'
    group by touched.id
),

final as (
    select
        account.id,
        buyers.since,
        case
            when account.type = 'partner' then account.type
            when buyers.since is not null then 'customer'
            else 'prospect'
        end as type
    from buyers
    inner join accounts_account as account on account.id = buyers.id
)

update accounts_account as account
set type = final.type, customer_since = final.since
from final
where account.id = final.id and (account.type, account.customer_since) is distinct from (final.type, final.since)
