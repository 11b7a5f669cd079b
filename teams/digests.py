"""One e-mail a day with what somebody was told and has not read. Written as a row first, then sent."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from teams.models import Digest, Notification, User

logger = logging.getLogger(__name__)

NAMED = 30
ATTEMPTS = 5
STALE = timedelta(days=2)  # after which an e-mail that never went out is no news


def make_digests(day: date) -> int:
    """Write the e-mails of a day; return how many. Who has nothing to read, or was never here, gets none."""
    pending = Notification.objects.for_digest().filter(user=OuterRef("pk"))
    users = User.objects.active().filter(Exists(pending), last_login__isnull=False)
    return sum(_make(user, day) for user in users.exclude(digests__day=day))


@transaction.atomic
def _make(user: User, day: date) -> bool:
    digest, is_new = Digest.objects.get_or_create(user=user, day=day)
    if not is_new:  # another process was faster
        return False
    rows = list(Notification.objects.visible_to(user).for_digest().select_for_update())
    if not rows:
        digest.delete()
        return False
    context = {
        "user": user,
        "day": day,
        "notifications": rows[:NAMED],
        "more": len(rows) - NAMED if len(rows) > NAMED else 0,
        "site": settings.SITE_URL,
        "choices_url": settings.SITE_URL + reverse("teams:notification_choices"),
        "list_url": settings.SITE_URL + reverse("teams:notifications"),
    }
    digest.subject = f"Dealwright: {len(rows):,} unread" if len(rows) > 1 else f"Dealwright: {rows[0].sentence}"[:200]
    digest.text = render_to_string("teams/digest.txt", context)
    digest.html = render_to_string("teams/digest.html", context)
    digest.save()
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(digest=digest)
    return True


def send_digests(today: date) -> int:
    """Send what is written and not sent; return how many were. One that fails is tried again and stops no other."""
    waiting = Digest.objects.filter(sent_at=None, attempts__lt=ATTEMPTS, day__gte=today - STALE, user__is_active=True)
    return sum(_send(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _send(pk: int) -> bool:
    # Held while it is sent: another process leaves it alone.
    rows = Digest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    digest = rows.filter(pk=pk, sent_at=None).first()
    if digest is None:
        return False
    digest.attempts += 1
    try:
        _message(digest).send()
    except (OSError, ValueError) as error:  # the server is away or refuses; or the address cannot be one
        digest.error = str(error)[:300]
        logger.warning("The e-mail of %s to user %s was not sent: %s", digest.day, digest.user_id, error)
    else:
        digest.sent_at, digest.error = timezone.now(), ""
    digest.save(update_fields=["attempts", "error", "sent_at"])
    return digest.sent_at is not None


def _message(digest: Digest) -> EmailMultiAlternatives:
    choices = settings.SITE_URL + reverse("teams:notification_choices")
    # The same name each time: a server that got it before a crash can drop the second.
    headers = {"Message-ID": f"<digest-{digest.pk}-{digest.day}@dealwright>", "List-Unsubscribe": f"<{choices}>"}
    message = EmailMultiAlternatives(
        digest.subject.replace("\n", " "), digest.text, to=[digest.user.email], headers=headers
    )
    message.attach_alternative(digest.html, "text/html")
    return message
