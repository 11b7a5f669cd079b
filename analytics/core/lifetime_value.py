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

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace

import numpy as np

from analytics.core.purchases import FloatArray, PurchaseSummary

HORIZON_DAYS = 365
MONTHS = 12
DAYS_PER_MONTH = 30
MONTHLY_DISCOUNT = 0.01

# A mean dropout below this changes no forecast within double precision.
NO_DROPOUT = 1e-12
# The closed form divides by a - 1 and by a + b + x - 1; the model itself is smooth there.
NUDGE = 1e-7
# Where a and b are both above this, the hypergeometric function loses digits and the quadrature does not.
SMOOTH_BETA = 4.0
QUADRATURE_STEPS = np.arange(-15.0, 10.6, 0.5)


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
    return Forecast(
        purchases=expected_purchases(summary, model, HORIZON_DAYS),
        p_alive=probability_alive(summary, model),
        cltv=_discounted(
            lambda days: expected_purchases(summary, model, days), expected_value(summary, value)
        ),
    )


def baseline_forecast(summary: PurchaseSummary, model: Baseline) -> Forecast:
    """Shrunken rate × shrunken value, discounted in the same way."""
    return Forecast(
        purchases=baseline_purchases(summary, model, HORIZON_DAYS),
        p_alive=None,
        cltv=_discounted(
            lambda days: baseline_purchases(summary, model, days), baseline_value(summary, model)
        ),
    )


def expected_purchases(summary: PurchaseSummary, model: BgNbd, days: float) -> FloatArray:
    """Expected purchase days within `days` from the as-of day: Fader, Hardie and Lee (2005), equation 10."""
    shape = np.asarray(model.r + summary.repeats, dtype=np.float64)
    reach = np.asarray(days / (model.alpha + summary.T), dtype=np.float64)
    if model.mean_dropout < NO_DROPOUT:
        alive = shape * reach
    elif min(model.a, model.b) > SMOOTH_BETA:
        alive = _purchases_by_quadrature(summary, model, shape, reach)
    else:
        alive = _purchases_in_closed_form(summary, model, reach)
    # Rounding of the closed form can pass the bounds by its last digits.
    return np.clip(alive, 0.0, shape * reach) * probability_alive(summary, model)


def probability_alive(summary: PurchaseSummary, model: BgNbd) -> FloatArray:
    """P(alive) on the as-of day, 1 without a repeat purchase: Fader and Hardie (2008), equation 7."""
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
    if model.value_within <= 0 or model.value_between <= 0:
        return np.full(len(summary), model.value_mean)
    return (own + model.value_within * model.value_mean) / (weight + model.value_within)


def _purchases_in_closed_form(summary: PurchaseSummary, model: BgNbd, reach: FloatArray) -> FloatArray:
    """Equation 10 for an account that is alive, in the one of the two forms of its 2F1 that cannot overflow.

    2F1(A, B; C; z) is bounded for C > A + B; otherwise Euler's transformation of it is.
    """
    from scipy import special

    model = _away_from_poles(model)
    shape = np.asarray(model.r + summary.repeats, dtype=np.float64)
    total = model.a + model.b + summary.repeats - 1
    bounded = model.a - 1 > shape
    first = np.where(bounded, shape, model.a + model.b - 1 - model.r)
    second = np.where(bounded, model.b + summary.repeats, model.a - 1)
    power = np.where(bounded, -shape, 1 - model.a)
    curve = special.hyp2f1(first, second, total, reach / (1 + reach))
    growth = special.expm1(power * special.log1p(reach)) + 1
    closed: FloatArray = total / (model.a - 1) * (1 - growth * curve)
    lost = ~np.isfinite(closed)
    if lost.any():
        closed[lost] = _purchases_by_quadrature(summary.take(lost), model, shape[lost], reach[lost])
    return closed


def _away_from_poles(model: BgNbd) -> BgNbd:
    mass = model.a + model.b
    if mass < NUDGE:
        model = replace(model, a=model.a / mass * NUDGE, b=model.b / mass * NUDGE)
    if abs(model.a - 1) < NUDGE:
        model = replace(model, a=1 + NUDGE)
    if abs(model.a + model.b - 1) < NUDGE:
        model = replace(model, b=model.b + 2 * NUDGE)
    return model


def _purchases_by_quadrature(
    summary: PurchaseSummary, model: BgNbd, shape: FloatArray, reach: FloatArray
) -> FloatArray:
    """The same expectation as an integral over the dropout p of an account that is alive, beta(a, b + x).

    Given p, and with the rate integrated out, it is (1 - (1 + p·reach)^-shape) / p. On the scale of
    log(p / (1 - p)) the density is nearly normal, where the trapezoid rule converges exponentially.
    """
    from scipy import special

    rest = model.b + summary.repeats
    centre = special.digamma(model.a) - special.digamma(rest)
    spread = np.sqrt(special.polygamma(1, model.a) + special.polygamma(1, rest))
    peak = model.a * special.log_expit(centre) + rest * special.log_expit(-centre)
    total, mass = np.zeros(len(summary)), np.zeros(len(summary))
    for step in QUADRATURE_STEPS:
        logit = centre + step * spread
        log_density = model.a * special.log_expit(logit) + rest * special.log_expit(-logit) - peak
        density = special.expm1(log_density) + 1
        # Not 0, where the quotient below has its limit but no value.
        dropout = np.maximum(special.expit(logit), 1e-290)
        total += density * -special.expm1(-shape * special.log1p(dropout * reach)) / dropout
        mass += density
    return total / mass


def _discounted(purchases_within: Callable[[float], FloatArray], value: FloatArray) -> FloatArray:
    total = np.zeros(len(value))
    before = np.zeros(len(value))
    for month in range(1, MONTHS + 1):
        now = purchases_within(month * DAYS_PER_MONTH)
        total += value * (now - before) / (1 + MONTHLY_DISCOUNT) ** month
        before = now
    return total
