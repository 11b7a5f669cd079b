insert into teams_team (name, manager_id, regional_office)
select 'Team ' || name, manager_id, office from import_team
where team_id is null
order by name;

update teams_team as team
set manager_id = staged.manager_id, regional_office = staged.office
from import_team as staged
where
    team.id = staged.team_id
    and (team.manager_id, team.regional_office) is distinct from (staged.manager_id, staged.office);

update import_team as staged set team_id = team.id
from teams_team as team
where staged.team_id is null and team.manager_id = staged.manager_id;

update teams_user as member set team_id = team.team_id
from import_member as staged
inner join import_team as team on team.manager_id = staged.manager_id
where member.id = staged.id and member.team_id is distinct from team.team_id;

update teams_user set role = 'manager'
where role = 'rep' and id in (select manager_id from import_team);
