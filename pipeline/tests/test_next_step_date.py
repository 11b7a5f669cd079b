"""A next step has a day, and is overdue after it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from pipeline import services
from pipeline.models import Opportunity
from pipeline.tests.deal_posts import form_of


@pytest.fixture
def post(client, alice, deal):
    client.force_login(alice)
    address = reverse("pipeline:deal_edit", args=[deal.code])
    return lambda **changes: client.post(address, form_of(deal, **changes))


def test_the_form_takes_a_step_with_its_day(post, deal):
    post(next_step="Call", next_step_on="2026-03-04")
    deal.refresh_from_db()
    assert deal.next_step_on == date(2026, 3, 4)


def test_a_day_without_a_step_is_refused(post, deal):
    answer = post(next_step="", next_step_on="2026-03-04")
    assert answer.status_code == 422
    assert "Say what the next step is" in answer.text
    assert 'value="2026-03-04"' in answer.text


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "\0", "9" * 300])
def test_a_day_that_is_none_is_refused(post, day):
    assert post(next_step="Call", next_step_on=day).status_code == 422


def test_a_crossed_out_step_takes_its_day_along(alice, deal):
    step = {"next_step": "Call", "next_step_on": date(2026, 3, 4)}
    planned = services.edit_deal(deal, by=alice, version=deal.version, **step)
    assert services.edit_deal(planned, by=alice, version=planned.version, next_step="").next_step_on is None


def test_a_service_refuses_a_day_alone(alice, deal):
    with pytest.raises(ValidationError, match="next step"):
        services.edit_deal(deal, by=alice, version=deal.version, next_step_on=date(2026, 3, 4))


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_the_page_and_the_list_know_what_is_overdue(client, alice, deal, days, overdue):
    day = timezone.localdate() + timedelta(days)
    Opportunity.objects.update(next_step="Call", next_step_on=day)
    client.force_login(alice)
    assert (", overdue" in client.get(deal.get_absolute_url()).text) == overdue
    listed = client.get(reverse("pipeline:deal_list"), {"step_overdue": "on"}).text
    assert (deal.code in listed) == overdue


def test_a_stale_edit_shows_both_days(client, alice, bob, deal, post):
    services.edit_deal(deal, by=bob, version=deal.version, next_step="Visit", next_step_on=date(2026, 5, 6))
    answer = post(next_step="Call", next_step_on="2026-03-04")
    assert answer.status_code == 409
    assert "6 May 2026" in answer.text
    assert "4 Mar 2026" in answer.text


def test_the_api_reads_and_writes_it(api, alice, deal):
    client, address = api(alice), f"/api/v1/opportunities/{deal.code}"
    step = {"next_step": "Call", "next_step_on": "2026-03-04", "version": deal.version}
    assert client.patch(address, step).json()["next_step_on"] == "2026-03-04"
    refused = client.patch(address, {"next_step": "", "next_step_on": "2026-03-04", "version": deal.version + 1})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["next_step"])
