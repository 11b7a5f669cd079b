-- The people exist by now. A team is known by its manager, so that a team renamed later stays the same team.
create temp table import_team on commit drop as
with managers as (
    select distinct on (manager.id) manager.id as manager_id, manager.name, manager.role, staged.office
    from import_agent as staged
    inner join teams_user as manager on upper(manager.name) = upper(staged.manager_name)
    order by manager.id, staged.line
)

select
    managers.manager_id,
    managers.name,
    managers.office,
    coalesce(managed.id, named.id) as team_id,
    managers.role = 'rep'
    or (coalesce(managed.manager_id, named.manager_id), coalesce(managed.regional_office, named.regional_office))
    is distinct from (managers.manager_id, managers.office) as changed
from managers
left join lateral (
    select id, manager_id, regional_office from teams_team
    where manager_id = managers.manager_id order by id limit 1
) as managed on true
left join teams_team as named on managed.id is null and named.name = 'Team ' || managers.name;

create temp table import_member on commit drop as
select
    member.id,
    team.manager_id,
    staged.agent_id is null as is_new,
    team.changed or member.team_id is distinct from team.team_id as changed
from import_agent as staged
inner join teams_user as member on upper(member.name) = upper(staged.agent)
inner join teams_user as manager on upper(manager.name) = upper(staged.manager_name)
inner join import_team as team on team.manager_id = manager.id;

insert into import_count
select
    'sales_teams.csv',
    count(*) filter (where is_new),
    count(*) filter (where changed and not is_new),
    count(*) filter (where not changed and not is_new)
from import_member;
