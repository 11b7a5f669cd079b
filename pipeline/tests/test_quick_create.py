"""A deal is created in the drawer, with a new account inside, and nothing that was typed gets lost."""

import json

import pytest

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity
from pipeline.tests.deal_posts import new_deal
from pipeline.tests.factories import OpportunityFactory

URL = "/deals/new"
DRAWER = {"HX-Request": "true", "HX-Target": "drawer"}


@pytest.fixture
def typed(alice, gtx, stages):
    return new_deal(product=gtx.pk, stage=stages["Prospecting"].pk, owner=alice.pk)


@pytest.fixture
def post(client, alice, typed):
    client.force_login(alice)
    return lambda **fields: client.post(URL, typed | fields, headers=DRAWER)


def test_the_drawer_gets_the_short_form_alone(client, alice):
    client.force_login(alice)
    page = client.get(URL, headers=DRAWER).text
    assert "<html" not in page
    assert 'id="quick_product"' in page
    assert 'hx-target="#drawer"' in page
    assert "engage_date" not in page


def test_an_analyst_gets_none(client, anna):
    client.force_login(anna)
    assert client.get(URL, headers=DRAWER).status_code == 403


def test_after_saving_the_drawer_is_empty_and_a_toast_leads_to_the_deal(post, acme):
    answer = post(account="Acme", account_choice=acme.pk)
    deal = Opportunity.objects.get()
    assert (answer.status_code, answer.text) == (200, "")
    toast = {"text": "GTX Pro for Acme saved", "link": deal.get_absolute_url()}
    assert json.loads(answer["HX-Trigger"]) == {"toast": toast, "saved": True}


def test_save_and_new_brings_the_next_form(post, acme, alice):
    answer = post(account="Acme", account_choice=acme.pk, another="on")
    assert 'id="quick_product"' in answer.text
    assert 'value="Acme"' not in answer.text
    assert "toast" in json.loads(answer["HX-Trigger"])
    assert Opportunity.objects.count() == 1


def test_what_is_wrong_is_said_in_the_drawer_and_nothing_is_lost(post):
    answer = post(product="", account="Umbra", amount="12x", expected_close_date="2027-02-30")
    assert answer.status_code == 422
    assert "<html" not in answer.text
    for kept in ('value="Umbra"', 'value="12x"', "2027-02-30", "Choose a product."):
        assert kept in answer.text
    assert "HX-Trigger" not in answer


NEW = {"account": "Umbra", "account_choice": "new"}


def test_a_new_account_brings_its_own_fields(post):
    post(**NEW, new_sector="retail", new_country="Kenya", new_type="partner")
    account = Opportunity.objects.get().account
    assert (account.name, account.sector, account.country, account.type) == ("Umbra", "retail", "Kenya", "partner")


def test_a_refused_form_keeps_the_new_account_s_fields(post):
    answer = post(**NEW, new_sector="retail", amount="-1")
    assert answer.status_code == 422
    assert 'value="retail"' in answer.text
    assert not Account.objects.exists()


@pytest.fixture
def ask(client, alice):
    client.force_login(alice)
    headers = {"HX-Request": "true", "HX-Target": "quick_account_new"}
    return lambda **fields: client.get("/deals/new-account", fields, headers=headers).text


def test_its_fields_appear_where_it_was_chosen_as_new(ask):
    assert 'id="quick_new_sector"' in ask(**NEW)


def test_they_do_not_where_the_account_is_known(ask, acme):
    assert ask(account="Acme", account_choice=acme.pk).strip() == ""
    assert ask(account="").strip() == ""


def test_likely_duplicates_are_offered_and_never_block(ask, post, acme):
    known = AccountFactory(name="Umbra Inc")
    assert f'name="account_instead" value="{known.pk}"' in ask(**NEW)
    post(**NEW)
    assert Opportunity.objects.get().account.name == "Umbra"


def test_one_of_them_can_be_taken_instead(post):
    known = AccountFactory(name="Umbra Inc")
    post(**NEW, account_instead=known.pk)
    assert Opportunity.objects.get().account == known
    assert Account.objects.count() == 1


def test_the_one_taken_stays_taken_in_a_refused_form(post):
    known = AccountFactory(name="Umbra Inc")
    answer = post(**NEW, account_instead=known.pk, amount="-1")
    assert f'value="{known.pk}" checked' in answer.text


def test_an_account_of_another_team_cannot_be_taken(post, charlie):
    hidden = OpportunityFactory(owner=charlie, account=AccountFactory(name="Umbra Inc")).account
    answer = post(**NEW, account_instead=hidden.pk)
    assert answer.status_code == 422
    assert "Umbra Inc" not in answer.text


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 18, "9" * 20, "9" * 30, "1\0", "¹"])
def test_a_forged_one_is_refused(post, forged):
    assert post(**NEW, account_instead=forged).status_code == 422


@pytest.mark.parametrize("field", ["new_sector", "new_country", "new_type", "account", "next_step"])
@pytest.mark.parametrize("value", ["a\0b", "x" * 10_000])
def test_bad_input_is_refused_with_a_sentence(post, field, value):
    answer = post(**(NEW | {field: value}))
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_without_javascript_the_whole_page_asks_for_the_same(client, alice, typed):
    client.force_login(alice)
    page = client.post(URL, typed | {"account": "Umbra"}).text
    assert 'name="new_sector"' in page
    client.post(URL, typed | {"account": "Umbra", "create_account": "on", "new_sector": "retail"})
    assert Account.objects.get().sector == "retail"


def test_what_the_first_stage_needs_is_asked_for(post, stages):
    stage = stages["Prospecting"]
    stage.needs_engage_date = True
    stage.save()
    answer = post()
    assert answer.status_code == 422
    assert 'id="quick_engage_date"' in answer.text
