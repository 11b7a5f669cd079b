"""What a share of so many tells about the rate behind it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """A rate from 0 to 1 with its 95 % interval."""

    rate: float
    low: float
    high: float


def wilson(successes: int, trials: int) -> Interval | None:
    """The score interval of a rate (Wilson 1927); None where nothing was tried.

    Raises ValueError for counts that cannot be.
    """
    if not 0 <= successes <= trials:
        raise ValueError("There must be 0 or more successes, and no more than trials.")
    if trials == 0:
        return None
    rate, square = successes / trials, NORMAL_95**2
    middle = (rate + square / (2 * trials)) / (1 + square / trials)
    half = NORMAL_95 / (1 + square / trials) * sqrt(rate * (1 - rate) / trials + square / (4 * trials**2))
    # At 0 and 1 an end of the interval is that rate itself; rounding must not carry it beyond.
    return Interval(rate, max(0.0, middle - half), min(1.0, middle + half))
