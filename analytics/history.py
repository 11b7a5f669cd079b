"""Keeping every account's months true: replayed after each change, right after the metrics and never in their way."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction

from accounts.models import Account
from analytics.batches import work_through
from analytics.models import AccountMonth, AccountToReplay
from analytics.recompute import STORED_MONTHS, Scheme, compute_months, sql, store_months
from pipeline.models import ReportingDay

_LOCK = "dealwright.history"
_TAKE = 1_000


def mark_all() -> None:
    """Have every account replayed; one row, so that whoever rescores all need not wait for a list of them."""
    AccountToReplay.objects.create(account_id=None)


def replay() -> int:
    """Replay the accounts that are marked; return how many. One at a time: others leave it to the one at work.

    Each batch is a transaction: what is killed leaves its marks to the next.
    """
    done = 0
    while True:
        with transaction.atomic():
            accounts = _take()
            if accounts:
                work_through(accounts, _replay_batch)
        if accounts is None:
            return done
        done += len(accounts)


def hold() -> bool:
    """Keep others from replaying until the transaction ends, unless one is at it; say whether we do."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
        return bool(cursor.fetchone()[0])


def _take() -> list[int] | None:
    """Take accounts off the list, none where the mark of all was turned into theirs; None if nothing is to be done."""
    if not hold():
        return None
    with connection.cursor() as cursor:
        # Compiling the sums of a batch takes five times as long as running them.
        cursor.execute("set local jit = off")
        cursor.execute(sql("take_replays"), {"limit": _TAKE})
        taken = [account for (account,) in cursor.fetchall()]
    if None in taken:
        _mark_each()
        return []
    return taken or None


def _mark_each() -> None:
    AccountToReplay.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("insert into analytics_accounttoreplay (account_id) select id from accounts_account")


def _replay_batch(accounts: list[int]) -> int:
    # A later statement than the taking: its snapshot sees every deal that an account was marked for.
    scheme = Scheme.current(ReportingDay.current().day)
    return store_months(accounts, compute_months(accounts, scheme))


def differences(accounts: Sequence[int] | None = None) -> list[int]:
    """Return those of the accounts (of all, without any) whose stored months differ from a full replay."""
    if accounts is None:
        accounts = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    scheme = Scheme.current(ReportingDay.current().day)
    parts = (accounts[start : start + _TAKE] for start in range(0, len(accounts), _TAKE))
    return sorted({account for part in parts for account in _differing(part, scheme)})


def _differing(accounts: Sequence[int], scheme: Scheme) -> set[int]:
    columns = compute_months(accounts, scheme)
    columns["cltv"] = [Decimal(f"{value:.2f}") for value in columns["cltv"]]
    computed = set(zip(*(columns[name] for name in STORED_MONTHS), strict=True))
    stored = set(AccountMonth.objects.filter(account__in=accounts).values_list(*STORED_MONTHS))
    return {row[0] for row in computed ^ stored}
