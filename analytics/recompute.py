"""From deals to metrics: sums by SQL, scores by the pure core, stored where they differ.

Accounts are always computed from all of their deals, never by adding a change to what is stored: additions are wrong
as soon as a deal is deleted, and race with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from analytics.models import ModelRun, Segment

if TYPE_CHECKING:
    from analytics.core.purchases import PurchaseSummary
    from analytics.core.segments import Rule

_SQL = Path(__file__).parent / "sql" / "metrics"
# What a score is made from, with the types of analytics.core.purchases.PurchaseSummary.
_SUMMARY = {
    "recency": int,
    "frequency": int,
    "monetary": float,
    "purchase_days": int,
    "since_first": int,
    "first_day_value": float,
}
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
STORED_MONTHS = (
    "account_id",
    "month",
    "as_of",
    "recency",
    "frequency",
    "monetary",
    "r_score",
    "f_score",
    "m_score",
    "segment_id",
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
        run = ModelRun.objects.of_customers().champion()
        return cls(as_of, run, tuple(Segment.objects.all()))


def load_core() -> None:
    """Import what scoring needs, so that a worker's first change need not wait a second for it."""
    import analytics.core.scoring  # noqa: F401


def compute(accounts: Sequence[int], scheme: Scheme) -> Columns:
    """Compute the metrics of those of the accounts that exist; equal-length columns named as in STORED."""
    columns = _summarise_now(accounts, scheme)
    return columns | _scores(columns, scheme)


def compute_months(accounts: Sequence[int], scheme: Scheme) -> Columns:
    """Compute what the metrics would have been at the end of each month, from the first purchase to the reporting day.

    Thresholds, rules and parameters are today's for every month: a move is one of the customer and not of the ruler.
    Equal-length columns named as in STORED_MONTHS, ordered by account and month; none without a fitted model.
    """
    if scheme.run is None:
        return {name: [] for name in STORED_MONTHS}
    columns = _summarise("summarise_months", accounts, scheme)
    return columns | _placed(columns, scheme, scheme.run)


def summaries(accounts: Sequence[int], scheme: Scheme) -> "tuple[list[int], PurchaseSummary]":
    """Those of the accounts that have bought, and what scores and intervals are made from, in the same order."""
    columns = _summarise_now(accounts, scheme)
    buyers = _buyers(columns)
    return [columns["account_id"][i] for i in buyers], _summary(_only(columns, buyers))


def _summarise_now(accounts: Sequence[int], scheme: Scheme) -> Columns:
    columns = _summarise("summarise", accounts, scheme)
    columns["recency"] = [last and (scheme.as_of - last).days for last in columns["last_won_on"]]
    columns["since_first"] = [first and (scheme.as_of - first).days for first in columns["first_won_on"]]
    return columns


def _buyers(columns: Columns) -> list[int]:
    return [i for i, frequency in enumerate(columns["frequency"]) if frequency]


def _only(columns: Columns, rows: list[int]) -> Columns:
    return {name: [columns[name][i] for i in rows] for name in _SUMMARY}


def _summarise(name: str, accounts: Sequence[int], scheme: Scheme) -> Columns:
    with connection.cursor() as cursor:
        cursor.execute(sql(name), {"accounts": _array(accounts), "as_of": scheme.as_of})
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def store(columns: Columns, scheme: Scheme) -> int:
    """Write what differs from the stored metrics; return how many rows."""
    if not columns["account_id"]:
        return 0
    parameters: dict[str, Any] = {name: _array(columns[name]) for name in STORED}
    parameters |= {"model_run": scheme.run and scheme.run.pk, "as_of": scheme.as_of}
    with connection.cursor() as cursor:
        cursor.execute(sql("store"), parameters)
        return int(cursor.rowcount)


def store_months(accounts: Sequence[int], columns: Columns) -> int:
    """Write what differs from the stored months of the accounts and delete those that are no more; return how many."""
    parameters: dict[str, Any] = {name: _array(columns[name]) for name in STORED_MONTHS}
    with connection.cursor() as cursor:
        cursor.execute(sql("store_months"), {**parameters, "accounts": _array(accounts)})
        return int(cursor.fetchone()[0])


def _array(values: Sequence[Any]) -> str:
    """An array of numbers or days as PostgreSQL writes it: psycopg would look for quotes in each, which takes longer
    than to compute it.
    """
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def _scores(columns: Columns, scheme: Scheme) -> Columns:
    """Score the buyers; everybody else has no score, no segment and no forecast."""
    size = len(columns["account_id"])
    scored: Columns = {name: [None] * size for name in STORED[7:]}
    buyers = _buyers(columns)
    if not buyers or scheme.run is None:
        return scored
    for name, values in _score_buyers(_only(columns, buyers), scheme, scheme.run).items():
        for position, value in zip(buyers, values, strict=True):
            scored[name][position] = value
    return scored


def _score_buyers(columns: Columns, scheme: Scheme, run: ModelRun) -> Columns:
    from analytics.core.scoring import score_all

    scored = score_all(_summary(columns), run.parameters, rules_of(scheme))
    return {
        "r_score": scored.r.tolist(),
        "f_score": scored.f.tolist(),
        "m_score": scored.m.tolist(),
        "segment_id": _segment_ids(scored.segment, scheme),
        "expected_purchases": scored.purchases.tolist(),
        "p_alive": [None] * len(scored) if scored.p_alive is None else scored.p_alive.tolist(),
        "cltv": scored.cltv.tolist(),
    }


def _placed(columns: Columns, scheme: Scheme, run: ModelRun) -> Columns:
    from analytics.core.scoring import forecast_all, place_all

    summary = _summary(columns)
    scores, segment = place_all(summary, run.parameters, rules_of(scheme))
    return {
        "r_score": scores.r.tolist(),
        "f_score": scores.f.tolist(),
        "m_score": scores.m.tolist(),
        "segment_id": _segment_ids(segment, scheme),
        "cltv": forecast_all(summary, run.parameters).cltv.round(2).tolist(),
    }


def _summary(columns: Columns) -> "PurchaseSummary":
    import numpy as np

    from analytics.core.purchases import PurchaseSummary

    return PurchaseSummary(**{name: np.array(columns[name], dtype=kind) for name, kind in _SUMMARY.items()})


def rules_of(scheme: Scheme) -> "list[Rule]":
    from analytics.core.segments import Rule

    return [
        Rule(s.key, (s.r_min, s.r_max), (s.f_min, s.f_max), (s.m_min, s.m_max), s.first_purchase_within)
        for s in scheme.segments
    ]


def _segment_ids(keys: Any, scheme: Scheme) -> list[int]:
    ids = {segment.key: segment.pk for segment in scheme.segments}
    return [ids[key] for key in keys.tolist()]
