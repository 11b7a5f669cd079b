"""Tasks are planned, ticked off, put off and repeated; who gets one from somebody else is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from pipeline import task_changes
from pipeline.models import Task
from teams.models import Notification

TODAY = timezone.localdate


def plan(by, **fields):
    return task_changes.add_task(by=by, **{"title": "Call", "due_on": TODAY(), **fields})


def test_a_task_by_itself_is_ones_own(alice):
    task = plan(alice)
    assert (task.owner, task.opportunity, task.account) == (alice, None, None)


def test_a_deals_task_is_its_owners(bob, deal, alice):
    task = plan(bob, deal=deal)
    assert (task.owner, task.account) == (alice, deal.account)


def test_a_task_for_a_stranger_is_refused(alice, charlie):
    with pytest.raises(PermissionDenied):
        plan(alice, owner=charlie)


def test_an_analyst_plans_nothing(anna):
    with pytest.raises(PermissionDenied):
        plan(anna)


def test_who_is_given_a_task_is_told_and_who_plans_for_herself_is_not(bob, alice, deal):
    plan(bob, deal=deal, title="Send the quote")
    plan(alice)
    told = Notification.objects.get()
    assert (told.user, told.sentence) == (alice, "Bob Berg gave you a task: Send the quote")


def test_what_repeats_comes_again_once_however_often_it_is_done(alice):
    task = plan(alice, recurs="week")
    for _ in range(3):
        task_changes.complete_task(Task.objects.get(pk=task.pk), by=alice)
    following = Task.objects.get(follows=task)
    assert (following.due_on, following.recurs) == (TODAY() + timedelta(days=7), "week")
    assert Task.objects.count() == 2


def test_what_is_done_late_is_due_on_the_next_day_to_come(alice):
    task = plan(alice, due_on=TODAY() - timedelta(days=10), recurs="week")
    task_changes.complete_task(task, by=alice)
    assert Task.objects.get(follows=task).due_on == TODAY() + timedelta(days=4)


def test_month_ends_come_back_after_short_months(alice):
    task = plan(alice, due_on=date(2097, 1, 31), recurs="month")
    days = []
    for _ in range(3):
        task_changes.complete_task(task, by=alice)
        task = Task.objects.get(follows=task)
        days.append(task.due_on)
    assert days == [date(2097, 2, 28), date(2097, 3, 31), date(2097, 4, 30)]


def test_what_was_put_off_keeps_its_rhythm(alice):
    task = plan(alice, due_on=TODAY() + timedelta(days=1), recurs="week")
    task = task_changes.snooze_task(task, by=alice, until=TODAY() + timedelta(days=3))
    assert task.snoozed_from == TODAY() + timedelta(days=1)
    task_changes.complete_task(task, by=alice)
    assert Task.objects.get(follows=task).due_on == TODAY() + timedelta(days=8)


def test_opened_again_it_takes_its_next_back(alice):
    task = plan(alice, recurs="day")
    task_changes.complete_task(task, by=alice)
    reopened = task_changes.reopen_task(task, by=alice)
    assert not reopened.is_done
    assert Task.objects.count() == 1


def test_opened_again_it_leaves_a_next_that_is_done(alice):
    task = plan(alice, recurs="day")
    task_changes.complete_task(task, by=alice)
    task_changes.complete_task(Task.objects.get(follows=task), by=alice)
    task_changes.reopen_task(task, by=alice)
    assert Task.objects.count() == 3


@pytest.mark.parametrize("days", [0, -3])
def test_it_is_put_off_to_a_later_day_only(alice, days):
    task = plan(alice)
    with pytest.raises(ValidationError, match="after today"):
        task_changes.snooze_task(task, by=alice, until=TODAY() + timedelta(days=days))


def test_a_day_beyond_sense_is_refused(alice):
    with pytest.raises(ValidationError):
        plan(alice, due_on=date(9999, 12, 31), recurs="month")


def test_the_last_of_a_series_ends_it(alice):
    task = plan(alice, due_on=date(2199, 12, 31), recurs="month")
    task_changes.complete_task(task, by=alice)
    assert Task.objects.count() == 1
