import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.core.fitting import fit
from analytics.core.purchases import summarise
from analytics.core.scoring import score_all
from analytics.core.tests.histories import simulate

CRM_DAY = np.datetime64("2018-01-01")
# The hold-out of the reference figures is calibrated until 30 September and predicts 92 days.
CRM_YEAR_END = np.datetime64("2017-12-31")


@pytest.fixture(scope="module")
def crm_fit(crm):
    return fit(*crm.rows, as_of=CRM_YEAR_END)


@pytest.fixture(scope="module")
def leaving_fit(leaving):
    return fit(*leaving.rows, as_of=729)


def stored(fitted):
    """As the database gives it back; fails for anything that JSON cannot hold, NaN and infinity included."""
    return json.loads(json.dumps([fitted.parameters, fitted.metrics, fitted.reasons], allow_nan=False))


def test_the_real_accounts_hide_the_probability_of_being_alive(crm_fit):
    assert crm_fit.parameters["p_alive_shown"] is False
    assert crm_fit.metrics["likelihood_ratio"] == pytest.approx(0, abs=1e-3)
    assert "cannot be told from 0" in crm_fit.reasons["p_alive"]


def test_the_real_accounts_show_the_baseline(crm_fit):
    assert crm_fit.parameters["shown"] == "baseline"
    assert "adds nothing to each account's shrunken rate" in crm_fit.reasons["shown"]


def test_the_real_accounts_have_the_known_errors_in_the_last_quarter(crm_fit):
    test = crm_fit.metrics["holdout"]
    champion, baseline = test["champion"], test["baseline"]
    assert (test["calibrated_until"], test["days"], test["accounts"]) == ("2017-09-30", 92, 85)
    assert champion["purchases_mae"] == pytest.approx(3.07, abs=0.005)
    assert champion["purchases_rank_correlation"] == pytest.approx(0.63, abs=0.01)
    assert champion["revenue_mae"] == pytest.approx(12_419, rel=0.01)
    assert champion["revenue_rank_correlation"] == pytest.approx(0.44, abs=0.03)
    # Better than each account's own past rate, of which 3.15 and 12,592 are known.
    assert baseline["purchases_mae"] < 3.15
    assert baseline["revenue_mae"] < 12_592


def test_the_real_accounts_are_expected_to_go_on(crm):
    fitted = fit(*crm.rows, as_of=CRM_DAY)
    summary = summarise(*crm.rows, as_of=CRM_DAY).summary
    assert score_all(summary, fitted.parameters).purchases.sum() == pytest.approx(4577, abs=2)


def test_a_planted_dropout_is_shown(leaving_fit):
    assert leaving_fit.parameters["p_alive_shown"] is True
    assert leaving_fit.parameters["shown"] == "bg_nbd"
    assert leaving_fit.reasons["p_alive"].startswith("Shown")


def test_the_probability_of_being_alive_is_right_about_who_left():
    history = simulate(21, 1500, (2.0, 30.0), (1.0, 6.0), window=1100)
    fitted = fit(*history.rows, as_of=729)
    found = summarise(*history.rows, as_of=729)
    later = np.isin(found.accounts, history.account[history.day > 729])
    alive = score_all(found.summary, fitted.parameters).p_alive
    assert later[alive > 0.9].mean() > 0.8
    assert later[alive < 0.1].mean() < 0.15


def test_without_dropout_nothing_is_shown_about_it(staying):
    fitted = fit(*staying.rows, as_of=729)
    assert fitted.parameters["p_alive_shown"] is False
    assert fitted.parameters["shown"] == "baseline"


def test_cdnow_shows_the_model(cdnow):
    fitted = fit(*cdnow.rows, as_of=np.datetime64("1998-06-30"))
    assert fitted.parameters["p_alive_shown"] is True
    test = fitted.metrics["holdout"]
    assert test["champion"]["purchases_mae"] < test["baseline"]["purchases_mae"]


def test_values_that_depend_on_frequency_rule_out_gamma_gamma(leaving):
    busy = np.bincount(leaving.account)[leaving.account]
    fitted = fit(leaving.account, leaving.day, leaving.value * busy, leaving.wins, as_of=729)
    assert fitted.parameters["shown"] == "baseline"
    assert "correlated" in fitted.reasons["gamma_gamma"]
    assert fitted.metrics["holdout"]["champion"]["revenue_mae"] is None
    assert fitted.parameters["p_alive_shown"] is True


def test_a_fit_survives_storage(crm_fit, leaving_fit):
    for fitted in (crm_fit, leaving_fit):
        assert stored(fitted) == [fitted.parameters, fitted.metrics, fitted.reasons]


def test_rows_after_the_as_of_day_change_nothing(leaving):
    cut = leaving.day <= 500
    known = fit(*(column[cut] for column in leaving.rows), as_of=500)
    assert stored(fit(*leaving.rows, as_of=500)) == stored(known)


def test_nobody_is_scored_by_what_there_is():
    nothing = np.array([], dtype=int)
    fitted = fit(nothing, nothing, nothing, nothing, as_of=100)
    assert stored(fitted)[0]["shown"] == "baseline"
    assert fitted.reasons["thresholds"] == "No account has bought yet, so the fixed thresholds stand in."
    assert len(score_all(summarise(nothing, nothing, nothing, nothing, 100).summary, fitted.parameters)) == 0


@pytest.mark.parametrize("accounts", [1, 3, 19, 30])
@pytest.mark.parametrize("purchases", [[50], [50, 60], [50, 50], [50, 60, 70]])
@pytest.mark.parametrize("as_of", [70, 100_000])
def test_little_or_uniform_data_fall_back_to_a_baseline_and_say_so(accounts, purchases, as_of):
    day = np.repeat(purchases, accounts)
    account = np.tile(np.arange(accounts), len(purchases))
    rows = account, day, np.full(len(day), 10.0), np.ones(len(day), dtype=int)
    fitted = fit(*rows, as_of=as_of)
    scored = score_all(summarise(*rows, as_of).summary, stored(fitted)[0])
    assert fitted.parameters["shown"] == "baseline"
    assert np.isfinite(scored.cltv).all()
    assert np.isfinite(scored.purchases).all()
    assert all(reason.endswith(".") for reason in fitted.reasons.values())
    if accounts < 20:
        assert scored.p_alive is None
        assert fitted.reasons["baseline"].startswith("One purchase rate for all accounts")


def test_all_purchases_on_the_as_of_day_are_no_window():
    account = np.arange(30)
    fitted = fit(account, np.full(30, 50), np.full(30, 10.0), np.ones(30, dtype=int), as_of=50)
    assert stored(fitted)[1]["holdout"] is None
    assert fitted.reasons["holdout"].startswith("No back-test")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 60), st.sampled_from([0.0, 0.01, 5.0, 1e7])),
        max_size=120,
    ),
    st.sampled_from([60, 61, 5000]),
)
def test_no_data_break_the_fit(rows, as_of):
    account, day, value = (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.array([])] * 3
    wins = np.ones(len(rows), dtype=int)
    fitted = fit(account, day, value, wins, as_of=as_of)
    scored = score_all(summarise(account, day, value, wins, as_of).summary, stored(fitted)[0])
    assert np.isfinite(scored.cltv).all()
    assert (scored.purchases >= 0).all()
