"""Scores of accounts from stored parameters: what runs after every change of a deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.core.lifetime_value import (
    Baseline,
    BgNbd,
    Forecast,
    GammaGamma,
    baseline_forecast,
    bg_nbd_forecast,
    probability_alive,
)
from analytics.core.purchases import FloatArray, PurchaseSummary
from analytics.core.rfm import ScoreArray, Scores, Thresholds, score
from analytics.core.segments import DEFAULT_SEGMENTS, Rule, assign

DEFAULT_RULES: tuple[Rule, ...] = tuple(segment.rule for segment in DEFAULT_SEGMENTS)


@dataclass(frozen=True, eq=False)
class ScoredAccounts:
    """One entry per account, in the order of the summary; p_alive is None where it is hidden.

    Rounded as they are stored, so that two ways to the same score are equal: purchases (of the next 365
    days) and p_alive to 4 decimals, cltv (12 months) to cents.
    """

    r: ScoreArray
    f: ScoreArray
    m: ScoreArray
    segment: NDArray[Any]
    purchases: FloatArray
    p_alive: FloatArray | None
    cltv: FloatArray

    def __len__(self) -> int:
        return len(self.r)


def place_all(
    summary: PurchaseSummary, parameters: Mapping[str, Any], rules: Sequence[Rule] = DEFAULT_RULES
) -> tuple[Scores, NDArray[Any]]:
    """Scores and the key of the segment of each account, by the thresholds of `fitting.fit`.

    Raises ValueError where the rules leave a score without a segment.
    """
    scores = score(summary, Thresholds.from_dict(parameters["thresholds"]))
    return scores, assign(rules, scores, summary.since_first)


def place_figures(
    recency: Sequence[int],
    frequency: Sequence[int],
    monetary: Sequence[float],
    since_first: Sequence[int],
    parameters: Mapping[str, Any],
    rules: Sequence[Rule] = DEFAULT_RULES,
) -> tuple[Scores, NDArray[Any]]:
    """The same for accounts of which only these figures are known: days, won deals, won revenue, days.

    Raises ValueError for figures that no account can have.
    """
    last, first = np.array(recency, dtype=np.int64), np.array(since_first, dtype=np.int64)
    revenue = np.array(monetary, dtype=np.float64)
    once = last == first
    # Scores ask neither for purchase days nor for the first day's value: the least that the contract allows.
    summary = PurchaseSummary(
        recency=last,
        frequency=np.array(frequency, dtype=np.int64),
        monetary=revenue,
        purchase_days=np.where(once, 1, 2),
        since_first=first,
        first_day_value=np.where(once, revenue, 0.0),
    )
    return place_all(summary, parameters, rules)


def score_all(
    summary: PurchaseSummary, parameters: Mapping[str, Any], rules: Sequence[Rule] = DEFAULT_RULES
) -> ScoredAccounts:
    """Place and forecast with the parameters of `fitting.fit`; an account scores the same alone and in any batch.

    Raises ValueError where the rules leave a score without a segment.
    """
    scores, segment = place_all(summary, parameters, rules)
    forecast = forecast_all(summary, parameters)
    return ScoredAccounts(
        r=scores.r,
        f=scores.f,
        m=scores.m,
        segment=segment,
        purchases=np.round(forecast.purchases, 4),
        p_alive=None if forecast.p_alive is None else np.round(forecast.p_alive, 4),
        cltv=np.round(forecast.cltv, 2),
    )


def forecast_all(summary: PurchaseSummary, parameters: Mapping[str, Any]) -> Forecast:
    """The forecast of the model that is shown, unrounded; P(alive) follows its own gate."""
    model = BgNbd(**parameters["bg_nbd"]) if parameters["bg_nbd"] else None
    if parameters["shown"] == "bg_nbd" and model is not None:
        shown = bg_nbd_forecast(summary, model, GammaGamma(**parameters["gamma_gamma"]))
    else:
        shown = baseline_forecast(summary, Baseline(**parameters["baseline"]))
    visible = parameters["p_alive_shown"] and model is not None
    alive = probability_alive(summary, model) if visible and model is not None else None
    return Forecast(shown.purchases, alive, shown.cltv)
