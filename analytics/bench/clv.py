"""What fitting BG/NBD and scoring every account costs, against lifetimes on one row an account.

Nothing is read from the database: what is measured is the calculation, on purchases that are simulated by seed.
"""

from typing import Any

import numpy as np

from analytics.bench.measure import Result, seconds
from analytics.core.estimation import bg_nbd_log_likelihood, fit_bg_nbd, fit_nbd, patterns
from analytics.core.lifetime_value import BgNbd, GammaGamma, bg_nbd_forecast
from analytics.core.purchases import PurchaseSummary

WEEK = 7
WEEKS = 104
RATE, DROPOUT = (0.6, 9.0), (0.8, 2.5)  # gamma, purchases a week; beta
VALUE = GammaGamma(6.25, 3.74, 1544.0)
SAME = 1e-8


def run(seed: int, accounts: int) -> list[Result]:
    results = []
    for grain, days in (("weeks", WEEK), ("days", 1)):
        summary = simulated(accounts, days, seed)
        results += _against_lifetimes(grain, summary)
    return results


def simulated(accounts: int, grain: int, seed: int) -> PurchaseSummary:
    """Accounts that began within the last two years and bought by BG/NBD; days are multiples of `grain`."""
    chance = np.random.default_rng(seed)
    end = (chance.integers(WEEKS // 4, WEEKS, accounts) * WEEK).astype(np.float64)
    if grain == 1:
        end -= chance.integers(0, WEEK, accounts)
    rate = chance.gamma(RATE[0], 1 / (RATE[1] * WEEK), accounts)
    dropout = chance.beta(*DROPOUT, accounts)
    now, last, bought = np.zeros(accounts), np.zeros(accounts), np.zeros(accounts, dtype=np.int64)
    alive = np.ones(accounts, dtype=bool)
    while alive.any():
        now[alive] += chance.exponential(1 / rate[alive])
        day = np.ceil(now / grain) * grain
        buys = alive & (day <= end)
        new = buys & (day > last)
        bought[new] += 1
        last[new] = day[new]
        alive = buys & (chance.random(accounts) >= dropout)
    value = chance.gamma(VALUE.p, 1.0, (2, accounts)) / chance.gamma(VALUE.q, 1 / VALUE.v, accounts)
    first, later = value.round(2)
    whole = end.astype(np.int64)
    return PurchaseSummary(
        recency=whole - last.astype(np.int64), frequency=bought + 1, monetary=first + later * bought,
        purchase_days=bought + 1, since_first=whole, first_day_value=first,
    )  # fmt: skip


def _against_lifetimes(grain: str, summary: PurchaseSummary) -> list[Result]:
    found: dict[str, Any] = {}

    def ours() -> None:
        data = patterns(summary)
        fitted = fit_bg_nbd(data, start=fit_nbd(data))
        assert fitted is not None  # noqa: S101 - simulated data converge
        found["ours"] = fitted.model
        bg_nbd_forecast(summary, fitted.model, VALUE)

    def theirs() -> None:
        found["theirs"] = _lifetimes(summary)

    from lifetimes import BetaGeoFitter  # noqa: F401 - imported once a process, by whoever comes first

    took, floor = seconds(ours), seconds(theirs)
    data = patterns(summary)
    mine, other = (bg_nbd_log_likelihood(data, found[who]) for who in ("ours", "theirs"))
    gap = (other - mine) / abs(other)
    size = f"{len(summary):,} accounts, {len(data.count):,} patterns"
    name, gain = f"fit and score, purchases by {grain}, against lifetimes", floor / took
    return [
        Result(name, round(gain, 1), "×", "≥ 6", gain >= 6, detail=f"{took:.1f} s against {floor:.1f} s; {size}"),
        Result(f"log-likelihood short of lifetimes', by {grain}", gap, "of it", f"≤ {SAME:g}", gap <= SAME,
               detail=f"{mine:.4f} against {other:.4f}"),
    ]  # fmt: skip


def _lifetimes(summary: PurchaseSummary) -> BgNbd:
    """As its own documentation does it: fit, expected purchases, P(alive), value over 12 months."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    x, t_x, T = (pd.Series(column.astype(np.float64)) for column in (summary.repeats, summary.t_x, summary.T))  # noqa: N806
    model = BetaGeoFitter(penalizer_coef=0.0)
    model.fit(x, t_x, T)
    model.conditional_expected_number_of_purchases_up_to_time(365, x, t_x, T)
    model.conditional_probability_alive(x, t_x, T)
    value = GammaGammaFitter()
    value.params_ = pd.Series(VALUE.as_dict())
    value.customer_lifetime_value(
        model, x, t_x, T, pd.Series(summary.repeat_value), time=12, discount_rate=0.01, freq="D"
    )
    return BgNbd(**{name: float(number) for name, number in model.params_.items()})
