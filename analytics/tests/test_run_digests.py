"""The day's e-mails: once a day, from the hour on that is set."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from analytics.digests import run_digests
from analytics.models import JobSlot, RunRequest
from analytics.runs import _end
from pipeline.models import Task
from teams.models import Notification, User

EARLY, LATER = datetime(2026, 3, 2, 4, 0, tzinfo=UTC), datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


@pytest.fixture
def due(alice):
    User.objects.update(last_login=timezone.now())
    return Task.objects.create(title="Call", owner=alice, due_on=timezone.localdate())


def test_not_before_the_hour(due):
    assert run_digests(EARLY) == 0
    assert not JobSlot.objects.exists()


def test_once_a_day(due):
    assert [run_digests(LATER) for _ in range(3)] == [1, 0, 0]
    assert "1 task is due today." in mail.outbox[0].body


def test_the_command_sends_at_any_hour(due, capsys):
    call_command("send_digests")
    assert capsys.readouterr().out == "Sent 1 e-mail.\n"
    call_command("send_digests")
    assert len(mail.outbox) == 1


def test_a_run_that_was_killed_is_gone_on_with(due, monkeypatch):
    def killed(day):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("analytics.digests.make_digests", killed)
        with pytest.raises(KeyboardInterrupt):
            run_digests(LATER)
    assert run_digests(LATER) == 1
    assert Notification.objects.count() == 1


def test_who_asked_for_a_model_run_is_told_how_it_ended(dora):
    request = RunRequest.objects.create(asked_by=dora)
    _end(request, RunRequest.State.DONE)
    assert "is done" in Notification.objects.get(user=dora).sentence
