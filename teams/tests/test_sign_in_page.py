"""Signing in on the page."""

import pytest
from django.urls import reverse

from teams.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from teams.tests.factories import PASSWORD

LOGIN = reverse("login")


def test_an_address_in_any_case_signs_in(client, alice):
    answer = client.post(LOGIN, {"username": "ALICE@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_it_leads_to_where_one_wanted_to_go(client, alice):
    wanted = reverse("analytics:customers")
    answer = client.post(LOGIN, {"username": alice.email, "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


def test_it_leads_to_no_other_site(client, alice):
    answer = client.post(LOGIN, {"username": alice.email, "password": PASSWORD, "next": "https://example.org/"})
    assert answer.headers["Location"] == reverse("home")


@pytest.mark.parametrize("who", ["alice@example.com", "nobody@example.com", "gone@example.com"])
def test_every_refusal_reads_alike(client, alice, bob, who):
    bob.email, bob.is_active = "gone@example.com", False
    bob.save()
    answer = client.post(LOGIN, {"username": who, "password": PASSWORD if who.startswith("gone") else "wrong"})
    assert answer.status_code == 422
    assert "E-mail and password do not match." in answer.text


def test_signing_out_wants_a_post(client, alice):
    client.force_login(alice)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_the_demo_names_its_logins(client, db, settings):
    settings.DEMO = True
    text = client.get(LOGIN).text
    assert all(login.email in text for login in DEMO_LOGINS)
    assert f"<code>{DEMO_PASSWORD}</code>" in text


def test_elsewhere_no_logins_are_named(client, db):
    assert "@example.com" not in client.get(LOGIN).text
