"""Whether two figures differ by more than chance would make them."""

from math import sqrt

from analytics.core.proportions import NORMAL_95, wilson


def rate_difference(hits: int, n: int, hits_before: int, n_before: int) -> tuple[float, float] | None:
    """Return the 95 % interval of rate − rate before; None where either has no cases.

    Newcombe 1998, Statistics in Medicine 17, 873-890, method 10: from the Wilson intervals of the two rates.
    """
    now, before = wilson(hits, n), wilson(hits_before, n_before)
    if now is None or before is None:
        return None
    difference = now.rate - before.rate
    return (
        difference - sqrt((now.rate - now.low) ** 2 + (before.high - before.rate) ** 2),
        difference + sqrt((now.high - now.rate) ** 2 + (before.rate - before.low) ** 2),
    )


def mean_difference(
    total: float, squares: float, n: int, total_before: float, squares_before: float, n_before: int
) -> tuple[float, float] | None:
    """Return the 95 % interval of mean − mean before from sums and sums of squares; None with fewer than two of each.

    Welch 1947, Biometrika 34, 28-35, with the normal quantile: the samples of a dashboard are large.
    """
    if n < 2 or n_before < 2:
        return None
    error = sqrt(_variance(total, squares, n) / n + _variance(total_before, squares_before, n_before) / n_before)
    difference = total / n - total_before / n_before
    return difference - NORMAL_95 * error, difference + NORMAL_95 * error


def _variance(total: float, squares: float, n: int) -> float:
    return max(0.0, (squares - total * total / n) / (n - 1))


def is_noise(interval: tuple[float, float] | None) -> bool:
    """Whether an interval of a difference leaves open which of the two is larger."""
    return interval is None or interval[0] <= 0 <= interval[1]
