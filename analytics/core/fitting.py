"""The nightly fit: thresholds, models, gates and the back-test that decides which model is shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.core.bootstrap import parameter_draws
from analytics.core.calibration import ENOUGH_ACCOUNTS, Calibration, calibrate
from analytics.core.derived import ranges
from analytics.core.holdout import HoldOut, back_test
from analytics.core.purchases import Day, PurchaseDays, PurchaseSummary, collect, day_number
from analytics.core.rfm import Thresholds, quantile_thresholds

# The 95 % quantile of chi-square with one degree of freedom: beyond it the interval of dropout excludes 0.
# At the boundary the true level is 2.5 %, so that P(alive) is rather hidden than invented.
CRITICAL_RATIO = 3.84


@dataclass(frozen=True)
class Fitted:
    """A nightly fit, all JSON-able, without NaN or infinity.

    parameters: thresholds, bg_nbd and gamma_gamma (or None), baseline, shown ("bg_nbd" or "baseline"),
        p_alive_shown: what `scoring.score_all` takes; draws of the shown model's parameters, for
        `intervals.cltv_interval`; ranges, for `derived.engagement`
    metrics: what was fitted, its likelihoods, which gates it passed, and the errors of both models in the held-out
        days
    reasons: sentences about thresholds, baseline, bg_nbd, gamma_gamma, holdout, shown and p_alive
    """

    parameters: dict[str, Any]
    metrics: dict[str, Any]
    reasons: dict[str, str]


@dataclass(frozen=True)
class _Gates:
    """What has to hold before a model's figures may be shown."""

    dropout: bool
    value: bool
    purchases_beat: bool
    revenue_beat: bool

    @property
    def champion(self) -> bool:
        return self.dropout and self.value and self.purchases_beat and self.revenue_beat

    @property
    def p_alive(self) -> bool:
        # P(alive) needs no values, but a model that predicts purchases worse is wrong about who is left.
        return self.dropout and self.purchases_beat


def fit(account: ArrayLike, day: ArrayLike, value: ArrayLike, wins: ArrayLike, as_of: Day) -> Fitted:
    """Fit everything on rows of (account, day, won revenue, wins) up to the as-of day.

    BG/NBD × Gamma-Gamma is shown only if dropout is identifiable, the value model is valid and both errors in
    the held-out days are below the baseline's. Never fails for want of data: `reasons` says what is missing.
    """
    days = collect(account, day, value, wins, as_of)
    summary = days.summary(as_of)
    models = calibrate(days, summary)
    test = back_test(days, as_of)
    gates = _judge(models, test)
    return Fitted(
        parameters=_parameters(summary, models, gates),
        metrics=_metrics(days, summary, models, test, as_of) | {"gates": asdict(gates)},
        reasons=_reasons(summary, models, test, gates),
    )


def _judge(models: Calibration, test: HoldOut | None) -> _Gates:
    ratio = models.likelihood_ratio
    return _Gates(
        dropout=ratio is not None and ratio > CRITICAL_RATIO,
        value=models.value_model is not None,
        purchases_beat=test is not None and test.champion_wins_purchases,
        revenue_beat=test is not None and test.champion_wins_revenue,
    )


def _parameters(summary: PurchaseSummary, models: Calibration, gates: _Gates) -> dict[str, Any]:
    thresholds = quantile_thresholds(summary) if len(summary) else Thresholds.fixed()
    shown = "bg_nbd" if gates.champion else "baseline"
    return {
        "thresholds": thresholds.as_dict(),
        "bg_nbd": models.bg_nbd and models.bg_nbd.model.as_dict(),
        "gamma_gamma": models.gamma_gamma and models.gamma_gamma.as_dict(),
        "baseline": models.baseline.as_dict(),
        "shown": shown,
        "p_alive_shown": gates.p_alive,
        "draws": parameter_draws(summary, models, shown).as_dict(),
        "ranges": ranges(summary),
    }


def _metrics(
    days: PurchaseDays, summary: PurchaseSummary, models: Calibration, test: HoldOut | None, as_of: Day
) -> dict[str, Any]:
    window = [int(days.day.min()), int(days.day.max())] if len(days.day) else []
    bg_nbd = models.bg_nbd
    return {
        "as_of": str(np.datetime64(day_number(as_of), "D")),
        "window": [str(np.datetime64(edge, "D")) for edge in window],
        "accounts": len(summary),
        "repeat_accounts": int((summary.repeats > 0).sum()),
        "purchase_days": int(summary.purchase_days.sum()),
        "bg_nbd_log_likelihood": bg_nbd and bg_nbd.log_likelihood,
        "bg_nbd_penalizer": bg_nbd and bg_nbd.penalizer,
        "nbd_log_likelihood": models.nbd and models.nbd.log_likelihood,
        "likelihood_ratio": models.likelihood_ratio,
        "mean_dropout": bg_nbd and bg_nbd.model.mean_dropout,
        "value_correlation": models.correlation,
        "value_correlated": models.correlated,
        "holdout": test and test.as_dict(),
    }


def _reasons(summary: PurchaseSummary, models: Calibration, test: HoldOut | None, gates: _Gates) -> dict[str, str]:
    return {
        "thresholds": (
            "Quintiles of the accounts' own values."
            if len(summary)
            else "No account has bought yet, so the fixed thresholds stand in."
        ),
        "baseline": _why_baseline(models),
        "bg_nbd": _why_bg_nbd(summary, models),
        "gamma_gamma": _why_gamma_gamma(models),
        "holdout": _why_holdout(test),
        "shown": _why_shown(models, gates),
        "p_alive": _why_p_alive(models, gates),
    }


def _why_baseline(models: Calibration) -> str:
    if models.pooled:
        return (
            f"One purchase rate for all accounts: with fewer than {ENOUGH_ACCOUNTS} accounts, or without "
            "repeat purchases, their differences cannot be estimated."
        )
    return "Each account's own rate and value, shrunken towards all accounts by how much accounts differ."


def _why_bg_nbd(summary: PurchaseSummary, models: Calibration) -> str:
    repeaters = int((summary.repeats > 0).sum())
    if models.bg_nbd is None:
        if repeaters < ENOUGH_ACCOUNTS:
            return f"Not fitted: {repeaters} accounts bought again, and {ENOUGH_ACCOUNTS} are needed."
        return "The fit did not converge."
    if models.bg_nbd.penalizer:
        return f"Converged only with a penalty of {models.bg_nbd.penalizer}, which moves its parameters."
    return "Converged."


def _why_gamma_gamma(models: Calibration) -> str:
    if models.gamma_gamma is None:
        return "Not fitted, or the fit did not converge."
    if models.gamma_gamma.q <= 1:
        return f"Invalid: q is {models.gamma_gamma.q:.3f}, and a mean value exists only for q above 1."
    if models.correlated:
        return (
            f"Invalid: frequency and value are correlated ({models.correlation:.2f}), and the model takes "
            "them to be independent."
        )
    return "Valid: q is above 1, and frequency and value are independent as far as the data tell."


def _why_holdout(test: HoldOut | None) -> str:
    if test is None:
        return "No back-test: the window is too short to hold days out of it."
    base, best = test.baseline, test.champion
    if best is None:
        return f"The last {test.days} days could test the baseline alone: the model could not be fitted before."
    text = (
        f"Over the last {test.days} days the mean error per account was {best.purchases_mae:.2f} purchases, "
        f"and {base.purchases_mae:.2f} for the baseline"
    )
    if best.revenue_mae is None:
        return f"{text}; the model could not predict revenue."
    return f"{text}; of revenue {best.revenue_mae:,.0f}, and {base.revenue_mae:,.0f} for the baseline."


def _why_shown(models: Calibration, gates: _Gates) -> str:
    if gates.champion:
        return "The BG/NBD × Gamma-Gamma model is shown: it passed every gate and beat the baseline."
    if models.bg_nbd is None:
        return "The baseline is shown: there is no fitted model to set against it."
    if not gates.dropout:
        return (
            "The baseline is shown: whether accounts drop out cannot be told, and without dropout the model "
            "adds nothing to each account's shrunken rate."
        )
    if not gates.value:
        return "The baseline is shown: the model of purchase values is not valid here."
    return "The baseline is shown: the model did not beat it in the held-out days."


def _why_p_alive(models: Calibration, gates: _Gates) -> str:
    ratio = models.likelihood_ratio
    if ratio is None:
        return "Hidden: there is no fitted model to take it from."
    if not gates.dropout:
        return (
            "Hidden: the share of accounts that drop out cannot be told from 0 (likelihood ratio "
            f"{ratio:.2f}, needed {CRITICAL_RATIO})."
        )
    if not gates.purchases_beat:
        return "Hidden: the model did not predict purchases better than the baseline in the held-out days."
    return f"Shown: dropout is identifiable (likelihood ratio {ratio:.2f}, needed {CRITICAL_RATIO})."
