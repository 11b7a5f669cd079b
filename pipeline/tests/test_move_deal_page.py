from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from pipeline.models import LostReason, Opportunity
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def post(client, alice, deal):
    client.force_login(alice)

    def send(name, *args, headers=None, **fields):
        address = reverse(f"pipeline:{name}", args=[deal.code, *args])
        return client.post(address, {"version": deal.version} | fields, headers=headers)

    return send


def stored():
    return Opportunity.objects.get()


def undo_of(response):
    """Return where the toast's Undo leads."""
    tags = [message.extra_tags for message in get_messages(response.wsgi_request)]
    return tags[0].removeprefix("undo ")


def test_a_move_leads_back_with_an_undo(post, stages, deal):
    response = post("deal_move", stage=stages["Prospecting"].pk)
    assert (response.url, stored().stage) == (deal.get_absolute_url(), stages["Prospecting"])
    assert undo_of(response) == reverse("pipeline:deal_undo", args=[deal.code, stored().version])


@pytest.mark.parametrize(("name", "target"), [("Won", "deal_won"), ("Lost", "deal_lost")])
def test_a_move_to_an_end_asks_for_the_rest(post, stages, deal, name, target):
    response = post("deal_move", stage=stages[name].pk)
    assert response.url == reverse(f"pipeline:{target}", args=[deal.code])
    assert stored().is_open


@pytest.mark.parametrize("stage", ["", "x", "9" * 30])
def test_a_stage_that_is_none_is_refused(post, stage):
    assert post("deal_move", stage=stage).status_code == 422


def test_a_stale_move_says_who_changed_what(post, stages):
    Opportunity.objects.update(next_step="Called")
    response = post("deal_move", stage=stages["Prospecting"].pk)
    assert response.status_code == 409
    assert "Called" in response.content.decode()
    assert stored().stage == stages["Engaging"]


def test_won_proposes_the_amount_and_the_day(client, alice, deal):
    client.force_login(alice)
    page = client.get(reverse("pipeline:deal_won", args=[deal.code])).content.decode()
    assert 'value="4,821"' in page
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page


def test_won_keeps_value_and_day(post):
    post("deal_won", close_value="4,500", close_date="2025-02-01")
    deal = stored()
    assert (deal.stage_type, deal.close_value, deal.close_date) == ("won", Decimal(4500), date(2025, 2, 1))


@pytest.mark.parametrize(
    "fields",
    [
        {"close_value": "", "close_date": "2025-02-01"},
        {"close_value": "0", "close_date": "2025-02-01"},
        {"close_value": "5", "close_date": ""},
        {"close_value": "5", "close_date": "2024-01-01"},
        {"close_value": "1e30", "close_date": "2025-02-01"},
        {"close_value": "5", "close_date": str(timezone.localdate() + timedelta(days=2))},
    ],
)
def test_a_win_that_breaks_a_rule_is_refused_beside_the_field(post, fields):
    response = post("deal_won", **fields)
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()
    assert stored().is_open


def test_a_win_without_account_says_what_is_missing(post):
    Opportunity.objects.update(account=None, version=2)
    response = post("deal_won", close_value="5", close_date="2025-02-01", version=2)
    assert response.status_code == 422
    assert "A closed deal needs an account." in response.content.decode()


def test_lost_needs_a_reason(post):
    response = post("deal_lost", close_date="2025-02-01")
    assert response.status_code == 422
    assert "A lost deal needs a reason." in response.content.decode()
    assert stored().is_open


def test_lost_keeps_its_reason(post, price):
    post("deal_lost", close_date="2025-02-01", lost_reason=price.pk)
    assert (stored().stage_type, stored().lost_reason) == ("lost", price)


def test_the_reason_of_imported_history_cannot_be_chosen(post):
    unknown = LostReason.objects.get(imported_only=True)
    assert post("deal_lost", close_date="2025-02-01", lost_reason=unknown.pk).status_code == 422


def test_a_stale_win_can_be_repeated(post):
    Opportunity.objects.update(next_step="Called")
    stale = post("deal_won", close_value="5", close_date="2025-02-01")
    assert stale.status_code == 409
    assert 'value="5"' in stale.content.decode()
    version = stale.context["form"].data["version"]
    assert post("deal_won", close_value="5", close_date="2025-02-01", version=version).status_code == 302


def test_the_dialog_gets_its_form_alone(post):
    response = post("deal_won", headers={"hx-request": "true"}, close_value="", close_date="2025-02-01")
    assert response.status_code == 422
    assert response.content.decode().lstrip().startswith("<form")


def test_the_dialog_leads_to_the_deal(post, deal):
    response = post("deal_won", headers={"hx-request": "true"}, close_value="5", close_date="2025-02-01")
    assert response.headers["HX-Redirect"] == deal.get_absolute_url()


def test_undo_puts_back_what_the_move_replaced(client, post, deal, stages):
    Opportunity.objects.update(stage=stages["Prospecting"], engage_date=None, version=2)
    response = post("deal_won", version=2, close_value="5", close_date=str(timezone.localdate()))
    assert client.post(undo_of(response)).status_code == 302
    undone = stored()
    assert (undone.stage, undone.engage_date, undone.close_value) == (stages["Prospecting"], None, None)


def test_undo_of_reopening_closes_again_even_with_the_imported_reason(client, post, stages):
    unknown = LostReason.objects.get(imported_only=True)
    closed = {"close_date": date(2025, 2, 1), "close_value": 0, "lost_reason": unknown, "version": 2}
    Opportunity.objects.update(stage=stages["Lost"], **closed)
    response = post("deal_move", version=2, stage=stages["Engaging"].pk)
    client.post(undo_of(response))
    assert (stored().lost_reason, stored().close_date) == (unknown, date(2025, 2, 1))


def test_undo_is_refused_after_another_change(client, post, stages):
    response = post("deal_move", stage=stages["Prospecting"].pk)
    Opportunity.objects.update(next_step="Called")
    refused = client.post(undo_of(response))
    assert refused.status_code == 409
    assert "Called" in refused.content.decode()
    assert stored().stage == stages["Prospecting"]


def test_there_is_no_undo_of_the_creation(post, deal):
    assert post("deal_undo", deal.version).status_code == 422


def test_an_undo_of_a_version_that_never_was_is_refused(post):
    assert post("deal_undo", 10**30).status_code == 409


def test_a_closed_deal_offers_to_reopen_into_the_stage_it_was_in(client, alice, stages):
    deal = OpportunityFactory(owner=alice, stage=stages["Engaging"])
    Opportunity.objects.filter(pk=deal.pk).update(
        stage=stages["Won"], close_date=date(2025, 3, 4), close_value=Decimal(5)
    )
    client.force_login(alice)
    page = client.get(deal.get_absolute_url())
    assert page.context["reopen_stage"] == stages["Engaging"]
    assert "Reopen" in page.content.decode()
