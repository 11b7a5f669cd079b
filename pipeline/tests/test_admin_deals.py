"""Deals in Django admin change by the services: version, rules, history and recomputation hold."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AccountChange
from pipeline.models import LostReason, Opportunity
from pipeline.tests.deal_posts import form_of
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def admin_client(client, dana):
    client.force_login(dana)
    return client


@pytest.fixture
def entry(deal):
    """The form of the deal as the browser would send it back."""
    return {
        "account": deal.account_id, "owner": deal.owner_id, "product": deal.product_id, "quantity": 1,
        "stage": deal.stage_id, "engage_date": "2025-01-07", "seen_version": deal.version,
        "stage_changes-TOTAL_FORMS": 0, "stage_changes-INITIAL_FORMS": 0,
    }  # fmt: skip


def change(deal):
    return reverse("admin:pipeline_opportunity_change", args=[deal.pk])


def test_an_edit_counts_the_version_up(admin_client, deal, entry):
    answer = admin_client.post(change(deal), entry | {"next_step": "Call"})
    assert answer.status_code == 302
    found = Opportunity.objects.get()
    assert (found.next_step, found.version) == ("Call", deal.version + 1)


def test_a_win_is_logged_for_recomputation_and_in_the_history(admin_client, deal, entry, stages):
    AccountChange.objects.all().delete()
    admin_client.post(
        change(deal), entry | {"stage": stages["Won"].pk, "close_date": "2025-03-04", "close_value": "900"}
    )
    assert Opportunity.objects.get().close_value == 900
    assert AccountChange.objects.filter(account_id=deal.account_id).exists()
    assert deal.stage_changes.last().to_stage == stages["Won"]


def test_a_stale_edit_is_refused(admin_client, deal, entry):
    Opportunity.objects.update(version=9, next_step="Theirs")
    answer = admin_client.post(change(deal), entry | {"next_step": "Mine"})
    assert "Somebody changed this deal since you opened it" in answer.text
    assert Opportunity.objects.get().next_step == "Theirs"


def test_a_broken_rule_is_shown(admin_client, deal, entry, stages):
    answer = admin_client.post(change(deal), entry | {"stage": stages["Won"].pk, "close_date": "2025-03-04"})
    assert "A won deal needs a value above 0." in answer.text


def test_the_reason_of_imported_history_cannot_be_chosen(admin_client, deal, entry, stages):
    reason = LostReason.objects.get(imported_only=True)
    lost = {"stage": stages["Lost"].pk, "close_date": "2025-03-04", "close_value": "0", "lost_reason": reason.pk}
    assert "Select a valid choice" in admin_client.post(change(deal), entry | lost).text


def test_a_deal_is_created(admin_client, deal, entry):
    answer = admin_client.post(reverse("admin:pipeline_opportunity_add"), entry | {"amount": "12.50"})
    assert answer.status_code == 302
    assert Opportunity.objects.filter(amount=Decimal("12.50")).count() == 1


def test_deals_are_deleted(admin_client, deal):
    url = reverse("admin:pipeline_opportunity_changelist")
    admin_client.post(url, {"action": "delete_selected", "_selected_action": [deal.pk], "post": "yes"})
    assert not Opportunity.objects.exists()


def test_reassigning_asks_for_the_owner_first(admin_client, deal, charlie, alice):
    other = OpportunityFactory(owner=alice)
    url = reverse("admin:pipeline_opportunity_changelist")
    chosen = {"action": "reassign", "_selected_action": [deal.pk]}
    assert "Give to this owner" in admin_client.post(url, chosen).text
    done = admin_client.post(url, chosen | {"owner": charlie.pk}, follow=True).text
    assert f"1 deal now belongs to {charlie}" in done
    deal.refresh_from_db()
    other.refresh_from_db()
    assert (deal.owner, other.owner) == (charlie, alice)


def test_nobody_who_sells_nothing_gets_deals(admin_client, deal, anna):
    url = reverse("admin:pipeline_opportunity_changelist")
    admin_client.post(url, {"action": "reassign", "_selected_action": [deal.pk], "owner": anna.pk})
    deal.refresh_from_db()
    assert deal.owner != anna


def test_a_form_that_was_open_does_not_take_a_deal_back(client, admin_client, deal, alice, bob):
    before = form_of(deal, next_step="Call")
    url = reverse("admin:pipeline_opportunity_changelist")
    admin_client.post(url, {"action": "reassign", "_selected_action": [deal.pk], "owner": bob.pk})
    client.force_login(bob)
    assert client.post(reverse("pipeline:deal_edit", args=[deal.code]), before).status_code == 409
    deal.refresh_from_db()
    assert deal.owner == bob
