"""From deals to metrics: sums by SQL, scores by the pure core, stored where they differ.

Accounts are always computed from all of their deals, never by adding a change to what is stored: additions are wrong
as soon as a deal is deleted, and race with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from analytics.models import ModelRun, Segment

_SQL = Path(__file__).parent / "sql" / "metrics"
_SUMS = (
    "account_id",
    "frequency",
    "monetary",
    "purchase_days",
    "first_won_on",
    "last_won_on",
    "first_day_value",
)
STORED = (
    "account_id",
    "frequency",
    "monetary",
    "purchase_days",
    "first_won_on",
    "last_won_on",
    "recency",
    "r_score",
    "f_score",
    "m_score",
    "segment_id",
    "expected_purchases",
    "p_alive",
    "cltv",
)
Columns = dict[str, list[Any]]


@cache
def sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text()


@dataclass(frozen=True)
class Scheme:
    """By what accounts are scored: the reporting day, the champion's parameters, the segments' rules."""

    as_of: date
    run: ModelRun | None
    segments: tuple[Segment, ...]

    @classmethod
    def current(cls, as_of: date) -> "Scheme":
        run = ModelRun.objects.filter(kind="customers", state=ModelRun.State.CHAMPION).first()
        return cls(as_of, run, tuple(Segment.objects.all()))


def load_core() -> None:
    """Import what scoring needs, so that a worker's first change need not wait a second for it."""
    import analytics.core.scoring  # noqa: F401


def compute(accounts: Sequence[int], scheme: Scheme) -> Columns:
    """Compute the metrics of those of the accounts that exist; equal-length columns named as in STORED."""
    with connection.cursor() as cursor:
        cursor.execute(sql("summarise"), {"accounts": list(accounts), "as_of": scheme.as_of})
        rows = cursor.fetchall()
    columns: Columns = {name: [row[i] for row in rows] for i, name in enumerate(_SUMS)}
    columns["recency"] = [last and (scheme.as_of - last).days for last in columns["last_won_on"]]
    return columns | _scores(columns, scheme)


def store(columns: Columns, scheme: Scheme) -> int:
    """Write what differs from the stored metrics; return how many rows."""
    if not columns["account_id"]:
        return 0
    parameters: dict[str, Any] = {name: columns[name] for name in STORED}
    parameters |= {"model_run": scheme.run and scheme.run.pk, "as_of": scheme.as_of}
    with connection.cursor() as cursor:
        cursor.execute(sql("store"), parameters)
        return int(cursor.rowcount)


def _scores(columns: Columns, scheme: Scheme) -> Columns:
    """Score the buyers; everybody else has no score, no segment and no forecast."""
    size = len(columns["account_id"])
    scored: Columns = {name: [None] * size for name in STORED[7:]}
    buyers = [i for i, frequency in enumerate(columns["frequency"]) if frequency]
    if not buyers or scheme.run is None:
        return scored
    for name, values in _score_buyers(columns, buyers, scheme, scheme.run).items():
        for position, value in zip(buyers, values, strict=True):
            scored[name][position] = value
    return scored


def _score_buyers(columns: Columns, buyers: list[int], scheme: Scheme, run: ModelRun) -> Columns:
    import numpy as np

    from analytics.core.purchases import PurchaseSummary
    from analytics.core.scoring import score_all
    from analytics.core.segments import Rule

    def column(name: str, kind: type) -> Any:
        return np.array([columns[name][i] for i in buyers], dtype=kind)

    first_won = np.array([columns["first_won_on"][i] for i in buyers], dtype="datetime64[D]")
    summary = PurchaseSummary(
        recency=column("recency", int),
        frequency=column("frequency", int),
        monetary=column("monetary", float),
        purchase_days=column("purchase_days", int),
        since_first=(np.datetime64(scheme.as_of) - first_won).astype(int),
        first_day_value=column("first_day_value", float),
    )
    rules = [
        Rule(s.key, (s.r_min, s.r_max), (s.f_min, s.f_max), (s.m_min, s.m_max), s.first_purchase_within)
        for s in scheme.segments
    ]
    scored = score_all(summary, run.parameters, rules)
    ids = {segment.key: segment.pk for segment in scheme.segments}
    return {
        "r_score": scored.r.tolist(),
        "f_score": scored.f.tolist(),
        "m_score": scored.m.tolist(),
        "segment_id": [ids[key] for key in scored.segment.tolist()],
        "expected_purchases": scored.purchases.tolist(),
        "p_alive": [None] * len(buyers) if scored.p_alive is None else scored.p_alive.tolist(),
        "cltv": scored.cltv.tolist(),
    }
