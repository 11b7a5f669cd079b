"""Figures of an account that follow from its recency, frequency and monetary value, and what its deals are worth
discounted.

The product's forerunner had all four. Two are mended: it discounted all revenue of an account by its last purchase, so
that buying later lowered it; and it took its ranges from whoever was in the table at the moment, so that an account's
engagement moved with its neighbours. Here each deal is discounted by its own age, and ranges are those of the fit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analytics.core.lifetime_value import MONTHLY_DISCOUNT
from analytics.core.purchases import FloatArray, IntArray, PurchaseSummary

MONTH_DAYS = 30
WEIGHTS = {"frequency": 0.4, "monetary": 0.4, "recency": -0.2}
Ranges = dict[str, list[float]]


def average_transaction_value(summary: PurchaseSummary) -> FloatArray:
    """Won revenue / won deals, in $."""
    return summary.monetary / summary.frequency


def recency_frequency_ratio(summary: PurchaseSummary) -> FloatArray:
    """Days since the last purchase / (won deals + 1): small for those who bought lately and often."""
    return summary.recency / (summary.frequency + 1)


def ranges(summary: PurchaseSummary) -> Ranges:
    """The least and the greatest value of what engagement is made of; nothing without an account."""
    if not len(summary):
        return {}
    columns = {name: getattr(summary, name) for name in WEIGHTS}
    return {name: [float(column.min()), float(column.max())] for name, column in columns.items()}


def engagement(summary: PurchaseSummary, known: Mapping[str, list[float]]) -> FloatArray:
    """0.4 × frequency + 0.4 × monetary value − 0.2 × recency, each from 0 to 1 within `known` ranges: −0.2 to 0.8.

    Values beyond a range count as its end; a range without width counts 0.
    """
    total = np.zeros(len(summary))
    for name, weight in WEIGHTS.items():
        least, most = known[name]
        place = (getattr(summary, name) - least) / (most - least) if most > least else np.zeros(len(summary))
        total += weight * np.clip(place, 0.0, 1.0)
    return total


def realised_value(
    owner: IntArray, day: IntArray, value: FloatArray, since: IntArray, accounts: int
) -> NDArray[np.float64]:
    """Won revenue of each account as it was worth on the day `since` of that account, in $.

    Each deal (owner: position of its account, day, value) is discounted by 1 % for each whole month of 30 days that it
    came after that day.
    """
    months = (day - since[owner]) // MONTH_DAYS
    worth = value / (1 + MONTHLY_DISCOUNT) ** months.astype(np.float64)
    return np.bincount(owner, weights=worth, minlength=accounts).astype(np.float64)
