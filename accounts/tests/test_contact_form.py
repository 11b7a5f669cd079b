"""Contacts are entered on their account."""

import pytest
from django.urls import reverse

from accounts.models import Contact
from accounts.tests.factories import AccountFactory, ContactFactory


def test_a_contact_is_added_to_its_account(client, alice, acme):
    client.force_login(alice)
    url = reverse("accounts:contact_create", args=[acme.pk])
    answer = client.post(url, {"name": "Ines Ferrand", "email": "ines@example.com"})
    assert answer.headers["Location"] == reverse("analytics:account_page", args=[acme.pk])
    assert Contact.objects.get().account == acme


def test_a_wrong_address_is_refused_beside_the_field(client, alice, acme):
    client.force_login(alice)
    answer = client.post(reverse("accounts:contact_create", args=[acme.pk]), {"name": "Ines", "email": "ines@"})
    assert answer.status_code == 422
    assert "id_email_error" in answer.text


def test_a_contact_is_edited(client, alice, acme):
    contact = ContactFactory(account=acme)
    client.force_login(alice)
    client.post(reverse("accounts:contact_edit", args=[acme.pk, contact.pk]), {"version": 1, "name": "New name"})
    contact.refresh_from_db()
    assert contact.name == "New name"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_contact_is_found_on_its_own_account_only(client, alice, acme, method):
    contact = ContactFactory(account=acme)
    client.force_login(alice)
    url = reverse("accounts:contact_edit", args=[AccountFactory().pk, contact.pk])
    assert getattr(client, method)(url).status_code == 404


def test_nobody_of_another_team_edits_it(client, charlie, deal):
    contact = ContactFactory(account=deal.account)
    client.force_login(charlie)
    url = reverse("accounts:contact_edit", args=[deal.account.pk, contact.pk])
    assert client.post(url, {"name": "Mine"}).status_code == 404
