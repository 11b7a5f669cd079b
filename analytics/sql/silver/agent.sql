-- grain: one row per visible person who may own deals
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
    where agent.id = any((select crm.visible_owners())::bigint[]) and agent.role <> 'analyst'
)

select * from final;
