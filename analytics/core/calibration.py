"""All models of one observation window: the champion's, and the baseline's, which there always is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.core.estimation import (
    BgNbdFit,
    NbdFit,
    ValueSpread,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_nbd,
    patterns,
    value_spread,
)
from analytics.core.lifetime_value import Baseline, GammaGamma
from analytics.core.purchases import IntArray, PurchaseDays, PurchaseSummary

# Fewer accounts than this say nothing about how accounts differ.
ENOUGH_ACCOUNTS = 20
# Where no search without a penalty converges. It moves r and alpha, so it is the last resort.
FALLBACK_PENALIZER = 0.005
# What an unknown account is taken to have shown before: half a purchase in half a year.
PRIOR_PURCHASES, PRIOR_DAYS = 0.5, 182.5
# The .11 of the CDNOW data is the literature's example of independence: a correlation has to be worse, and
# more than chance, to count against the model.
HARMLESS_CORRELATION = 0.15


@dataclass(frozen=True)
class Calibration:
    """What one window says. `pooled` tells that the baseline's rate is one for all accounts."""

    bg_nbd: BgNbdFit | None
    nbd: NbdFit | None
    gamma_gamma: GammaGamma | None
    baseline: Baseline
    pooled: bool
    correlation: float | None
    correlated: bool

    @property
    def value_model(self) -> GammaGamma | None:
        """The Gamma-Gamma model where it may be used: with a mean, and values independent of frequency."""
        if self.gamma_gamma is None or self.gamma_gamma.q <= 1 or self.correlated:
            return None
        return self.gamma_gamma

    @property
    def likelihood_ratio(self) -> float | None:
        """Twice the gain in log-likelihood from letting accounts drop out; never negative."""
        if self.bg_nbd is None or self.nbd is None:
            return None
        return max(2 * (self.bg_nbd.log_likelihood - self.nbd.log_likelihood), 0.0)


def calibrate(days: PurchaseDays, summary: PurchaseSummary) -> Calibration:
    """Fit what the data can carry: BG/NBD and Gamma-Gamma from 20 accounts with a repeat purchase on."""
    repeaters = summary.repeats > 0
    nbd = fit_nbd(patterns(summary)) if len(summary) >= ENOUGH_ACCOUNTS else None
    baseline = baseline_of(summary.repeats, summary.T, nbd, value_spread(days))
    if nbd is None or repeaters.sum() < ENOUGH_ACCOUNTS:
        return Calibration(None, nbd, None, baseline, nbd is None, None, False)
    data = patterns(summary)
    correlation, correlated = _correlation(summary.take(repeaters))
    return Calibration(
        fit_bg_nbd(data, start=nbd) or fit_bg_nbd(data, FALLBACK_PENALIZER),
        nbd,
        fit_gamma_gamma(summary.repeats, summary.repeat_value),
        baseline,
        False,
        correlation,
        correlated,
    )


def baseline_of(repeats: IntArray, observed: IntArray, nbd: NbdFit | None, spread: ValueSpread) -> Baseline:
    """The baseline from repeat purchases and days observed; without an NBD, with one rate for all accounts."""
    if nbd is not None:
        r, alpha = nbd.r, nbd.alpha
    else:
        r = 1.0
        alpha = (float(observed.sum()) + PRIOR_DAYS) / (float(repeats.sum()) + PRIOR_PURCHASES)
    return Baseline(r, alpha, spread.mean, spread.within, spread.between)


def _correlation(repeaters: PurchaseSummary) -> tuple[float | None, bool]:
    """Pearson's r of repeat purchases and their value, and whether it counts (Fisher's z, 95 %)."""
    x, value = repeaters.repeats.astype(np.float64), repeaters.repeat_value
    x, value = x - x.mean(), value - value.mean()
    scale = float(np.sqrt((x @ x) * (value @ value)))
    if scale <= 0:
        return None, False
    r = float(np.clip(x @ value / scale, -1.0, 1.0))
    z = abs(float(np.arctanh(np.clip(r, -0.999999, 0.999999)))) * float(np.sqrt(len(x) - 3))
    return r, z > 1.96 and abs(r) > HARMLESS_CORRELATION
