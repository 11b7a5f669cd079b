"""An open account page asks once a second: it hears nothing, or the new figures."""

import json

import pytest
from django.urls import reverse

from analytics import services
from pipeline.models import Opportunity
from pipeline.services import edit_deal
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def fresh_url(client, alice, acme, win):
    win(acme, 10, 40)
    services.drain_account_changes()
    client.force_login(alice)
    return client.get(reverse("analytics:account_page", args=[acme.pk])).context["fresh_url"]


def test_unchanged_it_answers_nothing_with_one_query(client, fresh_url, django_assert_num_queries):
    # The session, the user, and the one that asks.
    with django_assert_num_queries(3):
        answer = client.get(fresh_url)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_win_brings_new_figures_and_says_them(client, fresh_url, acme, win):
    win(acme, 1, value=250)
    services.drain_account_changes()
    answer = client.get(fresh_url)
    assert answer.status_code == 200
    assert "$2,250" in answer.text
    assert json.loads(answer.headers["HX-Trigger"])["announce"].startswith("Acme: 3 wins, $2,250 won, segment ")
    assert 'id="account-segment" hx-swap-oob="true"' in answer.text


def test_what_comes_back_asks_with_its_own_stamp(client, fresh_url, acme, win):
    win(acme, 1)
    services.drain_account_changes()
    assert client.get(client.get(fresh_url).context["fresh_url"]).status_code == 204


def test_a_new_open_deal_brings_new_figures(client, fresh_url, acme, alice, gtx):
    OpportunityFactory(account=acme, owner=alice, product=gtx)
    assert client.get(fresh_url).context["record"].outcome.open == 1


def test_an_edited_deal_brings_new_figures(client, fresh_url, acme, alice):
    deal = Opportunity.objects.filter(account=acme).first()
    edit_deal(deal, by=alice, version=deal.version, next_step="Call")
    assert client.get(fresh_url).status_code == 200


def test_a_deleted_deal_brings_new_figures(client, fresh_url, acme):
    Opportunity.objects.filter(account=acme).first().delete()
    assert client.get(fresh_url).status_code == 200


def test_a_deal_of_another_team_changes_nothing_until_it_is_won(client, fresh_url, acme, charlie, gtx):
    OpportunityFactory(account=acme, owner=charlie, product=gtx)
    assert client.get(fresh_url).status_code == 204


def test_a_forged_stamp_gets_the_figures(client, fresh_url):
    assert client.get(f"{fresh_url}%27%22x").status_code == 200


def test_where_it_may_be_seen_no_more_the_page_reloads(client, fresh_url, acme, charlie):
    Opportunity.objects.filter(account=acme).update(owner=charlie)
    answer = client.get(fresh_url)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (404, "true")


def test_the_page_asks_while_it_is_seen(client, fresh_url, acme):
    text = client.get(reverse("analytics:account_page", args=[acme.pk])).text
    assert f'hx-get="{fresh_url}" hx-trigger="fresh from:body"' in text
