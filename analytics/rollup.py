"""What each owner closed of each product in each month, stored and always exact.

Every write of a closed deal puts its month and owner on the log (SalesChange) in its own transaction. Silver reads
what is on the log from the deals and the rest from the store (MonthlySales): the drain makes figures fast, never
right. A month of an owner is always summed from all of its deals.
"""

import logging
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from pipeline.models import SalesChange

logger = logging.getLogger(__name__)

_SQL = Path(__file__).parent / "sql" / "rollup"
_LOCK = 7414  # an advisory lock: one drain at a time
_TAKE = 200  # months of owners in one transaction
Months = list[tuple[date, int]]


@cache
def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text()


def drain_sales_changes() -> int:
    """Take all changes off the log and sum their months anew; return how many months of owners.

    Safe to run many times at once: where another drain is at work, the log is left to it and to the next sweep.
    """
    done = 0
    while months := _drain_some():
        done += months
    return done


def _drain_some() -> int:
    # Without a transaction of its own, so that a sweep with nothing to do costs one look.
    if not SalesChange.objects.exists():
        return 0
    with transaction.atomic():
        months = _take()
        if months:
            _store(months)
    return len(months)


def _take() -> Months:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(_sql("take"), {"limit": _TAKE})
        return sorted(set(cursor.fetchall()))


def _store(months: Months) -> None:
    with connection.cursor() as cursor:
        parameters: dict[str, Any] = {
            "months": [month for month, _ in months],
            "owners": [owner for _, owner in months],
        }
        cursor.execute(_sql("store"), parameters)


def differences() -> Months:
    """Return the months of owners whose stored sums are not those of their deals, without those on the log."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("differences"))
        return [(month, owner) for month, owner in cursor.fetchall()]


def audit_sales() -> Months:
    """Compare what is stored with all deals; put what differs on the log, say so as an error, and return it.

    Nothing may ever differ. If something does (triggers switched off by a superuser, a restore of single tables), it
    is right from here on, and mended by the next drain.
    """
    wrong = differences()
    if wrong:
        SalesChange.objects.bulk_create(SalesChange(month=month, owner_id=owner) for month, owner in wrong)
        logger.error("The stored sums of %d months of owners were wrong, first %s of owner %d.", len(wrong), *wrong[0])
    return wrong
