-- grain: one row per opportunity of a visible owner, as of the reporting day
-- key: deal_id
create view silver.deal with (security_barrier) as
with opportunity as (
    select *
    from pipeline_opportunity
    where owner_id = any((select crm.visible_owners())::bigint[])
        and (close_date is null or close_date <= (select crm.as_of()))
        and (engage_date is null or engage_date <= (select crm.as_of()))
),

-- As the deal list asks it (OpportunityQuerySet.with_age): a stage is as it is now, activities as of the day. Only where
-- the last activity of all is after the day is there anything to look up.
touch as (
    select
        opportunity_id,
        entered_stage_at::date as entered_on,
        case
            when last_activity_at < ((select crm.as_of()) + 1)::timestamptz then last_activity_at::date
            when last_activity_at is not null then (
                select max(activity.happened_at)::date
                from pipeline_activity as activity
                where activity.opportunity_id = pipeline_lasttouch.opportunity_id
                    and activity.happened_at < ((select crm.as_of()) + 1)::timestamptz
            )
        end as last_activity_on
    from pipeline_lasttouch
),

joined as (
    select
        opportunity.id as deal_id,
        opportunity.code,
        opportunity.account_id,
        account.name as account,
        account.sector,
        account.country,
        coalesce(account.parent_id, account.id) as group_id,
        opportunity.owner_id as agent_id,
        owner.name as agent,
        owner.team_id,
        team.name as team,
        team.manager_id,
        manager.name as manager,
        team.regional_office as region,
        opportunity.product_id,
        product.name as product,
        product.series,
        product.list_price,
        opportunity.quantity,
        product.list_price * opportunity.quantity as list_value,
        opportunity.amount as entered_amount,
        opportunity.stage_id,
        stage.name as stage,
        opportunity.stage_type,
        stage.position as stage_position,
        stage.probability,
        stage.forecast_category,
        stage.rot_days,
        opportunity.engage_date,
        opportunity.expected_close_date,
        opportunity.close_date,
        opportunity.close_value,
        lost_reason.name as lost_reason,
        opportunity.created_at,
        opportunity.close_date - opportunity.engage_date as cycle_days,
        case when opportunity.stage_type = 'won' then opportunity.close_value end as won_value,
        case when opportunity.stage_type = 'open'
            then coalesce(opportunity.amount, product.list_price * opportunity.quantity) end as open_value,
        case when opportunity.stage_type = 'open' then (select crm.as_of()) - opportunity.engage_date end as age_days,
        coalesce(touch.entered_on, opportunity.engage_date) as entered_on,
        touch.last_activity_on,
        date_trunc('month', opportunity.close_date::timestamp)::date as close_month,
        date_trunc('quarter', opportunity.close_date::timestamp)::date as close_quarter,
        (extract(month from opportunity.close_date)::int - 1) % 3 + 1 as month_of_quarter,
        date_trunc('month', opportunity.engage_date::timestamp)::date as engage_month
    from opportunity
    -- Left joins, though every deal has all three: what a query does not ask of them is then not even joined.
    left join teams_user as owner on owner.id = opportunity.owner_id
    left join pipeline_product as product on product.id = opportunity.product_id
    left join pipeline_stage as stage on stage.id = opportunity.stage_id
    left join teams_team as team on team.id = owner.team_id
    left join teams_user as manager on manager.id = team.manager_id
    left join accounts_account as account on account.id = opportunity.account_id
    left join pipeline_lostreason as lost_reason on lost_reason.id = opportunity.lost_reason_id
    left join touch on touch.opportunity_id = opportunity.id
),

final as (
    select
        *,
        case when stage_type = 'open' then greatest(entered_on, last_activity_on) end as quiet_since,
        stage_type = 'open' and rot_days > 0
            and coalesce(greatest(entered_on, last_activity_on) + rot_days < (select crm.as_of()), false) as is_stale
    from joined
)

select * from final;
