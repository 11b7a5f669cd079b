"""Beside a deal: base rates instead of a model that is not there, the account's worth, what to offer."""

import pytest
from django.urls import reverse

from analytics import services
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory


def address_of(deal):
    return reverse("analytics:deal_insights", args=[deal.code])


@pytest.fixture
def shown(client, deal):
    def show(user):
        client.force_login(user)
        return client.get(address_of(deal), headers={"HX-Request": "true"}).text

    return show


def test_the_page_loads_them_after_itself(client, alice, deal):
    client.force_login(alice)
    assert f'hx-get="{address_of(deal)}"' in client.get(deal.get_absolute_url()).text


def test_there_is_no_model_and_the_page_says_so(shown, alice):
    page = shown(alice)
    assert "No model estimates it" in page
    assert "No deal has ended yet" in page


def test_the_rates_are_of_what_the_viewer_sees(shown, alice, charlie, acme, gtx, win):
    win(acme, 10, owner=alice)
    OpportunityFactory(lost=True, owner=alice, product=gtx, account=acme)
    OpportunityFactory(lost=True, owner=charlie, product=gtx)
    assert "1 of 2 closed deals of Alice Ames were won" in shown(alice)


def test_the_account_is_scored_beside_it(shown, alice, acme, win):
    win(acme, 10, 60, owner=alice)
    services.drain_account_changes()
    page = shown(alice)
    assert "2 wins" in page
    assert "Next best action" in page


def test_a_closed_deal_has_no_chance(client, alice, deal):
    won = OpportunityFactory(won=True, owner=alice, account=deal.account)
    client.force_login(alice)
    assert "Chance of winning" not in client.get(address_of(won)).text


def test_without_javascript_it_is_a_page(client, alice, deal):
    client.force_login(alice)
    assert "<h1>" in client.get(address_of(deal)).text


def test_a_deal_without_an_account_has_none(shown, alice):
    Opportunity.objects.update(account=None)
    assert "They begin with an account" in shown(alice)


@pytest.mark.parametrize("code", ["nothing", "a-b"])
def test_a_code_of_nothing_is_not_found(client, alice, code):
    client.force_login(alice)
    assert client.get(f"/deals/{code}/insights").status_code == 404


def test_charlie_finds_nothing(client, charlie, deal):
    client.force_login(charlie)
    assert client.get(address_of(deal)).status_code == 404
