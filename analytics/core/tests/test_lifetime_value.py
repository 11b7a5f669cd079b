import numpy as np
import pandas as pd
import pytest
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy import integrate, special
from scipy.stats import beta

from analytics.core.lifetime_value import (
    Baseline,
    BgNbd,
    GammaGamma,
    baseline_forecast,
    baseline_purchases,
    baseline_value,
    bg_nbd_forecast,
    expected_purchases,
    expected_value,
    probability_alive,
)
from analytics.core.tests.histories import some_accounts

CDNOW = BgNbd(0.243, 4.414 * 7, 0.793, 2.426)
MODELS = [CDNOW, BgNbd(5, 34, 0.05, 2), BgNbd(0.6, 30, 5, 2), BgNbd(2, 20, 2, 20), BgNbd(3, 50, 0.3, 0.4)]
VALUES = GammaGamma(6.25, 3.74, 1544.0)
BASELINE = Baseline(2.0, 60.0, 900.0, 4e5, 1e5)


def reference(model):
    """lifetimes with these parameters, without a fit."""
    fitter = BetaGeoFitter()
    fitter.params_ = pd.Series({"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b})
    fitter.predict = fitter.conditional_expected_number_of_purchases_up_to_time
    return fitter


def history(summary):
    return (pd.Series(summary.repeats), pd.Series(summary.t_x), pd.Series(summary.T))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("days", [1, 30, 365])
def test_expected_purchases_agree_with_lifetimes(model, days):
    summary = some_accounts()
    with np.errstate(all="ignore"):
        theirs = reference(model).predict(days, *history(summary)).to_numpy()
    # lifetimes overflows for some accounts with very many purchases; those have a test of their own.
    usable = np.isfinite(theirs)
    assert usable.mean() > 0.8
    assert summary.repeats[usable].max() > 1000
    ours = expected_purchases(summary, model, days)
    np.testing.assert_allclose(ours[usable], theirs[usable], rtol=1e-9, atol=1e-12)
    assert np.isfinite(ours).all()


def expectation(model, repeats, observed, days):
    """The integral over the dropout of an account that is alive: the definition of equation 10."""
    shape, reach, rest = model.r + repeats, days / (model.alpha + observed), model.b + repeats
    middle = beta.ppf([1e-6, 0.01, 0.5, 0.99], model.a, rest)

    def weighted(p):
        return -special.expm1(-shape * np.log1p(p * reach)) / p * beta.pdf(p, model.a, rest)

    return integrate.quad(weighted, 0, 1, points=middle, limit=500, epsrel=1e-11)[0]


@pytest.mark.parametrize(
    "model",
    [BgNbd(2, 20, 1.5, 5), BgNbd(2, 20, 3, 500), BgNbd(2, 20, 9, 80), BgNbd(1, 0.5, 50, 900)],
)
def test_expected_purchases_are_the_integral_they_stand_for(model):
    summary = some_accounts(20)
    alive = expected_purchases(summary, model, 365) / np.maximum(probability_alive(summary, model), 1e-300)
    some = probability_alive(summary, model) > 1e-200
    truth = [expectation(model, x, observed, 365) for x, observed in zip(summary.repeats, summary.T, strict=True)]
    np.testing.assert_allclose(alive[some], np.array(truth)[some], rtol=1e-8)


@pytest.mark.parametrize(("a", "b"), [(1.0, 3.0), (0.4, 0.6), (1.0, 1e-9)])
def test_expected_purchases_are_smooth_where_the_formula_divides_by_zero(a, b):
    summary = some_accounts()
    there, beside = (expected_purchases(summary, BgNbd(2, 20, a * scale, b), 365) for scale in (1, 1 + 1e-5))
    np.testing.assert_allclose(there, beside, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_probability_alive_agrees_with_lifetimes(model):
    summary = some_accounts()
    with np.errstate(all="ignore"):
        theirs = reference(model).conditional_probability_alive(*history(summary))
    np.testing.assert_allclose(probability_alive(summary, model), theirs, rtol=1e-9, atol=1e-15)


def test_expected_value_agrees_with_lifetimes():
    summary = some_accounts()
    fitter = GammaGammaFitter()
    fitter.params_ = pd.Series(VALUES.as_dict())
    theirs = fitter.conditional_expected_average_profit(summary.repeats, summary.repeat_value)
    np.testing.assert_allclose(expected_value(summary, VALUES), theirs, rtol=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_lifetime_value_agrees_with_lifetimes(model):
    summary = some_accounts()
    fitter = GammaGammaFitter()
    fitter.params_ = pd.Series(VALUES.as_dict())
    with np.errstate(all="ignore"):
        theirs = fitter.customer_lifetime_value(
            reference(model), *history(summary), pd.Series(summary.repeat_value), time=12, discount_rate=0.01
        ).to_numpy()
    usable = np.isfinite(theirs)
    assert usable.mean() > 0.8
    ours = bg_nbd_forecast(summary, model, VALUES).cltv
    np.testing.assert_allclose(ours[usable], theirs[usable], rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize("mean", [0.0, 1e-15, 1e-6, 0.01, 0.5, 0.99])
@pytest.mark.parametrize("mass", [1e-300, 1e-8, 0.5, 1.0, 2.0, 1e3, 1e6])
@pytest.mark.parametrize("rate", [(1e-4, 1e-2), (1.0, 30.0), (1e4, 1e6)])
def test_no_parameters_lead_out_of_the_numbers(mean, mass, rate):
    summary = some_accounts(60)
    model = BgNbd(*rate, mean * mass, (1 - mean) * mass)
    for days in (30, 365):
        purchases = expected_purchases(summary, model, days)
        bound = (model.r + summary.repeats) * days / (model.alpha + summary.T)
        assert ((purchases >= 0) & (purchases <= bound * (1 + 1e-12))).all()
    alive = probability_alive(summary, model)
    assert ((alive >= 0) & (alive <= 1)).all()


def test_without_dropout_the_rate_goes_on():
    summary = some_accounts()
    model = BgNbd(5.0, 34.0, 0.0, 1.0)
    np.testing.assert_allclose(expected_purchases(summary, model, 365), (5 + summary.repeats) / (34 + summary.T) * 365)
    assert (probability_alive(summary, model) == 1).all()


def test_a_longer_silence_makes_a_customer_less_likely_to_be_one():
    summary = some_accounts(2000)
    same = summary.take(np.flatnonzero(summary.repeats == 1))
    alive = probability_alive(same, CDNOW)
    silence = (CDNOW.alpha + same.T) / (CDNOW.alpha + same.t_x)
    assert len(same) > 20
    assert (np.diff(alive[np.argsort(silence)]) <= 1e-12).all()


def test_the_baseline_lies_between_the_account_and_all_accounts():
    summary = some_accounts()
    purchases = baseline_purchases(summary, BASELINE, 365)
    own, population = summary.repeats / np.maximum(summary.T, 1) * 365, 2.0 / 60 * 365
    seen = summary.T > 0
    assert (purchases[seen] >= np.minimum(own, population)[seen] - 1e-9).all()
    assert (purchases[seen] <= np.maximum(own, population)[seen] + 1e-9).all()
    value, mean = baseline_value(summary, BASELINE), summary.monetary / summary.purchase_days
    assert ((value - np.minimum(mean, 900) >= -1e-9) & (value - np.maximum(mean, 900) <= 1e-9)).all()


def test_the_baseline_is_discounted_by_month():
    summary = some_accounts()
    monthly = baseline_purchases(summary, BASELINE, 30) * baseline_value(summary, BASELINE)
    factor = sum(1.01**-month for month in range(1, 13))
    np.testing.assert_allclose(baseline_forecast(summary, BASELINE).cltv, monthly * factor)


def test_without_differences_in_value_all_accounts_have_the_mean():
    assert set(baseline_value(some_accounts(), Baseline(1, 1, 70.0, 5.0, 0.0))) == {70.0}


def test_a_population_without_a_mean_value_is_refused():
    with pytest.raises(ValueError, match="q above 1"):
        expected_value(some_accounts(), GammaGamma(1.185, 0.140, 1.179))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0])
def test_parameters_that_are_no_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="alpha must be a number that is not negative"):
        BgNbd(1.0, wrong, 1.0, 1.0)


def test_where_only_accounts_differ_in_value_each_has_its_own():
    summary = some_accounts()
    found = baseline_value(summary, Baseline(1.0, 10.0, 700.0, 0.0, 100.0))
    assert found == pytest.approx(summary.monetary / summary.purchase_days)
