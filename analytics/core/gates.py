"""What has to hold before the figures of BG/NBD × Gamma-Gamma may be shown, each gate with its number."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from analytics.core.calibration import HARMLESS_CORRELATION, Calibration
from analytics.core.holdout import HoldOut

# The 95 % quantile of chi-square with one degree of freedom: beyond it the interval of dropout excludes 0.
# At the boundary the true level is 2.5 %, so that P(alive) is rather hidden than invented.
CRITICAL_RATIO = 3.84


@dataclass(frozen=True)
class Gate:
    """`value` passes beside `needed`; None where it could not be computed, and then the gate is shut.

    dropout: likelihood ratio, above the critical one
    value: q of Gamma-Gamma, above 1
    independence: correlation of frequency and value, harmless up to .15 either way, or no more than chance
    purchases, revenue: the model's mean error per account in the held-out days, at least 1 % below the baseline's
    """

    gate: str
    passed: bool
    value: float | None
    needed: float | None

    def as_dict(self) -> dict[str, str | bool | float | None]:
        return asdict(self)


def gates(models: Calibration, test: HoldOut | None) -> list[Gate]:
    """Every gate, in the order in which they are asked."""
    ratio, worth = models.likelihood_ratio, models.gamma_gamma
    q = worth.q if worth else None
    return [
        Gate("dropout", ratio is not None and ratio > CRITICAL_RATIO, ratio, CRITICAL_RATIO),
        Gate("value", q is not None and q > 1, q, 1.0),
        Gate("independence", worth is not None and not models.correlated, models.correlation, HARMLESS_CORRELATION),
        *_tested(test),
    ]


def _tested(test: HoldOut | None) -> list[Gate]:
    if test is None:
        return [Gate("purchases", False, None, None), Gate("revenue", False, None, None)]
    model, base = test.champion, test.baseline
    return [
        Gate("purchases", test.champion_wins_purchases, model.purchases_mae if model else None, base.purchases_mae),
        Gate("revenue", test.champion_wins_revenue, model.revenue_mae if model else None, base.revenue_mae),
    ]
