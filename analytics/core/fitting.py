"""The nightly fit: thresholds, models, gates and the back-test that decides which model is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.core.bootstrap import parameter_draws
from analytics.core.calibration import ENOUGH_ACCOUNTS, Calibration, calibrate
from analytics.core.derived import ranges
from analytics.core.gates import CRITICAL_RATIO, Gate, gates
from analytics.core.holdout import HoldOut, back_test
from analytics.core.jumps import compare, data_change, why_refused
from analytics.core.purchases import Day, PurchaseDays, PurchaseSummary, collect, day_number
from analytics.core.rfm import Thresholds, quantile_thresholds


@dataclass(frozen=True)
class Fitted:
    """A nightly fit, all JSON-able, without NaN or infinity.

    parameters: thresholds, bg_nbd and gamma_gamma (or None), baseline, shown ("bg_nbd" or "baseline"),
        p_alive_shown: what `scoring.score_all` takes; scheme ("quintiles" or "fixed"), pooled; draws of the shown
        model's parameters, for `intervals.cltv_interval`; ranges, for `derived.engagement`
    metrics: what was fitted, its likelihoods, the gates, the errors of both models in the held-out days, and
        against_champion (`jumps.Comparison`, or None where there was no champion)
    reasons: sentences about thresholds, baseline, bg_nbd, gamma_gamma, holdout, shown and p_alive; and, where
        the fit must not take over by itself, refused
    """

    parameters: dict[str, Any]
    metrics: dict[str, Any]
    reasons: dict[str, str]

    @property
    def refused(self) -> bool:
        return "refused" in self.reasons


@dataclass(frozen=True)
class Champion:
    """Parameters and metrics of the fit that accounts are scored by now."""

    parameters: Mapping[str, Any]
    metrics: Mapping[str, Any]


@dataclass(frozen=True)
class _Judgement:
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


def fit(
    account: ArrayLike,
    day: ArrayLike,
    value: ArrayLike,
    wins: ArrayLike,
    as_of: Day,
    *,
    fixed: bool = False,
    champion: Champion | None = None,
    report: Callable[[str], None] = lambda step: None,
) -> Fitted:
    """Fit everything on rows of (account, day, won revenue, wins) up to the as-of day.

    BG/NBD × Gamma-Gamma is shown only if dropout is identifiable, the value model is valid and both errors in
    the held-out days are below the baseline's. Never fails for want of data: `reasons` says what is missing.
    `fixed` takes thresholds that do not follow the data. Beside a champion the fit is compared with it
    (`jumps`). `report` hears "fit", "test" and "judge" before each of these steps.
    """
    report("fit")
    days = collect(account, day, value, wins, as_of)
    summary = days.summary(as_of)
    models = calibrate(days, summary)
    report("test")
    test = back_test(days, as_of)
    report("judge")
    found = gates(models, test)
    judged = _judge(found)
    fitted = Fitted(
        parameters=_parameters(summary, models, judged, fixed),
        metrics=_metrics(days, summary, models, test, as_of) | {"gates": [gate.as_dict() for gate in found]},
        reasons=_reasons(summary, models, test, judged, fixed),
    )
    if champion is not None:
        _set_against(champion, fitted, summary)
    return fitted


def _set_against(champion: Champion, fitted: Fitted, summary: PurchaseSummary) -> None:
    change = data_change(fitted.metrics, champion.metrics)
    found = compare(summary, fitted.parameters, champion.parameters, change)
    fitted.metrics["against_champion"] = found.as_dict()
    if refusal := why_refused(found):
        fitted.reasons["refused"] = refusal


def _judge(found: Sequence[Gate]) -> _Judgement:
    passed = {gate.gate: gate.passed for gate in found}
    return _Judgement(
        dropout=passed["dropout"],
        value=passed["value"] and passed["independence"],
        purchases_beat=passed["purchases"],
        revenue_beat=passed["revenue"],
    )


def _parameters(summary: PurchaseSummary, models: Calibration, gates: _Judgement, fixed: bool) -> dict[str, Any]:
    thresholds = Thresholds.fixed() if fixed or not len(summary) else quantile_thresholds(summary)
    shown = "bg_nbd" if gates.champion else "baseline"
    return {
        "scheme": "fixed" if fixed else "quintiles",
        "thresholds": thresholds.as_dict(),
        "bg_nbd": models.bg_nbd and models.bg_nbd.model.as_dict(),
        "gamma_gamma": models.gamma_gamma and models.gamma_gamma.as_dict(),
        "baseline": models.baseline.as_dict(),
        "pooled": models.pooled,
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
        "account_days": int(summary.T.sum()),
        "mean_value": float(summary.monetary.sum() / summary.purchase_days.sum()) if len(summary) else 0.0,
        "bg_nbd_log_likelihood": bg_nbd and bg_nbd.log_likelihood,
        "bg_nbd_penalizer": bg_nbd and bg_nbd.penalizer,
        "nbd_log_likelihood": models.nbd and models.nbd.log_likelihood,
        "likelihood_ratio": models.likelihood_ratio,
        "mean_dropout": bg_nbd and bg_nbd.model.mean_dropout,
        "value_correlation": models.correlation,
        "holdout": test and test.as_dict(),
        "against_champion": None,
    }


def _reasons(
    summary: PurchaseSummary, models: Calibration, test: HoldOut | None, gates: _Judgement, fixed: bool
) -> dict[str, str]:
    return {
        "thresholds": _why_thresholds(len(summary), fixed),
        "baseline": _why_baseline(models),
        "bg_nbd": _why_bg_nbd(summary, models),
        "gamma_gamma": _why_gamma_gamma(models),
        "holdout": _why_holdout(test),
        "shown": _why_shown(models, gates),
        "p_alive": _why_p_alive(models, gates),
    }


def _why_thresholds(accounts: int, fixed: bool) -> str:
    if fixed:
        return "Fixed days, deals and dollars, which mean the same whatever the other accounts are."
    if not accounts:
        return "No account has bought yet, so the fixed thresholds stand in."
    return "Quintiles of the accounts' own values."


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


def _why_shown(models: Calibration, gates: _Judgement) -> str:
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


def _why_p_alive(models: Calibration, gates: _Judgement) -> str:
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
    shown = f"Shown: dropout is identifiable (likelihood ratio {ratio:.2f}, needed {CRITICAL_RATIO})."
    if gates.champion:
        return shown
    return f"{shown} The lifetime value beside it is the baseline's, which knows no dropout: the two may disagree."
