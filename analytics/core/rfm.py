"""Recency, frequency and monetary scores from 1 (worst) to 5 (best), by stored thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.core.purchases import PurchaseSummary

ScoreArray = NDArray[np.int8]
Edges = tuple[float, float, float, float]

QUINTILES = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class Thresholds:
    """Four inner edges, ascending, for each measure. A value on an edge gets the better of the two scores."""

    recency: Edges
    frequency: Edges
    monetary: Edges

    def __post_init__(self) -> None:
        for name in ("recency", "frequency", "monetary"):
            object.__setattr__(self, name, _edges(name, getattr(self, name)))

    @classmethod
    def fixed(cls) -> Thresholds:
        """Thresholds that do not follow the data: days, deals and money that mean the same everywhere."""
        return cls(
            recency=(30.0, 60.0, 90.0, 180.0),
            frequency=(2.0, 4.0, 7.0, 10.0),
            monetary=(500.0, 1500.0, 3000.0, 5000.0),
        )

    def as_dict(self) -> dict[str, list[float]]:
        """JSON-able; `from_dict` gives the same thresholds back, to the last bit."""
        return {name: list(edges) for name, edges in asdict(self).items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Sequence[float]]) -> Thresholds:
        return cls(
            _edges("recency", stored["recency"]),
            _edges("frequency", stored["frequency"]),
            _edges("monetary", stored["monetary"]),
        )


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of each account, 1 to 5; 5 is the most recent, the most frequent, the most valuable."""

    r: ScoreArray
    f: ScoreArray
    m: ScoreArray

    def __len__(self) -> int:
        return len(self.r)

    @property
    def code(self) -> NDArray[np.int16]:
        """The three digits as one number: 543 is R 5, F 4, M 3."""
        return 100 * self.r.astype(np.int16) + 10 * self.f.astype(np.int16) + self.m.astype(np.int16)


def quantile_thresholds(summary: PurchaseSummary) -> Thresholds:
    """Quintile edges of the accounts' own values, interpolated linearly (Hyndman and Fan 1996, type 7).

    Raises ValueError where there is no account.
    """
    if not len(summary):
        raise ValueError("Quantile thresholds need at least one account.")
    return Thresholds(_quintiles(summary.recency), _quintiles(summary.frequency), _quintiles(summary.monetary))


def score(summary: PurchaseSummary, thresholds: Thresholds) -> Scores:
    """Equal values get equal scores, whatever the other accounts are."""
    return Scores(
        r=(5 - np.searchsorted(thresholds.recency, summary.recency, side="left")).astype(np.int8),
        f=(1 + np.searchsorted(thresholds.frequency, summary.frequency, side="right")).astype(np.int8),
        m=(1 + np.searchsorted(thresholds.monetary, summary.monetary, side="right")).astype(np.int8),
    )


def _quintiles(values: NDArray[np.int64] | NDArray[np.float64]) -> Edges:
    # Interpolation leaves rounding noise, which could part equal values or put an edge below the one before.
    return _edges("quantile", np.round(np.quantile(values, QUINTILES), 6).tolist())


def _edges(name: str, values: Sequence[float]) -> Edges:
    edges = tuple(float(value) for value in values)
    if len(edges) != 4 or not np.isfinite(edges).all() or list(edges) != sorted(edges):
        raise ValueError(f"The {name} thresholds must be four numbers in ascending order.")
    return edges
