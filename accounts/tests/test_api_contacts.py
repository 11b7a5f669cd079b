"""Contacts through the API: whoever sees the account sees them."""

import pytest

from accounts.models import Contact
from accounts.tests.factories import AccountFactory, ContactFactory

CONTACTS = "/api/v1/contacts"


def test_a_contact_is_created_changed_and_deleted(alice, api, acme):
    client = api(alice)
    made = client.post(CONTACTS, {"account": acme.pk, "name": "Eve", "email": "eve@example.com"})
    assert (made.status_code, made.json()["account_name"]) == (201, "Acme")
    address = f"{CONTACTS}/{made.json()['id']}"
    assert client.patch(address, {"job_title": "Buyer"}).json()["job_title"] == "Buyer"
    assert client.delete(address).status_code == 204
    assert not Contact.objects.exists()


def test_a_wrong_address_is_refused(alice, api, acme):
    refused = api(alice).post(CONTACTS, {"account": acme.pk, "name": "Eve", "email": "eve"})
    assert list(refused.json()["errors"]) == ["email"]


def test_charlie_sees_nothing_of_a_contact_at_alices_account(charlie, api, deal):
    contact = ContactFactory(account=deal.account)
    client, address = api(charlie), f"{CONTACTS}/{contact.pk}"
    assert client.get(CONTACTS).json()["results"] == []
    answers = [client.get(address), client.patch(address, {}), client.put(address, {}), client.delete(address)]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_charlie_cannot_put_a_contact_at_alices_account(charlie, api, deal):
    client, own = api(charlie), ContactFactory()
    answers = [
        client.post(CONTACTS, {"account": deal.account_id, "name": "Eve"}),
        client.patch(f"{CONTACTS}/{own.pk}", {"account": deal.account_id}),
    ]
    assert [list(answer.json()["errors"]) for answer in answers] == [["account"]] * 2
    assert not deal.account.contacts.exists()


def test_an_analyst_reads_and_does_not_write(anna, api):
    client, address = api(anna), f"{CONTACTS}/{ContactFactory().pk}"
    assert client.get(address).status_code == 200
    assert [client.patch(address, {}).status_code, client.delete(address).status_code] == [403] * 2


def test_filters(alice, api, acme):
    ContactFactory(account=acme, name="Eve", email="eve@example.com")
    ContactFactory(account=AccountFactory(), name="Bea")
    for query in (f"account={acme.pk}", "name=EV", "email=EVE@example.com"):
        assert [row["name"] for row in api(alice).get(f"{CONTACTS}?{query}").json()["results"]] == ["Eve"]


@pytest.mark.parametrize("rows", [10, 200])
def test_a_list_costs_the_same_however_long(alice, api, acme, django_assert_num_queries, rows):
    ContactFactory.create_batch(rows, account=acme)
    client = api(alice)
    with django_assert_num_queries(3):
        assert len(client.get(f"{CONTACTS}?page_size=200").json()["results"]) == rows
