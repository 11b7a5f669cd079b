"""Who is given a deal, or has something due, is told: once, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pipeline import services
from pipeline.models import Opportunity, Task
from pipeline.news import announce_due
from pipeline.tests.factories import OpportunityFactory
from teams.models import Notification
from teams.tests.factories import UserFactory


@pytest.fixture
def al(west):
    return UserFactory(name="Al", team=west)


def test_who_is_given_a_deal_is_told(deal, bob, al):
    services.edit_deal(deal, by=bob, version=deal.version, owner=al)
    told = Notification.objects.get()
    assert (told.user, told.sentence) == (al, "Bob Berg gave you the deal GTX Pro for Acme.")


def test_other_changes_tell_nobody(deal, bob):
    services.edit_deal(deal, by=bob, version=deal.version, next_step="Call")
    assert not Notification.objects.exists()


def test_a_new_deal_for_somebody_else_is_told(bob, alice, acme, gtx, stages):
    services.create_deal(by=bob, owner=alice, account=acme, product=gtx, stage=stages["Prospecting"])
    assert Notification.objects.get().user == alice


def test_a_new_deal_of_ones_own_is_not(alice, acme, gtx, stages):
    services.create_deal(by=alice, owner=alice, account=acme, product=gtx, stage=stages["Prospecting"])
    assert not Notification.objects.exists()


def test_many_deals_are_one_sentence(bob, alice, al):
    OpportunityFactory.create_batch(3, owner=alice)
    assert services.reassign_deals(Opportunity.objects.all(), to=al, by=bob) == 3
    assert Notification.objects.get().sentence == "Bob Berg gave you 3 deals."


def test_a_change_that_is_undone_tells_nobody(deal, bob, al):
    with pytest.raises(services.StaleDeal):
        services.edit_deal(deal, by=bob, version=deal.version + 1, owner=al)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ([0], "1 task is due today."),
        ([0, 0, -1], "2 tasks are due today and 1 is overdue."),
        ([-1, -2], "2 tasks are overdue."),
        ([0, -1, -2], "1 task is due today and 2 are overdue."),
    ],
)
def test_what_is_due_is_told_once_a_day(alice, days, sentence):
    today = timezone.localdate()
    for n in days:
        Task.objects.create(title="t", owner=alice, due_on=today + timedelta(days=n))
    for _ in range(2):
        announce_due(today)
    assert Notification.objects.get().sentence == sentence
    announce_due(today + timedelta(days=1))
    assert Notification.objects.count() == 2


def test_what_is_later_or_done_is_not_told(alice):
    today = timezone.localdate()
    Task.objects.create(title="t", owner=alice, due_on=today + timedelta(days=1))
    Task.objects.create(title="t", owner=alice, due_on=today, done_at=timezone.now())
    assert announce_due(today) == 0
