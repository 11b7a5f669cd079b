"""Whether the rates of several groups differ by more than chance would make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEVEL = 0.05


@dataclass(frozen=True)
class Homogeneity:
    """Pearson's chi-square of so many groups against one rate for all of them.

    `p` is None where the counts are too small for the approximation behind it: then nothing can be said.
    """

    groups: int
    statistic: float
    p: float | None

    @property
    def degrees(self) -> int:
        return self.groups - 1

    @property
    def differ(self) -> bool:
        """Whether chance alone would hardly make the rates differ so."""
        return self.p is not None and self.p < LEVEL


def homogeneity(hits: Sequence[int], totals: Sequence[int]) -> Homogeneity | None:
    """Test whether groups with so many hits of so many trials share one rate; None with fewer than two groups.

    Groups without trials count as none. `p` follows Cochran's rule (1954, Biometrics 10, 417-451): no expected count
    below 1, at most a fifth of them below 5. Raises ValueError for counts that cannot be.
    """
    groups = [(hit, total) for hit, total in zip(hits, totals, strict=True) if total or hit]
    if any(not 0 <= hit <= total for hit, total in groups):
        raise ValueError("There must be 0 or more hits in each group, and no more than trials.")
    if len(groups) < 2:
        return None
    rate = sum(hit for hit, _ in groups) / sum(total for _, total in groups)
    if rate in {0.0, 1.0}:
        return Homogeneity(len(groups), 0.0, None)
    statistic = sum((hit - total * rate) ** 2 / (total * rate * (1 - rate)) for hit, total in groups)
    expected = [total * share for _, total in groups for share in (rate, 1 - rate)]
    return Homogeneity(len(groups), statistic, _p(statistic, len(groups) - 1) if _large(expected) else None)


def _large(expected: Sequence[float]) -> bool:
    return min(expected) >= 1 and sum(count < 5 for count in expected) <= len(expected) / 5


def _p(statistic: float, degrees: int) -> float:
    from scipy.special import chdtrc  # 0.1 s, where scipy.stats takes a second

    return float(chdtrc(degrees, statistic))
