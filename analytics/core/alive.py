"""Expected purchases of an account that is alive: the numerical part of the BG/NBD model.

Fader, Hardie and Lee (2005), equation 10, without its denominator (which is the probability of being alive).
Every step works element by element, so that an account gets the same digits alone and in a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.core.purchases import FloatArray, IntArray

Floats = NDArray[np.floating[Any]]

# A mean dropout below this changes no forecast within double precision.
NO_DROPOUT = 1e-12
# The closed form divides by a - 1 and by a + b + x - 1; the model itself is smooth there.
NUDGE = 1e-7
# Where a and b are both above this, the hypergeometric function loses digits and the quadrature does not.
SMOOTH_BETA = 4.0
# In standard deviations: with a and b above SMOOTH_BETA, less than 1e-12 of the density lies outside.
QUADRATURE_STEPS = np.arange(-15.0, 10.6, 0.5)


def purchases_while_alive(
    shape: Floats, rate: Floats, a: float, b: float, repeats: IntArray, horizons: Sequence[float]
) -> list[FloatArray]:
    """Expected purchase days within each horizon (days) of accounts that are alive now.

    The purchase rate of an account is gamma(shape, rate) and its dropout is beta(a, b + repeats).
    """
    reaches = [days / rate for days in horizons]
    if a < NO_DROPOUT * (a + b):
        return [shape * reach for reach in reaches]
    if min(a, b) > SMOOTH_BETA:
        found = _by_quadrature(shape, a, b + repeats, reaches)
    else:
        found = [_in_closed_form(shape, a, b, repeats, reach) for reach in reaches]
    # Rounding can pass the bounds by the last digits.
    return [np.clip(alive, 0.0, shape * reach) for alive, reach in zip(found, reaches, strict=True)]


def _in_closed_form(shape: Floats, a: float, b: float, repeats: IntArray, reach: Floats) -> FloatArray:
    """Equation 10 in the one of the two forms of its 2F1 that cannot overflow.

    2F1(A, B; C; z) is bounded for C > A + B; otherwise Euler's transformation of it is.
    """
    from scipy import special

    a, b = _away_from_poles(a, b)
    total = a + b + repeats - 1
    bounded = a - 1 > shape
    first = np.where(bounded, shape, total - shape)
    second = np.where(bounded, b + repeats, a - 1)
    power = np.where(bounded, -shape, 1 - a)
    curve = special.hyp2f1(first, second, total, reach / (1 + reach))
    growth = special.expm1(power * special.log1p(reach)) + 1
    closed: FloatArray = total / (a - 1) * (1 - growth * curve)
    lost: NDArray[np.bool_] = ~np.isfinite(closed)
    if lost.any():
        closed[lost] = _by_quadrature(shape[lost], a, (b + repeats)[lost], [reach[lost]])[0]
    return closed


def _away_from_poles(a: float, b: float) -> tuple[float, float]:
    if a + b < NUDGE:
        a, b = a / (a + b) * NUDGE, b / (a + b) * NUDGE
    if abs(a - 1) < NUDGE:
        a = 1 + NUDGE
    if abs(a + b - 1) < NUDGE:
        b += 2 * NUDGE
    return a, b


def _by_quadrature(shape: Floats, a: float, rest: Floats, reaches: Sequence[Floats]) -> list[FloatArray]:
    """The same expectation as an integral over the dropout p, beta(a, rest).

    Given p, and with the rate integrated out, it is (1 - (1 + p·reach)^-shape) / p. On the scale of
    log(p / (1 - p)) the density is nearly normal, where the trapezoid rule converges exponentially.
    """
    from scipy import special

    centre = special.digamma(a) - special.digamma(rest)
    spread = np.sqrt(special.polygamma(1, a) + special.polygamma(1, rest))
    peak = a * special.log_expit(centre) + rest * special.log_expit(-centre)
    totals, mass = [np.zeros(len(shape)) for _ in reaches], np.zeros(len(shape))
    for step in QUADRATURE_STEPS:
        logit = centre + step * spread
        log_density = a * special.log_expit(logit) + rest * special.log_expit(-logit) - peak
        density = special.expm1(log_density) + 1
        # Not 0, where the quotient below has its limit but no value.
        dropout = np.maximum(special.expit(logit), 1e-290)
        mass += density
        for total, reach in zip(totals, reaches, strict=True):
            total -= density * special.expm1(-shape * special.log1p(dropout * reach)) / dropout
    return [total / mass for total in totals]
