"""Accounts through the API."""

import pytest
from rest_framework.validators import UniqueValidator

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from pipeline.merge_preview import preview
from pipeline.merging import merge_accounts
from pipeline.tests.factories import OpportunityFactory

ACCOUNTS = "/api/v1/accounts"


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_an_account_is_created_and_read(alice, api):
    body = {"name": "  Big   Corp ", "sector": "retail", "annual_revenue": "12.50", "customer_since": "2025-01-07"}
    made = api(alice).post(ACCOUNTS, body)
    assert made.status_code == 201
    shown = api(alice).get(f"{ACCOUNTS}/{made.json()['id']}").json()
    assert shown == made.json()
    assert (shown["name"], shown["annual_revenue"], shown["customer_since"]) == ("Big Corp", "12.50", "2025-01-07")


def test_a_name_is_taken_in_any_case(alice, api, acme):
    refused = api(alice).post(ACCOUNTS, {"name": " aCME "})
    assert (refused.status_code, refused.json()["errors"]) == (400, {"name": ["There is an account of this name."]})


def test_an_account_is_changed(alice, api, acme):
    changed = api(alice).patch(f"{ACCOUNTS}/{acme.pk}", {"country": "Germany"})
    acme.refresh_from_db()
    assert (changed.status_code, changed.json()["country"], acme.country) == (200, "Germany", "Germany")


def test_an_account_is_replaced_under_its_own_name(alice, api, acme):
    replaced = api(alice).put(f"{ACCOUNTS}/{acme.pk}", {"name": "ACME", "type": "customer"})
    assert (replaced.status_code, replaced.json()["name"], replaced.json()["type"]) == (200, "ACME", "customer")


def test_a_replacement_needs_a_name(alice, api, acme):
    assert list(api(alice).put(f"{ACCOUNTS}/{acme.pk}", {}).json()["errors"]) == ["name"]


def test_an_account_is_not_its_own_parent(alice, api, acme):
    refused = api(alice).patch(f"{ACCOUNTS}/{acme.pk}", {"parent": acme.pk})
    assert (refused.status_code, refused.json()["detail"]) == (400, "An account cannot be its own parent.")


def test_charlie_sees_nothing_of_alices_account(charlie, api, deal):
    client, address = api(charlie), f"{ACCOUNTS}/{deal.account_id}"
    assert names(client.get(ACCOUNTS)) == []
    answers = [
        client.get(address),
        client.patch(address, {}),
        client.put(address, {}),
        client.get(f"{address}/metrics"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert client.delete(address).status_code in (403, 404)


def test_an_invisible_account_cannot_be_a_parent(charlie, api, deal):
    refused = api(charlie).post(ACCOUNTS, {"name": "New", "parent": deal.account_id})
    assert refused.status_code == 400
    assert "does not exist" in refused.json()["errors"]["parent"][0]


def test_an_invisible_parent_is_not_named(charlie, alice, api, deal):
    child = AccountFactory(name="Child", parent=deal.account)
    assert api(alice).get(f"{ACCOUNTS}/{child.pk}").json()["parent_name"] == "Acme"
    client = api(charlie)
    shown = [client.get(f"{ACCOUNTS}/{child.pk}").json(), client.patch(f"{ACCOUNTS}/{child.pk}", {}).json()]
    assert [(row["parent"], row["parent_name"]) for row in shown] == [(None, None)] * 2
    child.refresh_from_db()
    assert child.parent == deal.account


def test_an_analyst_reads_and_does_not_write(anna, api, deal):
    client, address = api(anna), f"{ACCOUNTS}/{deal.account_id}"
    assert client.get(address).status_code == 200
    answers = [client.post(ACCOUNTS, {"name": "New"}), client.patch(address, {}), client.delete(address)]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_only_administrators_delete(alice, bob, dora, dana, api, acme):
    address = f"{ACCOUNTS}/{acme.pk}"
    assert [api(user).delete(address).status_code for user in (alice, bob, dora, dana)] == [403, 403, 403, 204]
    assert not Account.objects.exists()


def test_a_parent_is_not_deleted(dana, api, acme):
    AccountFactory(parent=acme)
    refused = api(dana).delete(f"{ACCOUNTS}/{acme.pk}")
    assert (refused.status_code, refused.json()["detail"][:19]) == (409, "Other records refer")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=CM", ["Acme"]), ("sector=RETAIL", ["Bold"]), ("country=germany", ["Bold"]), ("type=partner", ["Bold"]),
        ("status=active", ["Acme", "Bold"]), ("name=nothing", []), ("ordering=-name", ["Bold", "Acme"]),
    ],
)  # fmt: skip
def test_filters(alice, api, acme, query, found):
    AccountFactory(name="Bold", sector="retail", country="Germany", type="partner")
    assert names(api(alice).get(f"{ACCOUNTS}?{query}")) == found


@pytest.mark.parametrize("query", ["type=friend", "parent=x", "parent=1.5", f"parent={10**30}", "name=%00", "owner=1"])
def test_wrong_filters_are_refused(alice, api, query):
    refused = api(alice).get(f"{ACCOUNTS}?{query}")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [query.split("=")[0]])


@pytest.mark.parametrize("rows", [10, 200])
def test_a_list_costs_the_same_however_long(alice, api, django_assert_num_queries, rows):
    AccountFactory.create_batch(rows, parent=AccountFactory())
    client = api(alice)
    with django_assert_num_queries(3):  # the token, the user's other tokens, the rows
        assert len(client.get(f"{ACCOUNTS}?page_size=200").json()["results"]) == min(rows + 1, 200)


def test_a_race_that_the_database_decides_is_a_conflict(alice, api, acme, monkeypatch):
    # Both asked whether the name was free before either was stored.
    monkeypatch.setattr(Account, "full_clean", lambda self: None)
    monkeypatch.setattr(UniqueValidator, "__call__", lambda self, value, field: None)
    refused = api(alice).post(ACCOUNTS, {"name": "acme"})
    assert (refused.status_code, Account.objects.count()) == (409, 1)


@pytest.mark.parametrize(("sent", "status"), [("nothing", 200), ("acme", 400)])
def test_an_invisible_parent_stays_where_what_was_read_is_sent_back(alice, charlie, api, deal, acme, sent, status):
    child, own = AccountFactory(name="Child", parent=deal.account), AccountFactory(name="Own")
    parent = None if sent == "nothing" else own.pk
    assert api(charlie).patch(f"{ACCOUNTS}/{child.pk}", {"parent": parent}).status_code == status
    child.refresh_from_db()
    assert child.parent == deal.account


def test_a_merged_account_says_where_it_went_to_who_may_see_that(api, alice, charlie, dana, acme):
    gone = AccountFactory(name="Acme Inc")
    for account in (acme, gone):
        OpportunityFactory(account=account, owner=alice)
    merge_accounts(acme, gone, by=dana, seen=preview(acme, gone, by=dana).seen, take={})
    answer = api(alice).get(f"/api/v1/accounts/{gone.pk}")
    assert (answer.status_code, answer.json()["merged_into"]) == (404, acme.pk)
    hidden = api(charlie).get(f"/api/v1/accounts/{gone.pk}")
    assert (hidden.status_code, hidden.json().keys()) == (404, {"detail"})
