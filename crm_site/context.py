"""What every page's shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from pipeline.models import ReportingDay
from teams import visibility


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shell the reporting day, read only if asked for, what the user may do, and whether this is the demo."""
    user = getattr(request, "user", None)
    return {
        "reporting_day": SimpleLazyObject(ReportingDay.current),
        "may_create": bool(user and user.is_authenticated and visibility.may_create_accounts(user)),
        "demo": settings.DEMO,
    }
