from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from pipeline import services
from pipeline.models import Opportunity
from pipeline.tests.deal_posts import form_of
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def url(deal):
    return reverse("pipeline:deal_edit", args=[deal.code])


@pytest.fixture
def post(client, alice, deal, url):
    client.force_login(alice)
    return lambda **changes: client.post(url, form_of(deal, **changes))


def test_an_edit_is_saved(post, deal):
    response = post(amount="4,500", next_step="Call")
    deal.refresh_from_db()
    assert (response.url, deal.amount, deal.next_step) == (deal.get_absolute_url(), Decimal(4500), "Call")


def test_the_form_shows_what_is_stored(client, alice, deal, url):
    Opportunity.objects.update(amount=Decimal("4500.50"))
    client.force_login(alice)
    page = client.get(url).content.decode()
    assert 'value="4,500.50"' in page
    assert 'value="2025-01-07"' in page


def test_saving_nothing_new_changes_nothing(post, deal):
    post()
    assert Opportunity.objects.get().version == deal.version


def test_a_wrong_value_is_refused_and_kept(post):
    response = post(quantity="none", next_step="Call")
    assert response.status_code == 422
    assert 'value="none"' in response.content.decode()
    assert Opportunity.objects.get().next_step == ""


@pytest.fixture
def bobs_edit(client, bob, alice, deal, url):
    """Bob has changed the amount while alice had the form open."""
    client.force_login(bob)
    client.post(url, form_of(deal, amount="4,000"))
    client.force_login(alice)


def test_a_stale_edit_shows_both_versions_and_who(client, deal, url, bobs_edit):
    response = client.post(url, form_of(deal, amount="4,700", next_step="Mine"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Bob Berg changed this deal" in page
    assert "$4,000" in page
    assert "$4,700" in page
    assert Opportunity.objects.get().amount == Decimal(4000)


def test_what_was_typed_stays_and_can_be_saved_over_it(client, deal, url, bobs_edit):
    stale = client.post(url, form_of(deal, amount="4,700", next_step="Mine"))
    assert 'value="Mine"' in stale.content.decode()
    again = stale.context["form"].data
    client.post(url, form_of(deal, amount="4,700", next_step="Mine", version=again["version"]))
    assert Opportunity.objects.get().amount == Decimal(4700)


def test_a_third_edit_in_between_is_stale_again(client, alice, deal, url, bobs_edit):
    stale = client.post(url, form_of(deal, amount="4,700"))
    Opportunity.objects.update(next_step="Once more")
    again = client.post(url, form_of(deal, version=stale.context["form"].data["version"]))
    assert again.status_code == 409


def test_a_new_account_of_a_stale_edit_is_not_created(client, deal, url, bobs_edit):
    response = client.post(url, form_of(deal, account="Umbra", account_choice="new"))
    assert response.status_code == 409
    assert not type(deal.account).objects.filter(name="Umbra").exists()


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30])
def test_a_version_without_sense_is_refused(post, version):
    assert post(version=version).status_code == 422


def test_an_account_of_another_team_is_refused(post, charlie):
    theirs = OpportunityFactory(owner=charlie).account
    assert post(account=theirs.name, account_choice=theirs.pk).status_code == 422


def test_a_closed_deal_keeps_its_stage(client, alice, deal, url, stages):
    won = services.move_deal(
        deal, by=alice, version=deal.version, to=stages["Won"], close_date=date(2025, 2, 1), close_value=Decimal(9)
    )
    client.force_login(alice)
    client.post(url, form_of(won, stage=stages["Prospecting"].pk, next_step="Thank her"))
    won.refresh_from_db()
    assert (won.stage_type, won.next_step) == ("won", "Thank her")


def test_deleting_asks_first(client, alice, deal):
    client.force_login(alice)
    address = reverse("pipeline:deal_delete", args=[deal.code])
    assert "cannot be undone" in client.get(address).content.decode()
    assert client.post(address, {"version": deal.version}).url == reverse("pipeline:deal_list")
    assert not Opportunity.objects.exists()


def test_what_somebody_else_changed_is_not_deleted_unseen(client, alice, bob, deal):
    services.edit_deal(deal, by=bob, version=deal.version, next_step="Sign on Monday")
    client.force_login(alice)
    refused = client.post(reverse("pipeline:deal_delete", args=[deal.code]), {"version": deal.version})
    assert refused.status_code == 409
    assert "Sign on Monday" in refused.text
    assert f'name="version" value="{deal.version + 1}"' in refused.text
    assert Opportunity.objects.exists()
