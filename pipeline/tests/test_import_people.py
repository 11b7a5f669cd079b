"""Agents and managers become users whom the rule of visibility knows."""

from pipeline.models import Opportunity
from teams.models import Team, User
from teams.tests.factories import UserFactory


def test_agents_are_reps_in_their_managers_team(crm_folder):
    crm_folder.load()
    ann, max_orr = User.objects.get(name="Ann Lee"), User.objects.get(name="Max Orr")
    assert (ann.role, ann.email, ann.has_usable_password()) == ("rep", "ann.lee@example.com", False)
    assert (max_orr.role, max_orr.team) == ("manager", None)
    team = Team.objects.get()
    assert (team.name, team.regional_office, team.manager, ann.team) == ("Team Max Orr", "Central", max_orr, team)


def test_a_manager_sees_the_deals_of_the_team(crm_folder):
    crm_folder.load()
    assert Opportunity.objects.visible_to(User.objects.get(name="Max Orr")).count() == 4


def test_an_address_that_is_taken_gets_a_number(crm_folder):
    UserFactory(name="Another Lee", email="Ann.Lee@example.com")
    crm_folder.add(sales_teams="Ánn Lée,Max Orr,Central")
    crm_folder.load()
    assert User.objects.get(name="Ann Lee").email == "ann.lee2@example.com"
    assert User.objects.get(name="Ánn Lée").email == "ann.lee3@example.com"


def test_a_user_who_is_there_already_is_taken(crm_folder):
    ann = UserFactory(name="Ann Lee", email="ann@example.com")
    crm_folder.load()
    ann.refresh_from_db()
    assert (ann.email, ann.team.name) == ("ann@example.com", "Team Max Orr")
    assert ann.opportunities.count() == 2


def test_an_agent_who_also_leads_is_a_manager(crm_folder):
    crm_folder.add(sales_teams="Cy Fox,Ann Lee,West")
    crm_folder.load()
    ann = User.objects.get(name="Ann Lee")
    assert (ann.role, ann.team.name) == ("manager", "Team Max Orr")


def test_a_renamed_team_stays_the_team(crm_folder):
    crm_folder.load()
    Team.objects.update(name="The Centre")
    report = crm_folder.load()
    assert report.changed_rows == 0
    assert Team.objects.get().name == "The Centre"


def test_a_new_office_changes_the_team(crm_folder):
    crm_folder.load()
    for agent in ("Ann Lee", "Bo Ray"):
        crm_folder.replace("sales_teams", f"{agent},Max Orr,Central", f"{agent},Max Orr,East")
    assert crm_folder.load().counts["sales_teams.csv"].changed == 2
    assert Team.objects.get().regional_office == "East"
