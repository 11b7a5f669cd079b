"""What every page's shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from pipeline.models import ReportingDay


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shell the reporting day, read only if a template asks, and whether this is the demo."""
    return {"reporting_day": SimpleLazyObject(ReportingDay.current), "demo": settings.DEMO}
