"""Maximum-likelihood estimates of the models behind customer lifetime value, each from sufficient statistics.

BG/NBD and Gamma-Gamma are fitted by the lifetimes package. The NBD without dropout, the likelihoods that
compare the two, and the variances of purchase values are computed here.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.core.lifetime_value import BgNbd, GammaGamma
from analytics.core.purchases import FloatArray, IntArray, PurchaseDays, PurchaseSummary

# Beyond r = 10,000 the rates of two accounts differ by about 1 %; below alpha = 0.01 days nothing is known of
# an account before its first repeat purchase.
R_BOUNDS = (1e-4, 1e4)
ALPHA_BOUNDS = (1e-2, 1e10)
# On a flat likelihood rounding ends the search before the first of these gradients is reached.
TOLERANCES = (1e-7, 1e-5)
# With more patterns than this a search begins where one over a part of them has ended.
MANY = 20_000
PART = 10_000


@dataclass(frozen=True, eq=False)
class Patterns:
    """The distinct (x, t_x, T) of a summary with the number of accounts that share them: a likelihood needs
    no more (Fader, Hardie and Lee 2005)."""

    repeats: IntArray
    t_x: IntArray
    T: IntArray
    count: IntArray

    def part(self) -> Patterns:
        """Every so many of them, in their order: alike enough for a search to begin with."""
        step = slice(None, None, -(-len(self.count) // PART))
        return Patterns(self.repeats[step], self.t_x[step], self.T[step], self.count[step])


@dataclass(frozen=True)
class BgNbdFit:
    """Parameters, and the log-likelihood (without penalty) of all accounts."""

    model: BgNbd
    log_likelihood: float
    penalizer: float


@dataclass(frozen=True)
class NbdFit:
    """Gamma rates without dropout; the log-likelihood compares with that of a BgNbdFit."""

    r: float
    alpha: float
    log_likelihood: float


@dataclass(frozen=True)
class ValueSpread:
    """Mean of the values of purchase days, and their variance inside and between accounts."""

    mean: float
    within: float
    between: float


def compress(*columns: NDArray[Any]) -> tuple[IntArray, IntArray]:
    """Positions of the first of each distinct row of these columns, and how many rows equal it."""
    order = np.lexsort(columns[::-1])
    new = np.ones(len(order), dtype=bool)
    if len(order):
        new[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    starts = np.flatnonzero(new)
    return order[starts].astype(np.int64), np.diff(starts, append=len(order)).astype(np.int64)


def patterns(summary: PurchaseSummary) -> Patterns:
    _, first, count = np.unique(summary.pattern, return_index=True, return_counts=True)
    return Patterns(summary.repeats[first], summary.t_x[first], summary.T[first], count.astype(np.int64))


def fit_bg_nbd(data: Patterns, penalizer: float = 0.0, start: NbdFit | BgNbd | None = None) -> BgNbdFit | None:
    """BG/NBD by lifetimes; None where it does not converge. `start` is where to begin looking."""
    if len(data.count) > MANY:
        rough = _fitter_of(data.part(), penalizer, start)
        found = None if rough is None else _refined(data, penalizer, rough)
        if found is not None:
            return BgNbdFit(found, bg_nbd_log_likelihood(data, found), penalizer)
    fitter = _fitter_of(data, penalizer, start)
    if fitter is None:
        return None
    model = BgNbd(**_numbers(fitter.params_))
    return BgNbdFit(model, bg_nbd_log_likelihood(data, model), penalizer)


def _fitter_of(data: Patterns, penalizer: float, start: NbdFit | BgNbd | None) -> Any:
    """The fitter of lifetimes after the first search that converged, or None."""
    starts: list[FloatArray | None] = [None]
    if start is not None:
        # lifetimes measures time so that the longest T is 1.
        scale = 1 / max(int(data.T.max()), 1)
        a, b = (start.a, start.b) if isinstance(start, BgNbd) else (0.5, 1.0)
        starts.insert(0, np.log([start.r, start.alpha * scale, a, b]))
    with _quiet():
        from lifetimes import BetaGeoFitter

        return _fitted(BetaGeoFitter(penalizer_coef=penalizer), (data.repeats, data.t_x, data.T), data.count, starts)


def _refined(data: Patterns, penalizer: float, rough: Any) -> BgNbd | None:
    """The maximum over all patterns from near it, by lifetimes' likelihood; None where the search fails.

    From the place and the curvature that a part of them gave, five steps are enough; lifetimes' own search would take
    twenty, and twice as long as those for standard errors, which nobody asks for.
    """
    scale = 1 / max(int(data.T.max()), 1)
    place = np.log(rough.params_.to_numpy() * [1, scale, 1, 1])
    # lifetimes multiplies column by column with the squared parameter.
    curvature = rough.variance_matrix_.to_numpy() / rough.params_.to_numpy() ** 2 * rough.data["weights"].sum()
    with _quiet():
        from autograd import value_and_grad
        from lifetimes import BetaGeoFitter
        from scipy.optimize import minimize

        try:
            best = minimize(
                value_and_grad(BetaGeoFitter._negative_log_likelihood),
                place,
                args=(data.repeats, data.t_x * scale, data.T * scale, data.count, penalizer),
                jac=True,
                tol=TOLERANCES[0],
                options={"hess_inv0": (curvature + curvature.T) / 2},
            )
        except ValueError:  # a curvature that is none: the part lies on a boundary
            return None
    parameters = np.exp(best.x) / [1, scale, 1, 1]
    if not best.success or not np.isfinite(parameters).all():
        return None
    return BgNbd(*(float(number) for number in parameters))


def fit_gamma_gamma(
    repeats: IntArray, value: FloatArray, penalizer: float = 0.0, start: GammaGamma | None = None
) -> GammaGamma | None:
    """Gamma-Gamma by lifetimes on the accounts with a repeat purchase of some value; None where it fails."""
    usable = (repeats > 0) & (value > 0)
    if not usable.any():
        return None
    repeats, value = repeats[usable], value[usable]
    first, count = compress(repeats, value)
    starts: list[FloatArray | None] = [None]
    if not penalizer:
        first_guess = (start.p, start.q, start.v) if start else (1.0, 4.0, 4.0 * float(value.mean()))
        starts.insert(0, np.log(first_guess))
    with _quiet():
        from lifetimes import GammaGammaFitter

        found = _fitted(
            GammaGammaFitter(penalizer_coef=penalizer),
            (repeats[first], value[first]),
            count,
            starts,
        )
    return None if found is None else GammaGamma(**_numbers(found.params_))


def bg_nbd_log_likelihood(data: Patterns, model: BgNbd) -> float:
    """Fader, Hardie and Lee (2005), equation 6, over all accounts."""
    from scipy.special import betaln, gammaln, xlogy

    x, shape = data.repeats, model.r + data.repeats
    rates = gammaln(shape) - gammaln(model.r) + model.r * np.log(model.alpha)
    stays = betaln(model.a, model.b + x) - betaln(model.a, model.b) - shape * np.log(model.alpha + data.T)
    odds = model.a / (model.b + np.maximum(x, 1) - 1)
    left = stays + xlogy(1.0, odds) + shape * np.log((model.alpha + data.T) / (model.alpha + data.t_x))
    each = rates + np.where(x > 0, np.logaddexp(stays, left), stays)
    return float(data.count @ each)


def nbd_log_likelihood(data: Patterns, r: float, alpha: float) -> float:
    """The likelihood of the BG/NBD model where nobody drops out (Schmittlein et al. 1987, without death)."""
    from scipy.special import gammaln

    shape = r + data.repeats
    each = gammaln(shape) - gammaln(r) + r * np.log(alpha) - shape * np.log(alpha + data.T)
    return float(data.count @ each)


def fit_nbd(data: Patterns, start: tuple[float, float] | None = None) -> NbdFit | None:
    """Gamma rates by maximum likelihood, no dropout; None where no account bought again or time stood still.

    Where rates differ no more than chance, r and alpha run to their bound with the ratio of the mean rate.
    """
    from scipy.optimize import minimize
    from scipy.special import digamma

    purchases, days = float(data.count @ data.repeats), float(data.count @ data.T)
    if purchases <= 0 or days <= 0:
        return None
    accounts = float(data.count.sum())

    def objective(point: FloatArray) -> tuple[float, FloatArray]:
        r, alpha = np.exp(point)
        shape = r + data.repeats
        by_r = digamma(shape) - digamma(r) - np.log1p(data.T / alpha)
        by_alpha = r / alpha - shape / (alpha + data.T)
        slope = np.array([r * (data.count @ by_r), alpha * (data.count @ by_alpha)])
        return -nbd_log_likelihood(data, r, alpha) / accounts, -slope / accounts

    with _quiet():
        best = minimize(
            objective,
            np.log(start or (1.0, days / purchases)),
            jac=True,
            method="L-BFGS-B",
            bounds=np.log([R_BOUNDS, ALPHA_BOUNDS]).tolist(),
            options={"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-9},
        )
    r, alpha = (float(number) for number in np.exp(best.x))
    return NbdFit(r, alpha, nbd_log_likelihood(data, r, alpha))


def value_spread(days: PurchaseDays) -> ValueSpread:
    """Analysis of variance of unequal groups, as in Bühlmann and Straub (1970); 0 where nothing tells."""
    counts = days.counts
    total, accounts = len(days.value), len(counts)
    if not total:
        return ValueSpread(0.0, 0.0, 0.0)
    own = np.bincount(days.owner, weights=days.value, minlength=accounts) / counts
    mean = float(days.value.mean())
    if total == accounts or accounts == 1:
        return ValueSpread(mean, float(np.var(days.value)) if accounts == 1 else 0.0, 0.0)
    within = float(np.sum((days.value - own[days.owner]) ** 2)) / (total - accounts)
    scale = total - float(np.sum(counts.astype(np.float64) ** 2)) / total
    surplus = float(counts @ (own - mean) ** 2) - (accounts - 1) * within
    between = max(surplus / scale, 0.0)
    if within > 0 and between > 0:
        trust = counts * between / (counts * between + within)
        mean = float(trust @ own / trust.sum())
    return ValueSpread(mean, within, between)


def _fitted(fitter: Any, data: tuple[NDArray[Any], ...], count: IntArray, starts: list[FloatArray | None]) -> Any:
    """The fitter, after the first search that converges, or None."""
    from lifetimes.utils import ConvergenceError

    for start, tolerance in product(starts, TOLERANCES):
        # The parameters are there before the covariance matrix is tried, which is singular on a boundary.
        with contextlib.suppress(ConvergenceError, np.linalg.LinAlgError):
            fitter.fit(*data, weights=count, initial_params=start, tol=tolerance)
        if getattr(fitter, "params_", None) is not None:
            return fitter if all(0 < number < np.inf for number in _numbers(fitter.params_).values()) else None
    return None


def _numbers(parameters: Any) -> dict[str, float]:
    return {str(name): float(number) for name, number in parameters.items()}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """lifetimes changes the warning filters, warns about its own arithmetic and prints failed searches."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
