"""Everybody reads what they were told, chooses how, and sees nothing of others."""

import pytest
from django.urls import reverse

from teams import notifications as service
from teams.models import Notification
from teams.notifications import notify

LIST = reverse("teams:notifications")
BELL = reverse("teams:bell")
CHOICES = reverse("teams:notification_choices")
KIND = Notification.Kind.MENTION


def tell(*users, **fields):
    return notify(users, **{"kind": KIND, "sentence": "Bob mentioned you.", "url": "/deals/", **fields})


@pytest.fixture
def hers(client, alice):
    client.force_login(alice)
    return client


def test_the_same_is_told_once(alice):
    for _ in range(2):
        tell(alice, about="activity:1")
    tell(alice, about="activity:2")
    assert Notification.objects.count() == 2


def test_whose_doing_it_was_is_not_told_nor_who_has_left(alice, bob):
    bob.is_active = False
    bob.save()
    assert tell(alice, bob, by=alice) == 0


def test_who_wants_nothing_of_it_is_told_nothing(alice):
    service.choose_ways(alice, {"mention": "off"})
    assert tell(alice) == 0
    assert tell(alice, kind=Notification.Kind.DEAL) == 1


@pytest.mark.parametrize(("way", "by_mail"), [("app", False), ("mail", True)])
def test_by_mail_only_what_is_wanted_by_mail(alice, way, by_mail):
    service.choose_ways(alice, {"mention": way})
    tell(alice)
    assert Notification.objects.get().by_mail is by_mail


def test_a_long_sentence_is_shortened(alice):
    tell(alice, sentence="x" * 400)
    assert len(Notification.objects.get().sentence) == 300


@pytest.mark.parametrize(("unread", "shown"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (150, "99+")])
def test_the_bell_counts_what_is_unread(hers, alice, unread, shown, django_assert_num_queries):
    Notification.objects.bulk_create(Notification(user=alice, kind=KIND, sentence="s") for _ in range(unread))
    assert service.unread_count(alice) == shown
    with django_assert_num_queries(3):  # session, user, count
        page = hers.get(BELL, headers={"HX-Request": "true"}).text
    assert (f", {shown} unread" in page) == bool(shown)


def test_the_bell_of_a_page_left_open_asks_nobody_to_sign_in(client, db):
    assert client.get(BELL, headers={"HX-Request": "true"}).status_code == 204


def test_charlie_reads_nothing_of_hers(client, charlie, alice):
    tell(alice, sentence="A secret of hers")
    pk = Notification.objects.get().pk
    client.force_login(charlie)
    assert "A secret" not in client.get(LIST).text
    for name in ("notification_open", "notification_read"):
        assert client.post(reverse(f"teams:{name}", args=[pk])).status_code == 404
    client.post(reverse("teams:notifications_read"), {"up_to": pk})
    assert Notification.objects.unread().count() == 1


def test_opening_one_marks_it_and_leads_on(hers, alice):
    tell(alice)
    told = Notification.objects.get()
    assert hers.post(reverse("teams:notification_open", args=[told.pk])).url == "/deals/"
    assert not Notification.objects.unread().exists()


def test_what_moved_away_answers_that_it_does_not_exist(hers, alice, deal, charlie):
    tell(alice, url=deal.get_absolute_url())
    deal.owner = charlie
    deal.save()
    told = Notification.objects.get()
    assert hers.post(reverse("teams:notification_open", args=[told.pk]), follow=True).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_one_is_marked_read_and_unread(hers, alice, headers):
    tell(alice)
    address = reverse("teams:notification_read", args=[Notification.objects.get().pk])
    hers.post(address, headers=headers)
    assert not Notification.objects.unread().exists()
    hers.post(address, headers=headers)
    assert Notification.objects.unread().exists()


def test_all_that_was_shown_is_marked_read(hers, alice):
    tell(alice)
    shown = Notification.objects.get()
    tell(alice, sentence="Later")
    hers.post(reverse("teams:notifications_read"), {"up_to": shown.pk})
    assert Notification.objects.unread().get().sentence == "Later"


@pytest.mark.parametrize("up_to", ["", "x", "9" * 30, "-1", "\0"])
def test_a_mark_without_sense_marks_nothing(hers, alice, up_to):
    tell(alice)
    assert hers.post(reverse("teams:notifications_read"), {"up_to": up_to}).status_code == 302
    assert Notification.objects.unread().exists()


def test_the_unread_can_be_seen_alone(hers, alice):
    tell(alice, sentence="Old news")
    service.mark_read(Notification.objects.get())
    tell(alice, sentence="Fresh news")
    page = hers.get(f"{LIST}?show=unread").text
    assert ("Fresh news" in page, "Old news" in page) == (True, False)


def test_how_to_be_told_is_chosen(hers, alice):
    ways = service.ways_of(alice) | {"due": "off", "work": "mail"}
    assert hers.post(CHOICES, ways).status_code == 302
    assert service.ways_of(alice) == ways


@pytest.mark.parametrize("wrong", [{"due": "loud"}, {"due": ""}, {"due": "\0"}])
def test_another_way_is_refused(hers, alice, wrong):
    before = service.ways_of(alice)
    assert hers.post(CHOICES, before | wrong).status_code == 422
    assert service.ways_of(alice) == before


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow(hers, alice, count, django_assert_max_num_queries):
    Notification.objects.bulk_create(Notification(user=alice, kind=KIND, sentence="s") for _ in range(count))
    with django_assert_max_num_queries(6):
        hers.get(LIST)
