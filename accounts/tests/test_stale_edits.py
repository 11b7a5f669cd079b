"""Two who edit one account or contact: the second sees both versions and loses nothing."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Account, Contact
from accounts.tests.factories import AccountFactory, ContactFactory
from pipeline.tests.factories import OpportunityFactory
from teams.row_versions import StaleRow


@pytest.fixture
def account_form(client, alice, acme):
    client.force_login(alice)
    sent = {"version": acme.version, "name": "Acme", "type": "prospect", "status": "active"}
    address = reverse("accounts:account_edit", args=[acme.pk])
    return lambda **fields: client.post(address, sent | fields)


@pytest.fixture
def contact_form(client, alice, acme):
    contact = ContactFactory(account=acme, name="Ines")
    client.force_login(alice)
    address = reverse("accounts:contact_edit", args=[acme.pk, contact.pk])
    return lambda **fields: client.post(address, {"version": contact.version, "name": "Ines"} | fields)


def test_a_stale_account_shows_both_versions_and_who(account_form, bob, acme, client):
    client.force_login(bob)
    account_form(sector="retail")
    answer = account_form(sector="software", country="Norway")
    assert answer.status_code == 409
    assert "Bob Berg changed this account" in answer.text
    assert "retail" in answer.text
    assert 'value="software"' in answer.text
    acme.refresh_from_db()
    assert acme.sector == "retail"


def test_what_was_typed_can_be_saved_over_it(account_form, bob, acme):
    services.edit_account(acme, by=bob, sector="retail")
    stale = account_form(sector="software")
    account_form(sector="software", version=stale.context["form"].data["version"])
    acme.refresh_from_db()
    assert acme.sector == "software"


def test_a_bulk_update_makes_forms_stale_too(account_form, acme):
    Account.objects.update(country="Norway")
    assert account_form(sector="software").status_code == 409


def test_saving_nothing_new_is_no_version(alice, acme):
    services.edit_account(acme, by=alice, sector=acme.sector)
    Account.objects.update(country=acme.country)
    acme.refresh_from_db()
    assert acme.version == 1


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30, "\0"])
def test_a_version_without_sense_is_refused(account_form, contact_form, version):
    answers = [account_form(version=version), contact_form(version=version)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Open it again" in answers[0].text


def test_a_stale_contact_shows_both_versions(contact_form, client, bob):
    Contact.objects.update(job_title="Buyer")
    answer = contact_form(job_title="Head of procurement")
    assert answer.status_code == 409
    assert "changed this contact" in answer.text
    assert "Buyer" in answer.text
    assert 'value="Head of procurement"' in answer.text


def test_a_contact_that_was_deleted_meanwhile_is_not_found(contact_form):
    Contact.objects.all().delete()
    assert contact_form(job_title="x").status_code == 404


def test_a_parent_that_one_may_not_see_is_not_named_in_a_conflict(client, alice, acme, charlie, gtx, account_form):
    theirs = AccountFactory(name="Theirs")
    OpportunityFactory(account=theirs, owner=charlie, product=gtx)
    Account.objects.filter(pk=acme.pk).update(parent=theirs)
    answer = account_form(sector="x")
    assert answer.status_code == 409
    assert "Theirs" not in answer.text


def test_a_service_without_a_version_changes_whatever_is_there(alice, bob, acme):
    services.edit_account(acme, by=bob, country="Norway")
    assert services.edit_account(acme, by=alice, sector="retail").country == "Norway"


def test_a_service_with_a_stale_version_refuses(alice, bob, acme):
    services.edit_account(acme, by=bob, country="Norway")
    with pytest.raises(StaleRow):
        services.edit_account(acme, by=alice, version=1, sector="retail")


@pytest.mark.parametrize("name", ["accounts", "contacts"])
def test_the_api_refuses_a_stale_version_that_is_sent(api, alice, acme, name):
    row = acme if name == "accounts" else ContactFactory(account=acme)
    address, client = f"/api/v1/{name}/{row.pk}", api(alice)
    assert client.patch(address, {"name": "One", "version": 1}).json()["version"] == 2
    refused = client.patch(address, {"name": "Two", "version": 1})
    assert (refused.status_code, refused.json()["current"]["name"]) == (409, "One")
    assert client.patch(address, {"name": "Two"}).status_code == 200
