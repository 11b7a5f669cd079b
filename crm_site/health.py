"""Whether this process can do its work: for load balancers and for whoever is woken at night."""

from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from analytics import warehouse

WAREHOUSE = {
    "current": "current",
    "outdated": "older than its files: run manage.py build_warehouse",
    "missing": "missing, as during a migration; else run manage.py build_warehouse",
}


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers. A broker that is away makes answers no less correct, so it is only named.

    So are views that are missing or older than their files: whatever needs no figures works.
    """
    database, broker = _database_answers(), _broker_answers()
    body: dict[str, Any] = {"status": "ok" if database else "unavailable", "database": database, "broker": broker}
    body["warehouse"] = WAREHOUSE[warehouse.state()] if database else None
    return JsonResponse(body, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False
    return True


def _broker_answers() -> bool | None:
    """None where there is no broker to ask (one process does everything)."""
    if not settings.REDIS_URL:
        return None
    try:
        with current_app.connection_for_write(connect_timeout=0.5) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError):
        return False
    return True
