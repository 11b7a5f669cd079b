"""The day's e-mails: made once a day, sent until they are sent."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from analytics.models import JobSlot
from pipeline.news import announce_due
from teams.digests import make_digests, send_digests

_NAME = "digests"


def run_digests(now: datetime | None = None, *, at_any_hour: bool = False) -> int:
    """Tell what is due and write the e-mails once a day, then send what is not sent; return how many were sent.

    Each e-mail is a row, stored with what it takes off the list, so that a run that was killed is gone on with.
    """
    local = timezone.localtime(now)
    today = local.date()
    if not at_any_hour and local.hour < settings.DIGEST_HOUR:
        return 0
    if not JobSlot.objects.filter(name=_NAME, slot=today.isoformat()).exists():
        announce_due(today)
        make_digests(today)
        # Two processes may have come this far; both wrote the same.
        JobSlot.objects.get_or_create(name=_NAME, slot=today.isoformat(), defaults={"finished_at": timezone.now()})
    return send_digests(today)
