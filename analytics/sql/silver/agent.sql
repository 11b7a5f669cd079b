-- grain: one row per visible person who may own deals, or does
-- key: agent_id
create view silver.agent with (security_barrier) as
with final as (
    select
        agent.id as agent_id,
        agent.name as agent,
        agent.role,
        agent.is_active,
        agent.team_id,
        team.name as team,
        team.manager_id,
        manager.name as manager,
        team.regional_office as region
    from teams_user as agent
    left join teams_team as team on team.id = agent.team_id
    left join teams_user as manager on manager.id = team.manager_id
    where agent.id = any((select crm.visible_owners())::bigint[])
        -- An analyst owns no deals, but somebody who becomes one keeps theirs.
        and (
            agent.role <> 'analyst'
            or exists (select from pipeline_opportunity as deal where deal.owner_id = agent.id)
        )
)

select * from final;
