"""Parametric bootstrap: how much the parameters of a fit would differ with other accounts of the same kind.

Purchases are simulated from the fitted model for the same observation times, and the model is fitted to them, again
and again (Efron and Tibshirani 1993, An introduction to the bootstrap, section 6.5). What is drawn is what a model's
likelihood needs: counts, the day of the last purchase, sums of values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from analytics.core.calibration import Calibration, baseline_of
from analytics.core.estimation import Patterns, fit_bg_nbd, fit_gamma_gamma, fit_nbd, value_spread
from analytics.core.intervals import LEAST, Draws, gamma_of
from analytics.core.lifetime_value import Baseline, BgNbd, GammaGamma
from analytics.core.purchases import FloatArray, IntArray, PurchaseDays, PurchaseSummary

DRAWS = 50
# Of more accounts so many are simulated, drawn by chance. The spread of estimates goes with 1 / sqrt(accounts), so
# that of 100,000 it is a tenth of that of 1,000: draws are pulled towards the fit by sqrt(simulated / all).
MOST_ACCOUNTS = 1000
MOST_VALUES = 100_000
SEED = 1993

Refit = Callable[[np.random.Generator, IntArray], dict[str, float] | None]


def parameter_draws(summary: PurchaseSummary, models: Calibration, model: str, seed: int = SEED) -> Draws:
    """Draws of the parameters of `model`, "baseline" or "bg_nbd"; the fit alone where no simulation can be fitted."""
    if model == "bg_nbd":
        assert models.bg_nbd is not None  # noqa: S101 - else it is not shown
        assert models.gamma_gamma is not None  # noqa: S101 - nor this
        fitted = asdict(models.bg_nbd.model) | asdict(models.gamma_gamma)
        refit = _refit_bg_nbd(models.bg_nbd.model, models.gamma_gamma)
    else:
        fitted = asdict(models.baseline)
        refit = _refit_baseline(models.baseline, models.pooled)
    chance = np.random.default_rng(seed)
    observed = summary.T
    if len(observed) > MOST_ACCOUNTS:
        observed = chance.choice(observed, MOST_ACCOUNTS, replace=False)
    found = [again for _ in range(DRAWS) if len(observed) and (again := refit(chance, observed))] or [fitted]
    pull = float(np.sqrt(len(observed) / max(len(summary), 1)))
    columns = {name: [_pulled(again[name], fitted[name], pull) for again in found] for name in fitted}
    return Draws(model, {name: np.array(column) for name, column in columns.items()})


def _pulled(drawn: float, fitted: float, pull: float) -> float:
    """Draws scatter around the fit; on the scale of logarithms, where estimates are more nearly normal."""
    if drawn > 0 and fitted > 0:
        return fitted * float((drawn / fitted) ** pull)
    return fitted + (drawn - fitted) * pull


def _refit_baseline(model: Baseline, pooled: bool) -> Refit:
    def refit(chance: np.random.Generator, observed: IntArray) -> dict[str, float] | None:
        repeats = chance.poisson(chance.standard_gamma(model.r, len(observed)) / model.alpha * observed)
        data = Patterns(repeats, observed, observed, np.ones(len(observed), dtype=np.int64))
        nbd = None if pooled else fit_nbd(data, (model.r, model.alpha))
        if nbd is None and not pooled:
            return None
        return asdict(baseline_of(repeats, observed, nbd, value_spread(_values(chance, model, repeats + 1))))

    return refit


def _values(chance: np.random.Generator, model: Baseline, counts: IntArray) -> PurchaseDays:
    """Purchase values by the baseline, gamma inside and between accounts; their days are numbered."""
    counts = np.minimum(counts, max(MOST_VALUES // len(counts), 1))
    owner = np.repeat(np.arange(len(counts)), counts)
    own = gamma_of(chance, np.full(len(counts), model.value_mean), np.full(len(counts), model.value_between))
    value = gamma_of(chance, own[owner], np.full(len(owner), model.value_within))
    ones = np.ones(len(owner), dtype=np.int64)
    return PurchaseDays(np.arange(len(counts)), owner, np.arange(len(owner)), value, ones)


def _refit_bg_nbd(model: BgNbd, value: GammaGamma) -> Refit:
    def refit(chance: np.random.Generator, observed: IntArray) -> dict[str, float] | None:
        data = _simulated(chance, model, observed)
        if not data.repeats.any():
            return None
        found = fit_bg_nbd(data, start=model)
        worth = fit_gamma_gamma(data.repeats, _mean_values(chance, value, data.repeats), start=value)
        # Without a mean value, or without one of the models, this draw says nothing of lifetime value.
        if found is None or worth is None or worth.q <= 1:
            return None
        return asdict(found.model) | asdict(worth)

    return refit


def _simulated(chance: np.random.Generator, model: BgNbd, observed: IntArray) -> Patterns:
    """Repeat purchases x and the day of the last one, t_x, of accounts observed for so many days each.

    Without dropout there would be n, Poisson; the account leaves after the k-th of them, k geometric. The x-th of n
    uniform days is beta(x, n + 1 - x).
    """
    size = len(observed)
    rate = chance.standard_gamma(model.r, size) / model.alpha
    dropout = chance.beta(max(model.a, LEAST), max(model.b, LEAST), size)
    without = chance.poisson(rate * observed)
    repeats = np.minimum(without, chance.geometric(np.clip(dropout, LEAST, 1.0)))
    share = chance.beta(np.maximum(repeats, 1), np.maximum(without + 1 - repeats, 1))
    t_x = np.where(repeats > 0, np.ceil(share * observed), 0.0).astype(np.int64)
    return Patterns(repeats.astype(np.int64), np.minimum(t_x, observed), observed, np.ones(size, dtype=np.int64))


def _mean_values(chance: np.random.Generator, value: GammaGamma, repeats: IntArray) -> FloatArray:
    own = np.maximum(chance.standard_gamma(value.q, len(repeats)) / value.v, LEAST)
    sums = chance.standard_gamma(value.p * repeats) / own
    return sums / np.maximum(repeats, 1)
