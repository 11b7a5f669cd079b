"""Deals through the API: what goes in, what comes out, who may."""

from decimal import Decimal

import pytest

from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory

DEALS = "/api/v1/opportunities"


@pytest.fixture
def address(deal):
    return f"{DEALS}/{deal.code}"


def test_a_deal_needs_no_more_than_a_product(alice, api, gtx):
    made = api(alice).post(DEALS, {"product": gtx.pk})
    assert made.status_code == 201
    shown = made.json()
    assert (shown["owner_name"], shown["stage_name"], shown["account"]) == ("Alice Ames", "Prospecting", None)
    assert (shown["value"], shown["version"], made["ETag"]) == ("4821.00", 1, '"1"')
    assert api(alice).get(f"{DEALS}/{shown['code']}").json() == shown


def test_a_deal_shows_names_beside_ids_and_money_as_text(alice, api, deal, address):
    Opportunity.objects.filter(pk=deal.pk).update(amount=Decimal(4500))
    shown = api(alice).get(address).json()
    assert (shown["account"], shown["account_name"]) == (deal.account_id, "Acme")
    assert (shown["product_name"], shown["stage_type"], shown["amount"]) == ("GTX Pro", "open", "4500.00")


def test_a_deal_is_replaced(alice, api, address, gtx):
    replaced = api(alice).put(address, {"product": gtx.pk, "quantity": 3, "version": 1})
    assert (replaced.status_code, replaced.json()["value"], replaced.json()["version"]) == (200, "14463.00", 2)


def test_what_was_read_can_be_sent_back(alice, api, address):
    client = api(alice)
    shown = client.get(address).json()
    assert client.put(address, {**shown, "next_step": "Call"}).json()["next_step"] == "Call"


def test_a_deal_is_deleted(alice, api, address):
    assert api(alice).delete(address, {"version": 1}).status_code == 204
    assert not Opportunity.objects.exists()


def test_the_change_is_alices(alice, api, address, deal, stages):
    api(alice).patch(address, {"stage": stages["Prospecting"].pk, "version": 1})
    assert deal.stage_changes.last().changed_by == alice


def test_charlie_finds_nothing_of_alices_deal(charlie, api, deal, address, stages):
    client, version = api(charlie), {"version": 1}
    move = client.post(f"{address}/move", {"stage": stages["Prospecting"].pk, **version})
    writes = [client.patch(address, version), client.put(address, version), client.delete(address, version), move]
    assert [answer.status_code for answer in [client.get(address), *writes]] == [404] * 5
    assert client.get(DEALS).json()["results"] == []
    assert client.get(f"{DEALS}?account={deal.account_id}").json()["results"] == []
    assert client.get(f"{DEALS}?code={deal.code}").json()["results"] == []


def test_a_colleague_reads_and_does_not_change(alice, api, west, deal, address, stages):
    from teams.tests.factories import UserFactory

    client = api(UserFactory(team=west))
    assert client.get(address).status_code == 200
    move = client.post(f"{address}/move", {"stage": stages["Prospecting"].pk, "version": 1})
    answers = [client.patch(address, {}), client.put(address, {}), client.delete(address), move]
    assert [answer.status_code for answer in answers] == [403] * 4


def test_an_analyst_reads_and_does_not_change(anna, api, address):
    client = api(anna)
    assert client.get(address).status_code == 200
    answers = [
        client.post(DEALS, {}),
        client.patch(address, {}),
        client.delete(address),
        client.post(f"{address}/move"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4


def test_a_manager_changes_his_teams_deals(bob, api, address):
    assert api(bob).patch(address, {"next_step": "Call", "version": 1}).status_code == 200


def test_what_one_may_not_see_does_not_exist(charlie, alice, api, gtx, deal):
    refused = api(charlie).post(DEALS, {"product": gtx.pk, "account": deal.account_id, "owner": alice.pk})
    assert refused.status_code == 400
    assert ["does not exist" in refused.json()["errors"][name][0] for name in ("account", "owner")] == [True] * 2


def test_a_rep_does_not_give_deals_to_a_colleague(alice, api, west, gtx, address):
    from teams.tests.factories import UserFactory

    colleague = UserFactory(team=west)
    answers = [
        api(alice).post(DEALS, {"product": gtx.pk, "owner": colleague.pk}),
        api(alice).patch(address, {"owner": colleague.pk, "version": 1}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 2


def test_a_deal_goes_to_another_account(alice, api, address):
    other = AccountFactory(name="Bold")
    assert api(alice).patch(address, {"account": other.pk, "version": 1}).json()["account_name"] == "Bold"


@pytest.mark.parametrize("rows", [10, 200])
def test_a_list_costs_the_same_however_long(alice, api, gtx, acme, stages, django_assert_num_queries, rows):
    OpportunityFactory.create_batch(rows, owner=alice, product=gtx, account=acme, lost=True)
    client = api(alice)
    with django_assert_num_queries(3):  # the token, the user's other tokens, the rows
        assert len(client.get(f"{DEALS}?page_size=200").json()["results"]) == rows
