"""Which products are bought by the same accounts more often than chance would have it.

An account either has bought a product or has not. Whoever buys much has bought more of everything, which makes any two
products look related; so what chance would do is asked within bands of accounts that buy about as often, and summed
over the bands. Only "more often" is tested: who has bought once has one product, so that within a band two products
are found together a little less often than drawn blindly, whatever they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.core.proportions import NORMAL_95, Interval, wilson

LEVEL = 0.05
# From this variance of the joint count on, the normal distribution is as good as the exact one in the tails.
EXACT_BELOW = 100.0
WINDOW = 12  # standard deviations around the mean; what lies beyond weighs nothing

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Accounts by band: all (bands,), with each product (bands, products), with both (bands, products, products)."""

    accounts: IntArray
    bought: IntArray
    both: IntArray


@dataclass(frozen=True)
class Pair:
    """Two products, by their places, over all accounts.

    support = both / accounts; confidence = both / accounts with the one; lift = both / the number expected of accounts
    that buy as often. `p` is None where only one outcome was possible, as with a product that everybody bought;
    `adjusted` is `p` after Holm's correction for all pairs that were tested.
    """

    first: int
    second: int
    accounts: int
    with_first: int
    with_second: int
    both: int
    expected: float
    lift: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None

    @property
    def support(self) -> float:
        return self.both / self.accounts

    @property
    def confidence(self) -> Interval | None:
        """Of the accounts that bought the first, the share that bought the second, with its Wilson interval."""
        return wilson(self.both, self.with_first)

    @property
    def confidence_back(self) -> Interval | None:
        """Of the accounts that bought the second, the share that bought the first."""
        return wilson(self.both, self.with_second)

    @property
    def attracts(self) -> bool:
        """Whether who bought the one is a better prospect for the other: the only pairs to act upon."""
        return self.adjusted is not None and self.adjusted < LEVEL


def tally(bands: Sequence[int], bought: NDArray[np.bool_], accounts: Sequence[int]) -> Counts:
    """Count rows of accounts that bought the same products: band (n,), which products (n, products), accounts (n,).

    Raises ValueError where the three do not fit together.
    """
    weights = np.asarray(accounts, dtype=np.int64)
    if not len(bands) == len(bought) == len(weights) or bought.ndim != 2 or (weights < 0).any():
        raise ValueError("Bands, products and numbers of accounts must be of the same length, and no number negative.")
    there, size = weights > 0, bought.shape[1]
    marks, weights = bought.astype(np.int64)[there], weights[there]
    names, places = np.unique(np.asarray(bands, dtype=np.int64)[there], return_inverse=True)
    rows = [places == place for place in range(len(names))]
    return Counts(
        accounts=np.array([weights[row].sum() for row in rows], dtype=np.int64),
        bought=np.array([weights[row] @ marks[row] for row in rows], dtype=np.int64).reshape(-1, size),
        both=np.array([_joint(marks[row], weights[row]) for row in rows], dtype=np.int64).reshape(-1, size, size),
    )


def _joint(marks: IntArray, weights: IntArray) -> NDArray[Any]:
    # In floats, which are exact up to 2^53: products of whole numbers are a hundred times slower.
    floats = marks.astype(np.float64)
    return np.rint(floats.T @ (floats * weights[:, None])).astype(np.int64)


def pairs(counts: Counts) -> list[Pair]:
    """Return every pair of products, tested against chance: the most surprising first, untested ones last.

    The test is Fisher's (1935) of the joint count, given how many accounts bought each, in each band, one-sided; Holm
    (1979) corrects for the number of pairs: with independent purchases any pair at all attracts in at most one of
    twenty sets of data.
    """
    total = int(counts.accounts.sum())
    if not total:
        return []
    size = counts.bought.shape[1]
    found = [_pair(counts, first, second, total) for first in range(size) for second in range(first + 1, size)]
    tested = sorted((pair for pair in found if pair.p is not None), key=lambda pair: (pair.p, pair.first, pair.second))
    adjusted: list[Pair] = []
    worst = 0.0
    for place, pair in enumerate(tested):
        worst = max(worst, min(1.0, (pair.p or 0.0) * (len(tested) - place)))
        adjusted.append(Pair(**{**vars(pair), "adjusted": worst}))
    return adjusted + [pair for pair in found if pair.p is None]


def _pair(counts: Counts, first: int, second: int, total: int) -> Pair:
    n, a, b = counts.accounts, counts.bought[:, first], counts.bought[:, second]
    joint = counts.both[:, first, second]
    both, expected = int(joint.sum()), float((a * b / n).sum())
    low, high = _interval(n, a, b, joint, expected)
    return Pair(
        first=first,
        second=second,
        accounts=total,
        with_first=int(a.sum()),
        with_second=int(b.sum()),
        both=both,
        expected=expected,
        lift=both / expected if expected else None,
        low=low,
        high=high,
        p=_p(n, a, b, both),
        adjusted=None,
    )


def _interval(n: IntArray, a: IntArray, b: IntArray, joint: IntArray, expected: float) -> tuple[Any, Any]:
    """The 95 % interval of the lift by the delta method on its logarithm; none where no account bought both.

    In each band an account adds xy − lift · (x b/n + y a/n) to the difference of joint and expected count.
    """
    both = int(joint.sum())
    if not both:
        return None, None
    lift = both / expected
    p, q = a / n, b / n
    shares = np.array([joint, a - joint, b - joint]) / n
    values = np.array([1 - lift * (p + q), -lift * q, -lift * p])
    spread = (shares * values**2).sum(axis=0) - (shares * values).sum(axis=0) ** 2
    error = sqrt(max(0.0, float((n * spread).sum()))) / both
    return lift * exp(-NORMAL_95 * error), lift * exp(NORMAL_95 * error)


def _p(n: IntArray, a: IntArray, b: IntArray, both: int) -> float | None:
    mean = float((a * b / n).sum())
    variances = a * b * (n - a) / n * (n - b) / n / np.maximum(n - 1, 1)
    variance = float(variances.sum())
    if variance <= 0:
        return None
    if variance >= EXACT_BELOW:
        return erfc((both - mean - 0.5) / sqrt(2 * variance)) / 2
    lowest, chances = 0, np.ones(1)
    for size, one, other, spread in zip(n.tolist(), a.tolist(), b.tolist(), variances.tolist(), strict=True):
        start, density = _hypergeometric(size, one, other, spread)
        lowest, chances = lowest + start, np.convolve(chances, density)
    return float(min(1.0, chances[max(0, both - lowest) :].sum()))


def _hypergeometric(n: int, a: int, b: int, variance: float) -> tuple[int, NDArray[np.float64]]:
    """How likely each joint count is, from the one returned first on, if `b` of `n` accounts are drawn blindly."""
    from scipy.special import gammaln  # 0.1 s, where scipy.stats takes a second

    mean, reach = a * b / n, WINDOW * sqrt(variance) + 1
    start, end = max(0, a + b - n, int(mean - reach)), min(a, b, int(mean + reach) + 1)
    k = np.arange(start, end + 1)
    logs = (
        gammaln(a + 1) - gammaln(k + 1) - gammaln(a - k + 1)
        + gammaln(n - a + 1) - gammaln(b - k + 1) - gammaln(n - a - b + k + 1)
        - gammaln(n + 1) + gammaln(b + 1) + gammaln(n - b + 1)
    )  # fmt: skip
    return start, np.exp(logs)
