-- The people exist by now. A team is known by its manager, so that a team renamed later stays the same team.
create temp table import_team on commit drop as
with managers as (
    select distinct on (manager.id) manager.id as manager_id, manager.name, staged.office
    from import_agent as staged
    inner join teams_user as manager on upper(manager.name) = upper(staged.manager_name)
    order by manager.id, staged.line
)

select
    managers.*,
    coalesce(managed.id, named.id) as team_id,
    (coalesce(managed.manager_id, named.manager_id), coalesce(managed.regional_office, named.regional_office))
    is distinct from (managers.manager_id, managers.office) as changed
from managers
left join lateral (
    select id, manager_id, regional_office from teams_team
    where manager_id = managers.manager_id order by id limit 1
) as managed on true
left join teams_team as named on managed.id is null and named.name = 'Team ' || managers.name;

insert into teams_team (name, manager_id, regional_office)
select 'Team ' || name, manager_id, office from import_team
where team_id is null
order by name;

update teams_team as team
set manager_id = staged.manager_id, regional_office = staged.office
from import_team as staged
where staged.changed and team.id = staged.team_id;

update import_team as staged set team_id = team.id
from teams_team as team
where staged.team_id is null and team.manager_id = staged.manager_id;

create temp table import_member on commit drop as
select
    member.id,
    team.team_id,
    staged.agent_id is null as is_new,
    team.changed or member.team_id is distinct from team.team_id as changed
from import_agent as staged
inner join teams_user as member on upper(member.name) = upper(staged.agent)
inner join teams_user as manager on upper(manager.name) = upper(staged.manager_name)
inner join import_team as team on team.manager_id = manager.id;

update teams_user as member set team_id = staged.team_id
from import_member as staged
where member.id = staged.id and member.team_id is distinct from staged.team_id;

update teams_user set role = 'manager'
where role = 'rep' and id in (select manager_id from import_team);

insert into import_count
select
    'sales_teams.csv',
    count(*) filter (where is_new),
    count(*) filter (where changed and not is_new),
    count(*) filter (where not changed and not is_new)
from import_member;
