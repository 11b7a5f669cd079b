"""A database of its own for a measurement, filled by seed and dropped afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from analytics import rollup

FILL = Path(__file__).parent.parent / "sql" / "bench" / "fill.sql"
DEALS_PER_ACCOUNT = 50
SCALES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}


@contextmanager
def filled(deals: int, seed: int, deals_per_account: int = DEALS_PER_ACCOUNT) -> Iterator[None]:
    """Point the default connection at a scratch database of so many deals."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"[:63]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _fill(deals, seed, deals_per_account)
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _fill(deals: int, seed: int, deals_per_account: int = DEALS_PER_ACCOUNT) -> None:
    with connection.cursor() as cursor:
        # History and change log of the filling itself are not what is measured.
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            FILL.read_text(),
            {"seed": (seed % 1000) / 1000, "deals": deals, "accounts": max(10, deals // deals_per_account)},
        )
        cursor.execute("reset session_replication_role")
    rollup.drain_sales_changes()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
