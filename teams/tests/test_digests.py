"""One e-mail a day with what is unread, whatever is killed or refused in between."""

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from teams import notifications as service
from teams.digests import make_digests, send_digests
from teams.models import Digest, Notification, User
from teams.notifications import notify

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def been_here(alice, bob):
    User.objects.update(last_login=timezone.now())


def tell(*users, sentence="Bob mentioned you in a note on GTX Pro for <Acme> & Co."):
    notify(users, kind=Notification.Kind.MENTION, sentence=sentence, url="/deals/AB12/")


def run(day=DAY):
    make_digests(day)
    return send_digests(day)


def test_it_says_what_is_unread_as_text_and_as_html(alice):
    tell(alice)
    assert run() == 1
    message = mail.outbox[0]
    assert message.to == [alice.email]
    assert "for <Acme> & Co." in message.body
    assert "http://127.0.0.1:8000/deals/AB12/" in message.body
    html = message.alternatives[0][0]
    assert "&lt;Acme&gt; &amp; Co." in html
    assert "/notifications/choices" in html


def test_nothing_to_say_is_no_mail(alice, bob):
    tell(bob)
    service.mark_read(Notification.objects.get())
    assert run() == 0


def test_who_has_never_signed_in_gets_none(alice):
    tell(alice)
    User.objects.update(last_login=None)
    assert run() == 0


def test_who_wants_it_here_only_gets_no_mail(alice):
    service.choose_ways(alice, {"mention": "app"})
    tell(alice)
    assert run() == 0


def test_a_day_has_one_however_often_it_runs(alice):
    tell(alice)
    run()
    tell(alice, sentence="Something new")
    assert run() == 0
    assert run(DAY + timedelta(days=1)) == 1
    assert "Something new" in mail.outbox[1].body
    assert "GTX" not in mail.outbox[1].body


def test_what_was_written_and_not_sent_is_sent_by_the_next_run(alice):
    tell(alice)
    make_digests(DAY)  # and then it was killed
    assert mail.outbox == []
    assert (run(), run()) == (1, 0)


def test_one_that_is_refused_stops_no_other_and_is_tried_again(alice, bob, monkeypatch):
    tell(alice, bob)
    send = EmailMultiAlternatives.send

    def refuse_alice(self, **options):
        if self.to == [alice.email]:
            raise SMTPRecipientsRefused({alice.email: (550, b"unknown")})
        return send(self, **options)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse_alice)
    assert run() == 1
    failed = Digest.objects.get(user=alice)
    assert (failed.sent_at, failed.attempts) == (None, 1)
    assert "unknown" in failed.error
    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    assert run() == 1


def test_it_is_not_tried_for_ever(alice, monkeypatch):
    tell(alice)
    monkeypatch.setattr(EmailMultiAlternatives, "send", lambda self, **options: (_ for _ in ()).throw(OSError("away")))
    for _ in range(8):
        run()
    assert Digest.objects.get().attempts == 5


def test_old_news_is_not_sent(alice):
    tell(alice)
    make_digests(DAY)
    assert send_digests(DAY + timedelta(days=3)) == 0


def test_a_long_list_is_cut(alice):
    for n in range(40):
        tell(alice, sentence=f"News {n}.")
    run()
    assert "And 10 more" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Dealwright: 40 unread"
