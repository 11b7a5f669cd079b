"""Teams and users through the API: read only, and only those whose deals one may see."""

TEAMS, USERS = "/api/v1/teams", "/api/v1/users"


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_a_rep_sees_her_team_and_her_colleagues(alice, bob, charlie, api):
    assert names(api(alice).get(TEAMS)) == ["West"]
    assert names(api(alice).get(USERS)) == ["Alice Ames"]


def test_a_manager_sees_the_teams_that_he_manages(alice, bob, charlie, api):
    assert names(api(bob).get(TEAMS)) == ["West"]
    assert names(api(bob).get(f"{USERS}?ordering=name")) == ["Alice Ames", "Bob Berg"]


def test_an_administrator_sees_all(alice, bob, charlie, dana, api):
    assert names(api(dana).get(f"{TEAMS}?ordering=-name")) == ["West", "East"]
    assert len(names(api(dana).get(USERS))) == 4


def test_charlie_does_not_find_alice(alice, charlie, api):
    assert api(charlie).get(f"{USERS}/{alice.pk}").status_code == 404
    assert api(charlie).get(f"{TEAMS}/{alice.team_id}").status_code == 404


def test_a_user_shows_no_secrets(alice, api):
    shown = api(alice).get(f"{USERS}/{alice.pk}").json()
    assert set(shown) == {"id", "name", "email", "role", "team", "team_name", "is_active"}


def test_they_cannot_be_written(dana, api):
    for address in (TEAMS, USERS):
        assert api(dana).post(address, {"name": "New"}).status_code == 405
        assert api(dana).delete(f"{address}/{dana.pk}").status_code == 405


def test_users_are_filtered(alice, bob, dana, api):
    assert names(api(dana).get(f"{USERS}?role=manager")) == ["Bob Berg"]
    assert names(api(dana).get(f"{USERS}?team={alice.team_id}")) == ["Alice Ames"]
    assert names(api(dana).get(f"{USERS}?name=ALI")) == ["Alice Ames"]
