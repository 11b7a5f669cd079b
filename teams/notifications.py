"""Telling people what concerns them, in the transaction of what happened, and what they do with it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from teams.models import User
from teams.notification_models import DEFAULT_WAYS, Notification, NotificationChoice

UNREAD_SHOWN = 99
LONGEST = 300
Kind, Way = Notification.Kind, NotificationChoice.Way


def notify(
    users: Iterable[User], *, kind: Notification.Kind, sentence: str, url: str, about: str = "", by: User | None = None
) -> int:
    """Tell people something, as each wants to be told of its kind; return how many were told.

    Call it inside the transaction of what happened: it is told if that is kept. `by`, whose doing it was, is not
    told. The same `about` is told to a person once. Whoever calls it answers for the reader's right to know.
    """
    readers = {user.pk: user for user in users if user.is_active and user != by}
    ways = _ways(readers, kind)
    rows = [
        Notification(
            user=user, kind=kind, sentence=_shortened(sentence), url=url, about=about, by_mail=ways[pk] == Way.MAIL
        )
        for pk, user in readers.items()
        if ways[pk] != Way.OFF
    ]
    # What has been told before stays as it is: read or unread.
    Notification.objects.bulk_create(rows, ignore_conflicts=bool(about))
    return len(rows)


def unread_count(user: User) -> str:
    """How many are unread, for the bell: nothing for none, 99+ beyond that."""
    count = Notification.objects.visible_to(user).unread().order_by()[: UNREAD_SHOWN + 1].count()
    return "" if not count else f"{UNREAD_SHOWN}+" if count > UNREAD_SHOWN else str(count)


def mark_read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())


def mark_unread(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk).update(read_at=None)


def mark_all_read(user: User, *, up_to: int) -> int:
    """Mark as read what the page showed: what has come in since stays unread."""
    rows = Notification.objects.visible_to(user).unread().filter(pk__lte=up_to)
    return rows.update(read_at=timezone.now())


def ways_of(user: User) -> dict[str, str]:
    """How somebody is told, by kind."""
    chosen = dict(NotificationChoice.objects.filter(user=user).values_list("kind", "way"))
    return {kind.value: chosen.get(kind.value, DEFAULT_WAYS[kind].value) for kind in Kind}


@transaction.atomic
def choose_ways(user: User, ways: dict[str, str]) -> None:
    for kind, way in ways.items():
        NotificationChoice.objects.update_or_create(user=user, kind=kind, defaults={"way": way})


def _ways(readers: Iterable[int], kind: Notification.Kind) -> dict[int, str]:
    ways = dict.fromkeys(readers, DEFAULT_WAYS[kind].value)
    return ways | dict(NotificationChoice.objects.filter(user__in=ways, kind=kind).values_list("user", "way"))


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"
