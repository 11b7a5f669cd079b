"""Back-test: fit on what was known a quarter ago, predict the quarter, compare with what happened."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from analytics.core.calibration import Calibration, calibrate
from analytics.core.intervals import Draws, revenue_interval
from analytics.core.lifetime_value import (
    baseline_purchases,
    baseline_value,
    expected_purchases,
    expected_value,
)
from analytics.core.purchases import Day, FloatArray, PurchaseDays, PurchaseSummary, day_number

QUARTER_DAYS = 92
# Calibration needs at least twice the time that it predicts.
WINDOW_SHARE = 3
# Accounts are shown side by side in ten groups, or in fewer: a mean of five tells nobody's own revenue.
MOST_GROUPS, LEAST_IN_GROUP = 10, 5
# Of how many accounts the intervals are held against what happened: their share is then known to 2 points.
COVERAGE_ACCOUNTS = 500
# Without dropout both models say the same up to rounding: better is what is better by a share that one can see.
LEAST_GAIN = 0.01
COVERAGE_SEED = 1987


@dataclass(frozen=True)
class Errors:
    """Errors per account over the held-out days. Total errors are shares: 0.13 is 13 % too much.

    None is what cannot be computed: revenue without a value model, ranks without differences, a share of 0.
    `coverage` is the share of accounts whose revenue lay in their 80 % interval.
    """

    purchases_mae: float
    purchases_rank_correlation: float | None
    purchases_total_error: float | None
    revenue_mae: float | None
    revenue_rank_correlation: float | None
    revenue_total_error: float | None
    coverage: float | None


@dataclass(frozen=True)
class Group:
    """Accounts of like expected revenue, by the baseline: what each brought and was to bring, on average, in $."""

    accounts: int
    actual: float
    baseline: float
    champion: float | None


@dataclass(frozen=True)
class HoldOut:
    """Both models on the accounts that had bought before; no champion where it could not be fitted."""

    calibrated_until: str
    days: int
    accounts: int
    baseline: Errors
    champion: Errors | None
    groups: list[Group]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @property
    def champion_wins_purchases(self) -> bool:
        return self.champion is not None and _beats(self.champion.purchases_mae, self.baseline.purchases_mae)

    @property
    def champion_wins_revenue(self) -> bool:
        """Whether the champion's error of revenue is computable, and clearly below the baseline's."""
        if self.champion is None or self.champion.revenue_mae is None or self.baseline.revenue_mae is None:
            return False
        return _beats(self.champion.revenue_mae, self.baseline.revenue_mae)


def _beats(ours: float, theirs: float) -> bool:
    return ours < (1 - LEAST_GAIN) * theirs


def back_test(days: PurchaseDays, as_of: Day) -> HoldOut | None:
    """Hold out the last 92 days, or a third of a shorter window; None where that leaves no day."""
    today = day_number(as_of)
    length = min(QUARTER_DAYS, (today - int(days.day.min())) // WINDOW_SHARE) if len(days.day) else 0
    if length < 1:
        return None
    cut = today - length
    known = days.until(cut)
    summary = known.summary(cut)
    purchases, revenue = _later(days, known, cut)
    models = calibrate(known, summary)
    baseline = _baseline(models, summary, length)
    champion = _champion(models, summary, length)
    return HoldOut(
        calibrated_until=str(np.datetime64(cut, "D")),
        days=length,
        accounts=len(summary),
        baseline=_errors(baseline, purchases, revenue),
        champion=_errors(champion, purchases, revenue) if champion else None,
        groups=_groups(baseline, champion, revenue),
    )


def _later(days: PurchaseDays, known: PurchaseDays, cut: int) -> tuple[FloatArray, FloatArray]:
    """Purchase days and revenue after the cut of the accounts that were known at the cut."""
    late = days.day > cut
    size = len(days.accounts)
    which = np.searchsorted(days.accounts, known.accounts)
    purchases = np.bincount(days.owner[late], minlength=size)[which].astype(np.float64)
    revenue = np.bincount(days.owner[late], weights=days.value[late], minlength=size)[which]
    return purchases, revenue.astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Predicted:
    """Of each account: purchase days, revenue (None without a valid value model), and how to draw an interval."""

    summary: PurchaseSummary
    days: int
    purchases: FloatArray
    revenue: FloatArray | None
    draws: Draws | None


def _baseline(models: Calibration, summary: PurchaseSummary, length: int) -> _Predicted:
    expected = baseline_purchases(summary, models.baseline, length)
    revenue = expected * baseline_value(summary, models.baseline)
    return _Predicted(summary, length, expected, revenue, Draws.of("baseline", models.baseline))


def _champion(models: Calibration, summary: PurchaseSummary, length: int) -> _Predicted | None:
    if models.bg_nbd is None:
        return None
    expected = expected_purchases(summary, models.bg_nbd.model, length)
    value = models.value_model
    if value is None:
        return _Predicted(summary, length, expected, None, None)
    draws = Draws.of("bg_nbd", models.bg_nbd.model, value)
    return _Predicted(summary, length, expected, expected * expected_value(summary, value), draws)


def _errors(predicted: _Predicted, purchases: FloatArray, revenue: FloatArray) -> Errors:
    expected, worth = predicted.purchases, predicted.revenue
    return Errors(
        purchases_mae=float(np.abs(expected - purchases).mean()),
        purchases_rank_correlation=_rank_correlation(expected, purchases),
        purchases_total_error=_total_error(expected, purchases),
        revenue_mae=None if worth is None else float(np.abs(worth - revenue).mean()),
        revenue_rank_correlation=None if worth is None else _rank_correlation(worth, revenue),
        revenue_total_error=None if worth is None else _total_error(worth, revenue),
        coverage=_coverage(predicted, revenue),
    )


def _coverage(predicted: _Predicted, revenue: FloatArray) -> float | None:
    """How often the interval held; the parameters are taken as known, as a quarter ago they were fitted once."""
    if predicted.draws is None:
        return None
    size = len(revenue)
    some = np.arange(size)
    if size > COVERAGE_ACCOUNTS:
        some = np.random.default_rng(COVERAGE_SEED).choice(size, COVERAGE_ACCOUNTS, replace=False)
    found = revenue_interval(predicted.summary.take(some), predicted.draws, predicted.days)
    return float(((found.low <= revenue[some]) & (revenue[some] <= found.high)).mean())


def _groups(baseline: _Predicted, champion: _Predicted | None, revenue: FloatArray) -> list[Group]:
    """Equal groups from the least expected revenue to the most; none of too few accounts."""
    assert baseline.revenue is not None  # noqa: S101 - the baseline always has one
    order = np.argsort(baseline.revenue, kind="stable")
    count = min(MOST_GROUPS, len(order) // LEAST_IN_GROUP)
    other = champion.revenue if champion else None
    return [
        Group(
            accounts=len(which),
            actual=round(float(revenue[which].mean()), 2),
            baseline=round(float(baseline.revenue[which].mean()), 2),
            champion=None if other is None else round(float(other[which].mean()), 2),
        )
        for which in (np.array_split(order, count) if count else [])
    ]


def _total_error(expected: FloatArray, actual: FloatArray) -> float | None:
    return float(expected.sum() / actual.sum() - 1) if actual.sum() > 0 else None


def _rank_correlation(expected: FloatArray, actual: FloatArray) -> float | None:
    """Spearman's; ties share their mean rank."""
    from scipy.stats import rankdata

    x, y = rankdata(expected), rankdata(actual)
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / scale if scale > 0 else None
