"""Expected purchases, the probability of still being a customer, and 12-month customer lifetime value.

Sources:
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way: an alternative to the Pareto/NBD
    model. Marketing Science 24(2), 275-284: BG/NBD.
    Fader and Hardie (2008), Computing P(alive) using the BG/NBD model.
    Fader and Hardie (2013), The Gamma-Gamma model of monetary value.
    Schmittlein, Morrison and Colombo (1987), Counting your customers: NBD. Management Science 33(1), 1-24.
    Bühlmann and Straub (1970), Glaubwürdigkeit für Schadensätze: shrunken means of unequal groups.

Only functions of scipy.special and plain arithmetic are used, element by element: numpy's own exp, log and
power choose their instructions by the length of the array, so an account could score differently in a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np

from analytics.core.alive import purchases_while_alive
from analytics.core.purchases import FloatArray, PurchaseSummary

HORIZON_DAYS = 365
MONTH_ENDS = tuple(range(30, 361, 30))
MONTHLY_DISCOUNT = 0.01


class _Parameters:
    """Parameters that are finite and positive (or, where a model allows it, zero)."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            number = getattr(self, field.name)
            if not (np.isfinite(number) and number >= 0):
                raise ValueError(f"The parameter {field.name} must be a number that is not negative.")

    def as_dict(self) -> dict[str, float]:
        return {name: float(number) for name, number in asdict(self).items()}  # type: ignore[call-overload]


@dataclass(frozen=True)
class BgNbd(_Parameters):
    """Purchase rates are gamma(r, alpha) per day, dropout after a purchase is beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float

    @property
    def mean_dropout(self) -> float:
        return self.a / (self.a + self.b) if self.a > 0 else 0.0


@dataclass(frozen=True)
class GammaGamma(_Parameters):
    """Values of purchases are gamma(p, nu) with nu gamma(q, v) over accounts; a mean exists for q > 1."""

    p: float
    q: float
    v: float


@dataclass(frozen=True)
class Baseline(_Parameters):
    """Own rate and own value, each shrunken towards all accounts.

    Rates are gamma(r, alpha) per day without dropout. Values of a purchase day vary by `value_within`
    (a variance) inside an account and by `value_between` over accounts around `value_mean`.
    """

    r: float
    alpha: float
    value_mean: float
    value_within: float
    value_between: float


@dataclass(frozen=True, eq=False)
class Forecast:
    """One entry per account: purchase days in the next 365 days, P(alive) or None, CLTV over 12 months."""

    purchases: FloatArray
    p_alive: FloatArray | None
    cltv: FloatArray


def bg_nbd_forecast(summary: PurchaseSummary, model: BgNbd, value: GammaGamma) -> Forecast:
    """BG/NBD × Gamma-Gamma; months of 30 days, month i discounted by 1.01 to the power of i."""
    # Purchases depend on when an account bought alone: those that bought alike are computed once.
    _, first, same = np.unique(summary.pattern, return_index=True, return_inverse=True)
    pattern = summary.take(first)
    *by_month, year = _purchases_within(pattern, model, [*MONTH_ENDS, HORIZON_DAYS])
    return Forecast(
        purchases=year[same],
        p_alive=probability_alive(pattern, model)[same],
        cltv=_discounted(by_month)[same] * expected_value(summary, value),
    )


def baseline_forecast(summary: PurchaseSummary, model: Baseline) -> Forecast:
    """Shrunken rate × shrunken value, discounted in the same way."""
    by_month = [baseline_purchases(summary, model, days) for days in MONTH_ENDS]
    return Forecast(
        purchases=baseline_purchases(summary, model, HORIZON_DAYS),
        p_alive=None,
        cltv=_discounted(by_month) * baseline_value(summary, model),
    )


def expected_purchases(summary: PurchaseSummary, model: BgNbd, days: float) -> FloatArray:
    """Expected purchase days within `days` from the as-of day: Fader, Hardie and Lee (2005), equation 10."""
    return _purchases_within(summary, model, [days])[0]


def probability_alive(summary: PurchaseSummary, model: BgNbd) -> FloatArray:
    """P(alive) on the as-of day, 1 without a repeat purchase: Fader and Hardie (2008)."""
    from scipy import special

    if model.a == 0:
        return np.ones(len(summary))
    later = np.maximum(summary.repeats - 1, 0)
    silence = special.log1p(summary.recency / (model.alpha + summary.t_x))
    odds = model.a / (model.b + later)
    log_odds = (model.r + summary.repeats) * silence + special.xlogy(1.0, odds)
    return np.where(summary.repeats == 0, 1.0, special.expit(-log_odds))


def expected_value(summary: PurchaseSummary, model: GammaGamma) -> FloatArray:
    """Expected value of a purchase day of each account: Fader and Hardie (2013), equation 5.

    Raises ValueError for q of 1 or less, where the population has no mean.
    """
    if model.q <= 1:
        raise ValueError("The Gamma-Gamma model has a mean only for q above 1.")
    total = model.v + summary.repeats * summary.repeat_value
    return model.p * total / (model.p * summary.repeats + (model.q - 1))


def baseline_purchases(summary: PurchaseSummary, model: Baseline, days: float) -> FloatArray:
    """Empirical Bayes: the posterior mean of a gamma rate, (r + x) / (alpha + T), times the days."""
    return (model.r + summary.repeats) / (model.alpha + summary.T) * days


def baseline_value(summary: PurchaseSummary, model: Baseline) -> FloatArray:
    """Credibility estimate of Bühlmann and Straub: own mean and population mean by their precision."""
    own = model.value_between * summary.monetary
    weight = model.value_between * summary.purchase_days
    # Where purchases of an account do not vary, the formula is the account's own mean; this is where accounts do not.
    if model.value_between <= 0:
        return np.full(len(summary), model.value_mean)
    return (own + model.value_within * model.value_mean) / (weight + model.value_within)


def _purchases_within(summary: PurchaseSummary, model: BgNbd, horizons: Sequence[float]) -> list[FloatArray]:
    alive = purchases_while_alive(
        model.r + summary.repeats, model.alpha + summary.T, model.a, model.b, summary.repeats, horizons
    )
    chance = probability_alive(summary, model)
    return [purchases * chance for purchases in alive]


def _discounted(purchases: Sequence[FloatArray]) -> FloatArray:
    """What purchases of 1 are worth now; `purchases` are cumulative, by the end of each month."""
    total = np.zeros_like(purchases[0])
    before = np.zeros_like(total)
    for month, now in enumerate(purchases, start=1):
        total += (now - before) / (1 + MONTHLY_DISCOUNT) ** month
        before = now
    return total
