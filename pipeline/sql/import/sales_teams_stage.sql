create temp table import_agent on commit drop as
with named as (
    select
        *,
        pg_temp.read_as('user', sales_agent) as agent,
        pg_temp.read_as('user', manager) as manager_name,
        pg_temp.squeezed(regional_office) as office
    from import_sales_teams
),

people as (
    select upper(name) as name, min(id) as id, count(*) as matches
    from teams_user
    where upper(name) in (select upper(agent) from named union select upper(manager_name) from named)
    group by upper(name)
)

select
    named.*,
    min(named.line) over (partition by upper(named.agent)) as first_line,
    first_value(named.office) over (
        partition by upper(named.manager_name) order by named.office = '', named.line
    ) as managers_office,
    agent.id as agent_id,
    coalesce(agent.matches, 0) as agents,
    manager.id as manager_id,
    coalesce(manager.matches, 0) as managers
from named
left join people as agent on agent.name = upper(named.agent)
left join people as manager on manager.name = upper(named.manager_name);

insert into import_issue (file, line, "column", value, kind, rule, reason)
select 'sales_teams.csv', a.line, fault.col, fault.value, 'refused', fault.rule, fault.reason
from import_agent as a
cross join lateral (
    values
    ('sales_agent', a.sales_agent, 'name_missing', 'The row needs a sales agent.', a.agent = ''),
    ('sales_agent', a.sales_agent, 'too_long', 'A name has at most 120 characters.', length(a.agent) > 120),
    (
        'sales_agent', a.sales_agent, 'duplicate_name', 'The agent is on line ' || a.first_line || ' already.',
        a.agent <> '' and a.line > a.first_line
    ),
    ('sales_agent', a.sales_agent, 'ambiguous', 'Several users have this name.', a.agents > 1),
    ('manager', a.manager, 'name_missing', 'An agent needs a manager.', a.manager_name = ''),
    ('manager', a.manager, 'too_long', 'A manager''s name has at most 110 characters.', length(a.manager_name) > 110),
    ('manager', a.manager, 'ambiguous', 'Several users have this name.', a.managers > 1),
    ('regional_office', a.regional_office, 'office_missing', 'A team needs a regional office.', a.office = ''),
    ('regional_office', a.regional_office, 'too_long', 'An office has at most 80 characters.', length(a.office) > 80),
    (
        'regional_office', a.regional_office, 'other_office', 'This manager''s team has another office further up.',
        a.manager_name <> '' and a.office <> '' and a.office <> a.managers_office
    )
) as fault (col, value, rule, reason, found)
where fault.found;

delete from import_agent
where line in (select line from import_issue where file = 'sales_teams.csv' and kind = 'refused');

insert into import_issue (file, line, "column", value, kind, rule, reason, repaired_to)
select 'sales_teams.csv', a.line, cell.col, cell.value, 'repaired', cell.rule, 'Read as the known spelling.', cell.name
from import_agent as a
cross join lateral (
    values ('sales_agent', 'agent_spelling', a.sales_agent, a.agent),
    ('manager', 'agent_spelling', a.manager, a.manager_name), ('regional_office', 'office_spelling', a.regional_office, a.office)
) as cell (col, rule, value, name)
where cell.value <> cell.name;
