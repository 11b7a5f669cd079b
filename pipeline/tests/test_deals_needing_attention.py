"""Which deals want something done."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pipeline.models import LastTouch, Task
from pipeline.tests.factories import OpportunityFactory

URL = "/deals/?attention=on"


@pytest.fixture
def listed(client, alice):
    client.force_login(alice)
    return lambda: re.findall(r'<a href="/deals/(\w+)/" data-open>', client.get(URL).content.decode())


@pytest.fixture
def planned(alice):
    """A deal that wants nothing: a next step is written down, and it came into its stage today."""
    return OpportunityFactory(owner=alice, next_step="Call", engage_date=timezone.localdate())


def task(deal, days, **fields):
    due = timezone.localdate() + timedelta(days=days)
    return Task.objects.create(title="Call", opportunity=deal, owner=deal.owner, due_on=due, **fields)


def test_what_is_planned_and_moving_wants_nothing(listed, planned):
    assert listed() == []


def test_past_its_expected_close(listed, planned):
    planned.expected_close_date = timezone.localdate() - timedelta(days=1)
    planned.save()
    assert listed() == [planned.code]


def test_nothing_planned(listed, planned):
    planned.next_step = ""
    planned.save()
    assert listed() == [planned.code]
    task(planned, 1)
    assert listed() == []


def test_a_task_that_is_done_plans_nothing(listed, planned):
    planned.next_step = ""
    planned.save()
    task(planned, 1, done_at=timezone.now())
    assert listed() == [planned.code]


def test_a_task_that_is_late(listed, planned):
    task(planned, -1)
    assert listed() == [planned.code]


def test_quiet_for_longer_than_the_stage_allows(listed, planned):
    long_ago = timezone.now() - timedelta(days=planned.stage.rot_days + 2)
    LastTouch.objects.filter(opportunity=planned).update(entered_stage_at=long_ago)
    assert listed() == [planned.code]


def test_closed_deals_want_nothing(listed, alice):
    OpportunityFactory(won=True, owner=alice)
    OpportunityFactory(lost=True, owner=alice)
    assert listed() == []


def test_charlie_finds_none_of_hers(client, charlie, planned):
    planned.next_step = ""
    planned.save()
    client.force_login(charlie)
    assert planned.code not in client.get(URL).content.decode()


def test_one_click_and_one_click_back(client, alice, planned):
    client.force_login(alice)
    assert 'href="?type=open&amp;attention=on"' in client.get("/deals/?type=open").content.decode()
    page = client.get(f"{URL}&type=open").content.decode()
    assert '<a class="chip on" href="?type=open"' in page
    assert "Needs attention" in page
