-- grain: one row per visible person who may own deals, or does
-- key: agent_id
create view gold.agent with (security_barrier) as
with agent as (
    select * from silver.agent
),

final as (
    select agent_id, agent, role, team_id, team, manager, region, is_active
    from agent
)

select * from final;

comment on view gold.agent is 'Who may own deals, with and without any: the people that figures of agents are about.';
comment on column gold.agent.agent_id is 'id · the agent';
comment on column gold.agent.agent is 'text · the agent''s name';
comment on column gold.agent.role is 'text · rep, manager, director, admin, or an analyst who still owns deals';
comment on column gold.agent.team_id is 'id · the agent''s team today';
comment on column gold.agent.team is 'text · the agent''s team today';
comment on column gold.agent.manager is 'text · who manages the team';
comment on column gold.agent.region is 'text · the team''s regional office';
comment on column gold.agent.is_active is 'yes/no · whether the agent still works here';
