"""How far the revenue of an account may lie from its CLTV: intervals from parameter draws and the account's own past.

The expected 12-month revenue of an account is the CLTV; what it really brings lies in the interval with the stated
chance. Three things make it wide: the parameters are estimated (the draws of `bootstrap.parameter_draws`), the
account's own rate, dropout and value are known from its few purchases only (their posterior), and purchases come by
chance.

Sources:
    Laird and Louis (1987), Empirical Bayes confidence intervals based on bootstrap samples. JASA 82, 739-750: the
    posterior of each account, mixed over parameters that are drawn from a parametric bootstrap.
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2), appendix: given the
    past of an account that is alive, its rate is gamma(r + x, alpha + T) and its dropout is beta(a, b + x).
    Fader and Hardie (2008), Computing P(alive) using the BG/NBD model.
    Fader and Hardie (2013), The Gamma-Gamma model of monetary value, equation 4: nu is gamma(q + px, v + x·mean).
    Bühlmann and Straub (1970): mean and variance of the credibility estimate; gammas stand in for the distributions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.core.lifetime_value import MONTH_ENDS, MONTHLY_DISCOUNT, Baseline, BgNbd, GammaGamma
from analytics.core.purchases import FloatArray, PurchaseSummary

LEVEL = 0.8
SEED = 2005
# Its ends are off by what one point of chance makes.
SIMULATIONS = 2000
MONTH_DAYS = 30.0
# The generators refuse 0; the model is smooth there.
LEAST = 1e-12


@dataclass(frozen=True, eq=False)
class Interval:
    """One entry per account, in $, rounded to cents: revenue lies between `low` and `high` with chance `level`."""

    low: FloatArray
    high: FloatArray
    level: float


@dataclass(frozen=True)
class Account:
    """One account's past, in the letters of the literature."""

    x: int
    t_x: int
    T: int
    repeat_value: float
    purchase_days: int
    monetary: float


@dataclass(frozen=True, eq=False)
class Draws:
    """Equal-length columns of parameters by name, of the `baseline` or of `bg_nbd` (with its Gamma-Gamma)."""

    model: str
    columns: dict[str, FloatArray]

    @classmethod
    def of(cls, model: str, *parameters: Baseline | BgNbd | GammaGamma) -> Draws:
        """One draw: parameters that are taken as known."""
        return cls(model, {name: np.array([number]) for each in parameters for name, number in each.as_dict().items()})

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Draws:
        columns = {name: np.array(stored[name], dtype=np.float64) for name in stored if name != "model"}
        return cls(str(stored["model"]), columns)

    def as_dict(self) -> dict[str, Any]:
        """For storage, with as many digits as a draw can mean."""
        return {"model": self.model} | {
            name: [float(f"{number:.6g}") for number in column] for name, column in self.columns.items()
        }

    def repeated(self, size: int) -> Draws:
        """Each draw in turn, until there are `size`."""
        return Draws(self.model, {name: np.resize(column, size) for name, column in self.columns.items()})


def cltv_interval(
    summary: PurchaseSummary, parameters: Mapping[str, Any], level: float = LEVEL, seed: int = SEED
) -> Interval | None:
    """The interval of each account's discounted revenue of the next 12 months, by the model that is shown.

    `parameters` are those of `fitting.fit`; None where they hold no draws, as those of older fits. An account gets the
    same interval alone and in any batch.
    """
    if not parameters.get("draws"):
        return None
    draws = Draws.from_dict(parameters["draws"])
    return revenue_interval(summary, draws, MONTH_ENDS[-1], level, seed, MONTHLY_DISCOUNT)


def revenue_interval(
    summary: PurchaseSummary,
    draws: Draws,
    days: float,
    level: float = LEVEL,
    seed: int = SEED,
    monthly_discount: float = 0.0,
) -> Interval:
    """The interval of each account's revenue within `days`; a level outside 0 to 1 raises ValueError."""
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1.")
    tails = [(1 - level) / 2, (1 + level) / 2]
    drawn = draws.repeated(SIMULATIONS)
    simulate = _by_bg_nbd if draws.model == "bg_nbd" else _by_baseline
    ends = np.zeros((len(summary), 2))
    for place, account in enumerate(_accounts(summary)):
        # Every account begins the same sequence, so that its digits depend on nobody else.
        revenue = simulate(np.random.default_rng(seed), drawn.columns, account, days, monthly_discount)
        ends[place] = np.quantile(revenue, tails)
    return Interval(np.round(ends[:, 0], 2), np.round(ends[:, 1], 2), level)


def _accounts(summary: PurchaseSummary) -> list[Account]:
    columns = (
        summary.repeats, summary.t_x, summary.T, summary.repeat_value, summary.purchase_days, summary.monetary,
    )  # fmt: skip
    return [Account(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _by_baseline(
    chance: np.random.Generator, drawn: dict[str, FloatArray], account: Account, days: float, discount: float
) -> FloatArray:
    """Posterior gamma rate, Poisson purchases, and a gamma for the own mean value and for the values around it."""
    rate = chance.standard_gamma(drawn["r"] + account.x) / (drawn["alpha"] + account.T)
    purchases = chance.poisson(rate * days)
    within, between = drawn["value_within"], drawn["value_between"]
    weight = np.maximum(account.purchase_days * between + within, LEAST)
    trust = account.purchase_days * between / weight
    mean = trust * account.monetary / account.purchase_days + (1 - trust) * drawn["value_mean"]
    own = gamma_of(chance, mean, between * within / weight)
    # Dear purchases vary more: by the same share of their mean in every account, and by `within` over all.
    share = within / np.maximum(drawn["value_mean"] ** 2 + between, LEAST)
    revenue = gamma_of(chance, purchases * own, purchases * share * own**2)
    return revenue * _discounts(purchases, purchases, days, discount)


def _by_bg_nbd(
    chance: np.random.Generator, drawn: dict[str, FloatArray], account: Account, days: float, discount: float
) -> FloatArray:
    """Alive or not; if so, posterior rate and dropout, purchases until the account leaves, Gamma-Gamma values."""
    rate = chance.standard_gamma(drawn["r"] + account.x) / (drawn["alpha"] + account.T)
    dropout = chance.beta(np.maximum(drawn["a"], LEAST), np.maximum(drawn["b"], LEAST) + account.x)
    alive = chance.random(len(rate)) < _chance_alive(drawn, account)
    without = chance.poisson(rate * days)
    last = chance.geometric(np.clip(dropout, LEAST, 1.0))
    purchases = np.where(alive, np.minimum(without, last), 0)
    scale = drawn["v"] + account.x * account.repeat_value
    values = chance.standard_gamma(drawn["q"] + drawn["p"] * account.x) / scale
    revenue = chance.standard_gamma(drawn["p"] * purchases) / np.maximum(values, LEAST)
    return revenue * _discounts(purchases, without, days, discount)


def _chance_alive(drawn: dict[str, FloatArray], account: Account) -> FloatArray:
    """`lifetime_value.probability_alive` of one account, for many parameters."""
    if not account.x:
        return np.ones(len(drawn["r"]))
    with np.errstate(over="ignore"):
        silence = (drawn["alpha"] + account.T) / (drawn["alpha"] + account.t_x)
        odds = drawn["a"] / np.maximum(drawn["b"] + account.x - 1, LEAST)
        left: FloatArray = odds * silence ** (drawn["r"] + account.x)
    return 1 / (1 + left)


def gamma_of(chance: np.random.Generator, mean: FloatArray, variance: FloatArray) -> FloatArray:
    """Gamma numbers of this mean and variance; the mean itself where nothing varies."""
    varies = (variance > 0) & (mean > 0)
    scale = np.where(varies, variance / np.where(varies, mean, 1.0), 1.0)
    drawn = chance.standard_gamma(np.where(varies, mean / scale, 0.0)) * scale
    return np.where(varies, drawn, mean)


def _discounts(purchases: Any, without: Any, days: float, discount: float) -> FloatArray:
    """What a dollar of these purchases is worth today: by the mean day of the first `purchases` of `without` days.

    The days of a Poisson process are uniform, the i-th of n on average at i/(n + 1); months count at their end.
    """
    middle = days / MONTH_DAYS * (purchases + 1) / (2 * (without + 1)) + 0.5
    worth: FloatArray = (1 + discount) ** -middle
    return worth
