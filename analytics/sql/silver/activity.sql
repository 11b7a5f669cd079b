-- grain: one row per activity on a visible deal, or on an account alone by a visible author
-- key: activity_id
create view silver.activity with (security_barrier) as
with final as (
    select
        activity.id as activity_id,
        activity.kind,
        activity.opportunity_id as deal_id,
        coalesce(activity.account_id, deal.account_id) as account_id,
        activity.author_id,
        author.name as author,
        activity.happened_at,
        activity.happened_at::date as happened_on
    from pipeline_activity as activity
    join teams_user as author on author.id = activity.author_id
    left join pipeline_opportunity as deal on deal.id = activity.opportunity_id
    where coalesce(deal.owner_id, activity.author_id) = any((select crm.visible_owners())::bigint[])
        and activity.happened_at < (select crm.as_of()) + 1
)

select * from final;
