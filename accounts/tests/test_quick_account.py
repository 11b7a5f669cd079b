"""An account is created in the drawer."""

import json

import pytest
from django.urls import reverse

from accounts.models import Account

URL = reverse("accounts:account_create")
DRAWER = {"HX-Request": "true", "HX-Target": "drawer"}
ENTRY = {"name": "Kan-code", "type": "prospect", "status": "active"}


@pytest.fixture
def post(client, alice):
    client.force_login(alice)
    return lambda **fields: client.post(URL, ENTRY | fields, headers=DRAWER)


def test_the_drawer_gets_the_short_form_alone(client, alice):
    client.force_login(alice)
    page = client.get(URL, headers=DRAWER).text
    assert "<html" not in page
    assert 'id="quick_name"' in page


def test_after_saving_the_drawer_is_empty_and_a_toast_leads_to_the_account(post):
    answer = post()
    link = reverse("analytics:account_page", args=[Account.objects.get().pk])
    assert (answer.status_code, answer.text) == (200, "")
    assert json.loads(answer["HX-Trigger"])["toast"] == {"text": "Account Kan-code created", "link": link}


def test_save_and_new_brings_the_next_form(post):
    answer = post(another="on")
    assert answer.status_code == 200
    assert 'id="quick_name"' in answer.text
    assert "Kan-code" not in answer.text


def test_a_name_in_use_is_refused_in_the_drawer(post, acme):
    answer = post(name="ACME", sector="retail")
    assert answer.status_code == 422
    assert "There is an account of this name" in answer.text
    assert 'value="retail"' in answer.text
    assert "<html" not in answer.text


def test_an_analyst_gets_none(client, anna):
    client.force_login(anna)
    assert client.get(URL, headers=DRAWER).status_code == 403
