"""Lines and people of a deal through the API, by the rules of the page."""

import pytest

from accounts.tests.factories import ContactFactory
from pipeline import line_items, parties
from pipeline.models import DealContact, LineItem, Opportunity


@pytest.fixture
def items(deal):
    return f"/api/v1/opportunities/{deal.code}/items"


@pytest.fixture
def contacts(deal):
    return f"/api/v1/opportunities/{deal.code}/contacts"


@pytest.fixture
def line(alice, deal):
    return line_items.add_item(deal, by=alice, version=deal.version, product=deal.product, quantity=2)


def test_a_line_is_added_and_read(api, alice, items, deal, gtx):
    sent = {"product": gtx.pk, "quantity": 3, "unit_price": "10.00", "discount": "50.00"}
    made = api(alice).post(items, sent | {"version": deal.version})
    assert (made.status_code, made.json()["total"]) == (201, "15.00")
    assert api(alice).get(items).json() == [made.json()]
    assert api(alice).get(f"/api/v1/opportunities/{deal.code}").json()["amount"] == "15.00"


def test_a_line_is_changed_and_removed(api, alice, items, line):
    address, client = f"{items}/{line.pk}", api(alice)
    assert client.patch(address, {"quantity": 5, "version": 2}).json()["quantity"] == 5
    assert client.delete(address, {"version": 3}).status_code == 204
    assert (LineItem.objects.count(), Opportunity.objects.get().amount) == (0, None)


def test_a_stale_line_is_refused_with_the_deal_as_it_is(api, alice, items, line):
    refused = api(alice).patch(f"{items}/{line.pk}", {"quantity": 5, "version": 1})
    assert (refused.status_code, refused.json()["current"]["version"]) == (409, 2)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"quantity": 0}, "quantity"), ({"discount": "101"}, "discount"), ({"unit_price": "-1"}, "unit_price"),
     ({"product": 0}, "product"), ({"colour": "red"}, "colour"), ({"discount": "NaN"}, "discount")],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused(api, alice, items, deal, gtx, fields, wrong):
    refused = api(alice).post(items, {"product": gtx.pk, "quantity": 1, "version": deal.version} | fields)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [wrong])


def test_the_amount_cannot_be_written_over_the_lines(api, alice, deal, line):
    refused = api(alice).patch(f"/api/v1/opportunities/{deal.code}", {"amount": "1.00", "version": 2})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["amount"])


def test_a_contact_gets_a_role_and_loses_it(api, alice, contacts, deal):
    contact, client = ContactFactory(account=deal.account, name="Maren Holt"), api(alice)
    made = client.post(contacts, {"contact": contact.pk, "role": "decision"})
    assert (made.status_code, made.json()["contact_name"]) == (201, "Maren Holt")
    assert client.get(contacts).json() == [made.json()]
    address = f"{contacts}/{made.json()['id']}"
    assert client.patch(address, {"role": "user"}).json()["role"] == "user"
    assert client.delete(address).status_code == 204
    assert not DealContact.objects.exists()


def test_a_contact_of_another_account_is_refused(api, alice, contacts):
    refused = api(alice).post(contacts, {"contact": ContactFactory().pk, "role": "user"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["contact"])


def test_an_analyst_reads_and_changes_nothing(api, anna, alice, items, contacts, line):
    client = api(anna)
    assert [client.get(address).status_code for address in (items, contacts)] == [200, 200]
    assert client.patch(f"{items}/{line.pk}", {"quantity": 5, "version": 2}).status_code == 403


def test_charlie_finds_nothing(api, charlie, alice, items, contacts, deal, line):
    person = parties.add_contact(deal, by=alice, contact=ContactFactory(account=deal.account), role="user")
    client = api(charlie)
    addresses = [items, contacts, f"{items}/{line.pk}", f"{contacts}/{person.pk}"]
    assert [client.get(address).status_code for address in addresses[:2]] == [404, 404]
    assert [client.patch(address, {}).status_code for address in addresses[2:]] == [404, 404]
