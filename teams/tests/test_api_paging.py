"""Lists by key: every row once, links that lead on, and broken cursors refused."""

import pytest

from teams.tests.factories import UserFactory

USERS = "/api/v1/users"


def walk(client, address, link):
    pages = []
    while address:
        answer = client.get(address).json()
        pages.append([row["id"] for row in answer["results"]])
        address = answer[link]
    return pages


@pytest.mark.parametrize("ordering", ["id", "-id", "name", "-name"])
def test_every_row_comes_once_and_in_order(dana, api, ordering):
    for name in ("eve", "Adam", "EVE", "bea", "Eve", "adam"):
        UserFactory(name=name)
    pages = walk(api(dana), f"{USERS}?ordering={ordering}&page_size=2", "next")
    whole = walk(api(dana), f"{USERS}?ordering={ordering}", "next")
    assert [row for page in pages for row in page] == whole[0]
    assert len(whole[0]) == 7 == len(set(whole[0]))


@pytest.mark.parametrize("ordering", ["id", "-name"])
def test_previous_leads_back(dana, api, ordering):
    UserFactory.create_batch(4)
    client = api(dana)
    forward, address = [], f"{USERS}?ordering={ordering}&page_size=2"
    while address:
        last, answer = address, client.get(address).json()
        forward.append([row["id"] for row in answer["results"]])
        address = answer["next"]
    assert walk(client, last, "previous") == forward[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0", "page_size=201", "page_size=x", "page_size=9999999999999999999999", "page_size=%C2%B2",
        "after=", "after=x", "after=1~x", "after=x~1", "after=1~99999999999999999999", "after=%00~1",
        "ordering=name&after=%00~1", "after=1~1&before=1~1", "ordering=email", "ordering=", "page_size=5&page_size=6",
    ],
)  # fmt: skip
def test_nonsense_is_refused(dana, api, query):
    refused = api(dana).get(f"{USERS}?{query}")
    assert refused.status_code == 400
    assert refused.json()["errors"]


def test_an_unknown_parameter_is_refused_by_name(dana, api):
    refused = api(dana).get(f"{USERS}?rôle=rep")
    assert (refused.status_code, refused.json()["errors"]) == (400, {"rôle": ["Unknown parameter."]})
