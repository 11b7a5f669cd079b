"""Purchase histories for tests: two public data sets, read by path, and simulations with known parameters."""

from __future__ import annotations

import csv
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.core.purchases import PurchaseDays, PurchaseSummary, collect


@dataclass(frozen=True)
class History:
    account: NDArray
    day: NDArray
    value: NDArray
    wins: NDArray

    @property
    def rows(self) -> tuple[NDArray, NDArray, NDArray, NDArray]:
        return self.account, self.day, self.value, self.wins

    def days(self, as_of) -> PurchaseDays:
        return collect(*self.rows, as_of)

    def summary(self, as_of) -> PurchaseSummary:
        return self.days(as_of).summary(as_of)


def crm_wins() -> History | None:
    """The won deals of the CRM Sales Opportunities data set; None without CRM_DATASET_DIR."""
    path = Path(os.environ.get("CRM_DATASET_DIR", "")) / "sales_pipeline.csv"
    if not os.environ.get("CRM_DATASET_DIR") or not path.exists():
        return None
    with path.open(newline="") as file:
        won = [row for row in csv.DictReader(file) if row["deal_stage"] == "Won"]
    return _history([(row["account"], row["close_date"], row["close_value"]) for row in won])


def cdnow() -> History:
    """The CDNOW sample that the literature uses, as purchases; lifetimes carries it."""
    spec = importlib.util.find_spec("lifetimes")
    path = Path(next(iter(spec.submodule_search_locations))) / "datasets" / "CDNOW_sample.txt"
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    return _history([(who, f"{day[:4]}-{day[4:6]}-{day[6:]}", value) for _, who, day, _, value in lines])


def simulate(seed, accounts, rate, dropout, window=730, joined_within=180, value=None) -> History:
    """Purchases by day: gamma(r, alpha) rates in `rate`, beta(a, b) dropout in `dropout` or None for none.

    `value` is p, q, v of Gamma-Gamma values.
    """
    rng = np.random.default_rng(seed)
    p, q, v = value or (6.0, 4.0, 1500.0)
    rows = []
    for account in range(accounts):
        pace = max(rng.gamma(rate[0], 1 / rate[1]), 1e-12)
        leave = rng.beta(*dropout) if dropout else 0.0
        scale = rng.gamma(q, 1 / v)
        day = float(rng.integers(0, joined_within))
        # As in the BG/NBD model, an account may leave after a repeat purchase, not after its first one.
        rows.append((account, int(day), rng.gamma(p, 1 / scale)))
        while (day := day + rng.exponential(1 / pace)) < window:
            rows.append((account, int(day), rng.gamma(p, 1 / scale)))
            if rng.random() < leave:
                break
    who, day, money = (np.array(column) for column in zip(*rows, strict=True))
    return History(who, day, money, np.ones(len(who), dtype=int))


def some_accounts(size=400, seed=5) -> PurchaseSummary:
    """Valid accounts of every kind, thousands of purchases and none after the first among them."""
    rng = np.random.default_rng(seed)
    since_first = rng.integers(0, 6000, size)
    since_first[:5] = (0, 1, 2, 30, 6000)
    span = np.where(rng.random(size) < 0.2, 0, (since_first * rng.random(size)).astype(int))
    purchase_days = np.where(span > 0, 2 + (np.maximum(span - 1, 0) * rng.random(size) ** 4).astype(int), 1)
    first = np.round(rng.gamma(2, 500, size), 2)
    later = np.round((purchase_days - 1) * rng.gamma(2, 500, size), 2)
    return PurchaseSummary(
        recency=since_first - span,
        frequency=purchase_days + rng.integers(0, 3, size),
        monetary=first + later,
        purchase_days=purchase_days,
        since_first=since_first,
        first_day_value=first,
    )


def _history(rows) -> History:
    account, day, value = zip(*rows, strict=True)
    return History(
        np.array(account),
        np.array(day, dtype="datetime64[D]"),
        np.array(value, dtype=float),
        np.ones(len(account), dtype=int),
    )
