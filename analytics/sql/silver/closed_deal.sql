-- grain: one row per deal of a visible owner that closed by the reporting day
-- key: deal_id
-- What sums of closed deals ask. All of it is in one index (opportunity_closed_of_owner), so that a million deals are
-- read without the table; silver.deal has more columns, and the same sums took 1.6 to 2.8 times as long. Without a
-- condition on the engage date: no deal closes before it.
create view silver.closed_deal with (security_barrier) as
with final as (
    select
        deal.id as deal_id,
        deal.account_id,
        coalesce(account.parent_id, account.id) as group_id,
        account.name as account,
        account.sector,
        account.country,
        deal.owner_id as agent_id,
        owner.name as agent,
        owner.team_id,
        team.name as team,
        team.regional_office as region,
        deal.product_id,
        product.name as product,
        product.series,
        product.list_price,
        deal.stage_type = 'won' as is_won,
        lost_reason.name as lost_reason,
        deal.quantity,
        product.list_price * deal.quantity as list_value,
        case when deal.stage_type = 'won' then deal.close_value end as won_value,
        deal.close_date,
        deal.close_date - deal.engage_date as cycle_days
    from pipeline_opportunity as deal
    -- Left joins, as in silver.deal: what a query does not ask of them is then not even joined.
    left join teams_user as owner on owner.id = deal.owner_id
    left join teams_team as team on team.id = owner.team_id
    left join pipeline_product as product on product.id = deal.product_id
    left join accounts_account as account on account.id = deal.account_id
    left join pipeline_lostreason as lost_reason on lost_reason.id = deal.lost_reason_id
    where deal.owner_id = any((select crm.visible_owners())::bigint[])
        -- Not "<=": beside the days of a query that is taken for a narrow range, and plans are made for few rows.
        and (deal.close_date > (select crm.as_of())) is not true
        and deal.close_date is not null
)

select * from final;
