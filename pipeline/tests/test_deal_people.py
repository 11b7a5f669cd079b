"""People of the account, or of its group, play a part in a deal."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.tests.factories import AccountFactory, ContactFactory
from pipeline import parties, services
from pipeline.models import DealContact
from pipeline.tests.deal_posts import form_of
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def maren(deal):
    return ContactFactory(account=deal.account, name="Maren Holt", job_title="Head of procurement")


@pytest.fixture
def in_deal(alice, deal, maren):
    return parties.add_contact(deal, by=alice, contact=maren, role="decision")


@pytest.fixture
def post(client, alice, deal):
    client.force_login(alice)
    return lambda name, *args, **fields: client.post(reverse(f"pipeline:{name}", args=[deal.code, *args]), fields)


def test_a_contact_gets_a_role(post, client, deal, maren):
    assert post("person_add", contact=maren.pk, role="blocker").url == deal.get_absolute_url()
    page = client.get(deal.get_absolute_url()).text
    assert "Blocker · Head of procurement" in page
    assert "named Maren Holt blocker" in page


def test_a_role_is_changed_and_taken_away(post, client, deal, in_deal):
    post("person_change", in_deal.pk, role="influencer")
    page = client.get(deal.get_absolute_url()).text
    assert "named Maren Holt influencer instead of decision maker" in page
    post("person_remove", in_deal.pk)
    assert not DealContact.objects.exists()
    assert "took Maren Holt out of the deal" in client.get(deal.get_absolute_url()).text


def test_a_contact_is_in_a_deal_once(post, in_deal):
    answer = post("person_add", contact=in_deal.contact_id, role="user")
    assert answer.status_code == 422
    assert "in the deal already" in answer.text


def test_people_of_the_group_may_be_named(alice, deal):
    parent = AccountFactory(name="Holding")
    deal.account.parent = parent
    deal.account.save()
    above, beside = ContactFactory(account=parent), ContactFactory(account=AccountFactory(parent=parent))
    for contact in (above, beside):
        parties.add_contact(deal, by=alice, contact=contact, role="other")
    assert deal.people.count() == 2


@pytest.mark.parametrize("role", ["", "boss", "\0", "x" * 300])
def test_a_role_that_is_none_is_refused(post, maren, in_deal, role):
    assert post("person_change", in_deal.pk, role=role).status_code == 422
    assert DealContact.objects.get().role == "decision"


@pytest.mark.parametrize("contact", ["", "x", "0", "-1", "9" * 30, "\0"])
def test_a_contact_that_is_none_is_refused(post, contact):
    assert post("person_add", contact=contact, role="user").status_code == 422


def test_a_contact_of_another_account_is_refused(post, deal):
    stranger = ContactFactory(name="Somebody Else")
    answer = post("person_add", contact=stranger.pk, role="user")
    assert answer.status_code == 422
    assert "Choose a contact of the deal" in answer.text
    assert "Somebody Else" not in answer.text


def test_the_service_refuses_it_too(alice, deal):
    with pytest.raises(ValidationError, match="of its group"):
        parties.add_contact(deal, by=alice, contact=ContactFactory(), role="user")


def test_who_may_only_read_names_nobody(anna, deal, maren):
    with pytest.raises(PermissionDenied):
        parties.add_contact(deal, by=anna, contact=maren, role="user")


def test_another_account_takes_its_people_out_with_a_word(client, alice, deal, in_deal):
    other = AccountFactory(name="Umbra")
    client.force_login(alice)
    address = reverse("pipeline:deal_edit", args=[deal.code])
    answer = client.post(address, form_of(deal, account="Umbra", account_choice=other.pk), follow=True)
    assert "Not of Umbra, so no longer in the deal: Maren Holt" in answer.text
    assert not DealContact.objects.exists()


def test_people_of_the_group_stay_when_the_deal_moves_within_it(alice, deal, in_deal):
    daughter = AccountFactory(parent=deal.account)
    services.edit_deal(deal, by=alice, version=deal.version, account=daughter)
    assert DealContact.objects.count() == 1


def test_charlie_finds_nobody(client, charlie, deal, in_deal):
    client.force_login(charlie)
    for name in ("person_change", "person_remove"):
        address = reverse(f"pipeline:{name}", args=[deal.code, in_deal.pk])
        assert client.post(address, {"role": "user"}).status_code == 404


def test_a_person_of_an_account_that_one_may_not_see_stays_hidden(client, alice, dora, charlie, deal, gtx):
    parent = AccountFactory(name="Hidden Holding")
    deal.account.parent = parent
    deal.account.save()
    OpportunityFactory(account=parent, owner=charlie, product=gtx)
    hidden = ContactFactory(account=parent, name="Hilda Hidden")
    person = parties.add_contact(deal, by=dora, contact=hidden, role="decision")
    client.force_login(alice)
    assert "Hilda" not in client.get(deal.get_absolute_url()).text
    address = reverse("pipeline:person_remove", args=[deal.code, person.pk])
    assert client.post(address).status_code == 404


def test_a_person_of_another_deal_is_not_found(client, alice, deal, in_deal):
    other = OpportunityFactory(owner=alice, account=deal.account)
    client.force_login(alice)
    address = reverse("pipeline:person_remove", args=[other.code, in_deal.pk])
    assert client.post(address).status_code == 404
