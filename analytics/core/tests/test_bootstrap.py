import numpy as np
import pytest

from analytics.core.bootstrap import DRAWS, MOST_ACCOUNTS, parameter_draws
from analytics.core.calibration import calibrate
from analytics.core.tests.histories import simulate

RATE, DROPOUT = (1.5, 30.0), (1.0, 5.0)


def draws_of(history, model, seed=1):
    days = history.days(729)
    summary = days.summary(729)
    models = calibrate(days, summary)
    return models, parameter_draws(summary, models, model, seed)


def spread(column):
    return float(np.std(np.log(column)))


def test_draws_scatter_around_the_fit_of_the_model(leaving):
    models, draws = draws_of(leaving, "bg_nbd")
    fitted = models.bg_nbd.model.as_dict() | models.gamma_gamma.as_dict()
    assert len(draws.columns["r"]) == DRAWS
    for name, number in fitted.items():
        assert np.exp(np.mean(np.log(draws.columns[name]))) == pytest.approx(number, rel=0.15)


def test_draws_scatter_as_estimates_from_other_accounts_of_the_same_kind_do():
    alike = [simulate(100 + seed, 200, RATE, None, value=(6.0, 20.0, 4000.0)) for seed in range(16)]
    _, draws = draws_of(alike[0], "baseline")
    others = [calibrate_of(history).baseline for history in alike]
    for name in ("r", "alpha", "value_mean", "value_between"):
        real = spread(np.array([getattr(other, name) for other in others]))
        assert real / 2.2 < spread(draws.columns[name]) < real * 2.2


def calibrate_of(history):
    days = history.days(729)
    return calibrate(days, days.summary(729))


def test_more_accounts_scatter_less_though_no_more_are_simulated():
    few = draws_of(simulate(41, MOST_ACCOUNTS, RATE, None), "baseline")[1]
    many = draws_of(simulate(42, 4 * MOST_ACCOUNTS, RATE, None), "baseline")[1]
    for name in ("r", "alpha", "value_mean"):
        assert spread(few.columns[name]) / spread(many.columns[name]) == pytest.approx(2.0, rel=0.4)


def test_the_same_seed_draws_the_same(staying):
    one, same, other = (draws_of(staying, "baseline", seed)[1].as_dict() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_one_account_is_simulated_with_one_rate_for_all():
    history = simulate(43, 1, (1e5, 2e6), None)
    models, draws = draws_of(history, "baseline")
    assert models.pooled
    assert set(draws.columns["r"]) == {1.0}
    # What one account says of the mean rate is little: it is drawn from an exponential around it.
    rates = 1 / draws.columns["alpha"]
    assert rates.mean() == pytest.approx(1 / models.baseline.alpha, rel=0.4)
    assert rates.std() == pytest.approx(rates.mean(), rel=0.4)


def test_nobody_leaves_the_fit_as_the_only_draw():
    nothing = np.array([], dtype=int)
    from analytics.core.purchases import collect

    days = collect(nothing, nothing, nothing, nothing, 100)
    models = calibrate(days, days.summary(100))
    draws = parameter_draws(days.summary(100), models, "baseline")
    assert {name: column.tolist() for name, column in draws.columns.items()} == {
        name: [number] for name, number in models.baseline.as_dict().items()
    }
