"""Accounts are created and edited in forms that say what is wrong beside the field."""

import pytest
from django.urls import reverse

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from pipeline.tests.factories import OpportunityFactory

CREATE = reverse("accounts:account_create")


def edit(account):
    return reverse("accounts:account_edit", args=[account.pk])


@pytest.fixture
def entry():
    return {"version": 1, "name": "Kan-code", "type": "prospect", "status": "active", "sector": "software"}


@pytest.fixture
def theirs(charlie, gtx):
    return OpportunityFactory(account=AccountFactory(name="Theirs"), owner=charlie, product=gtx).account


def test_a_new_account_is_shown(client, alice, entry):
    client.force_login(alice)
    answer = client.post(CREATE, entry | {"name": "  Kan   code "})
    account = Account.objects.get(name="Kan code")
    assert answer.headers["Location"] == reverse("analytics:account_page", args=[account.pk])


def test_a_name_in_use_is_refused_beside_the_field_with_a_link(client, alice, entry, acme):
    client.force_login(alice)
    answer = client.post(CREATE, entry | {"name": "aCME "})
    assert answer.status_code == 422
    assert f'<a href="{reverse("analytics:account_page", args=[acme.pk])}">Acme</a>' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_name_in_use_by_another_team_has_no_link(client, alice, entry, theirs):
    client.force_login(alice)
    answer = client.post(CREATE, entry | {"name": "theirs"})
    assert answer.status_code == 422
    assert "it belongs to another team" in answer.text
    assert reverse("analytics:account_page", args=[theirs.pk]) not in answer.text


def test_the_name_in_use_is_escaped(client, alice, entry):
    AccountFactory(name="<b>X</b>")
    client.force_login(alice)
    assert "<b>X" not in client.post(CREATE, entry | {"name": "<B>X</B>"}).text


def test_without_a_name_what_was_typed_stays(client, alice, entry):
    client.force_login(alice)
    answer = client.post(CREATE, entry | {"name": " "})
    assert answer.status_code == 422
    assert 'value="software"' in answer.text


def test_an_edit_is_saved(client, alice, acme, entry):
    client.force_login(alice)
    client.post(edit(acme), entry | {"name": "Acme", "sector": "retail", "employees": "12"})
    acme.refresh_from_db()
    assert (acme.sector, acme.employees) == ("retail", 12)


def test_an_account_keeps_its_own_name(client, alice, acme, entry):
    client.force_login(alice)
    assert client.post(edit(acme), entry | {"name": "ACME"}).status_code == 302


@pytest.mark.parametrize("typed", ["Holding", " holding "])
def test_the_parent_is_found_by_its_name(client, alice, acme, entry, typed):
    holding = AccountFactory(name="Holding")
    client.force_login(alice)
    client.post(edit(acme), entry | {"name": "Acme", "parent_name": typed})
    acme.refresh_from_db()
    assert acme.parent == holding


@pytest.mark.parametrize("typed", ["Nowhere", "Theirs"])
def test_a_parent_that_is_not_there_or_not_visible_is_refused_alike(client, alice, acme, entry, theirs, typed):
    client.force_login(alice)
    answer = client.post(edit(acme), entry | {"name": "Acme", "parent_name": typed, "parent_choice": theirs.pk})
    assert answer.status_code == 422
    assert "There is no account of this name" in answer.text


def test_an_emptied_parent_is_removed(client, alice, acme, entry):
    acme.parent = AccountFactory()
    acme.save()
    client.force_login(alice)
    client.post(edit(acme), entry | {"version": 2, "name": "Acme", "parent_name": "", "parent_choice": acme.parent.pk})
    acme.refresh_from_db()
    assert acme.parent is None


def test_a_parent_that_the_editor_cannot_see_stays(client, alice, acme, entry, theirs):
    Account.objects.filter(pk=acme.pk).update(parent=theirs)
    client.force_login(alice)
    assert "Theirs" not in client.get(edit(acme)).text
    client.post(edit(acme), entry | {"version": 2, "name": "Acme", "parent_name": ""})
    acme.refresh_from_db()
    assert acme.parent == theirs


def test_companies_cannot_own_each_other_in_a_circle(client, alice, acme, entry):
    daughter = AccountFactory(name="Daughter", parent=acme)
    AccountFactory(name="Granddaughter", parent=daughter)
    client.force_login(alice)
    for typed in ("Acme", "Daughter", "Granddaughter"):
        answer = client.post(edit(acme), entry | {"name": "Acme", "parent_name": typed})
        assert answer.status_code == 422
        assert "account cannot" in answer.text.lower()


def test_what_others_own_cannot_be_edited(client, alice, theirs, entry):
    client.force_login(alice)
    assert client.post(edit(theirs), entry).status_code == 404


@pytest.mark.parametrize("name", ["accounts:account_create", "accounts:account_edit", "accounts:contact_create"])
def test_an_analyst_changes_nothing(client, anna, acme, name):
    client.force_login(anna)
    url = reverse(name, args=[] if name.endswith("account_create") else [acme.pk])
    assert {client.get(url).status_code, client.post(url, {"name": "X"}).status_code} == {403}


def test_a_stranger_signs_in_first(client, acme):
    assert client.get(edit(acme)).headers["Location"].startswith(reverse("login"))


def test_the_type_ahead_offers_visible_accounts_alone(client, alice, acme, theirs):
    client.force_login(alice)
    found = client.get(reverse("accounts:account_options"), {"q": "e"}).text
    assert 'data-label="Acme"' in found
    assert "Theirs" not in found


@pytest.mark.parametrize("typed", ["\0", "a\0c", "x" * 3000])
def test_the_type_ahead_survives_what_no_name_can_be(client, alice, acme, typed):
    client.force_login(alice)
    assert client.get(reverse("accounts:account_options"), {"q": typed}).status_code == 200


def test_a_post_without_any_field_is_refused(client, alice, acme):
    client.force_login(alice)
    assert [client.post(url).status_code for url in (CREATE, edit(acme))] == [422, 422]


def test_a_form_takes_no_other_method(client, alice, acme):
    client.force_login(alice)
    assert [client.put(edit(acme)).status_code, client.delete(edit(acme)).status_code] == [405, 405]
