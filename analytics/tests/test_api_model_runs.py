"""Model runs through the API, and scores of posted accounts."""

from decimal import Decimal

import pytest

from analytics.models import AccountMetrics, ModelRun
from analytics.run_serializers import MOST_ROWS
from pipeline.models import ReportingDay

RUNS, SCORE = "/api/v1/model-runs", "/api/v1/segments/score"
GOOD = {"id": "A", "recency": 12, "frequency": 9, "monetary": "14250.00", "first_purchase_days_ago": 400}


def test_the_list_has_the_newest_first_and_filters(alice, api, market):
    champion = ModelRun.objects.get()
    old = ModelRun.objects.create(
        as_of=champion.as_of, parameters=champion.parameters, metrics=champion.metrics, reasons={}, seconds=1,
        state="retired",
    )  # fmt: skip
    rows = api(alice).get(RUNS).json()["results"]
    assert [row["id"] for row in rows] == [old.pk, champion.pk]
    (shown,) = api(alice).get(RUNS, {"state": "champion"}).json()["results"]
    assert (shown["shown"], shown["accounts"], shown["state"]) == ("baseline", 15, "champion")
    assert "parameters" not in shown


def test_a_run_has_all_that_is_kept(alice, api, market):
    champion = ModelRun.objects.get()
    shown = api(alice).get(f"{RUNS}/{champion.pk}").json()
    assert shown["parameters"] == champion.parameters
    assert shown["metrics"]["gates"] == champion.metrics["gates"]
    assert shown["reasons"]["shown"] == champion.reasons["shown"]
    assert api(alice).get(f"{RUNS}/{champion.pk + 99}").status_code == 404
    assert api(alice).get(RUNS, {"stat": "champion"}).status_code == 400


def test_a_posted_account_gets_what_ours_with_its_figures_has(alice, api, market):
    ours = AccountMetrics.objects.buyers().select_related("segment").order_by("pk")
    day = ReportingDay.current().day
    rows = [
        {"id": str(m.pk), "recency": m.recency, "frequency": m.frequency, "monetary": str(m.monetary),
         "first_purchase_days_ago": (day - m.first_won_on).days}
        for m in ours
    ]  # fmt: skip
    answer = api(alice, scope="read").post(SCORE, {"accounts": rows}).json()
    assert answer["model_run"] == ModelRun.objects.get().pk
    expected = [(str(m.pk), m.r_score, m.f_score, m.m_score, m.segment.key, m.segment.action) for m in ours]
    assert expected == [
        (r["id"], r["r_score"], r["f_score"], r["m_score"], r["segment"]["key"], r["segment"]["action"])
        for r in answer["results"]
    ]
    assert len(expected) == 15


def test_nothing_is_stored(alice, api, market):
    before = AccountMetrics.objects.count()
    assert api(alice).post(SCORE, {"accounts": [GOOD]}).status_code == 200
    assert AccountMetrics.objects.count() == before


def test_every_fault_of_every_row_is_named(alice, api, market):
    rows = [
        GOOD,
        GOOD | {"recency": -1, "frequency": 0},
        GOOD | {"monetary": "NaN", "surprise": 1},
        GOOD | {"first_purchase_days_ago": 3},
        GOOD | {"frequency": 1},
        {"id": "B"},
        "row",
    ]
    answer = api(alice).post(SCORE, {"accounts": rows})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {
        "accounts.1.recency", "accounts.1.frequency", "accounts.2.surprise", "accounts.3.first_purchase_days_ago",
        "accounts.4.first_purchase_days_ago", "accounts.5.recency", "accounts.5.frequency", "accounts.5.monetary",
        "accounts.5.first_purchase_days_ago", "accounts.6",
    }  # fmt: skip
    assert answer.json()["errors"]["accounts.4.first_purchase_days_ago"] == [
        "With one purchase, the first is the last: send the recency."
    ]


@pytest.mark.parametrize("monetary", ["NaN", "Infinity", "-1", "1e99", "12.345", None, True, [], "\u0664\u0662x"])
def test_money_that_is_none_is_refused(alice, api, market, monetary):
    answer = api(alice).post(SCORE, {"accounts": [GOOD | {"monetary": monetary}]})
    assert list(answer.json()["errors"]) == ["accounts.0.monetary"]


@pytest.mark.parametrize("accounts", [[], [GOOD] * (MOST_ROWS + 1), {}, "all", None])
def test_too_many_rows_or_none_are_refused(alice, api, market, accounts):
    answer = api(alice).post(SCORE, {"accounts": accounts})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["accounts"]


def test_a_thousand_rows_are_scored(alice, api, market):
    answer = api(alice).post(SCORE, {"accounts": [GOOD | {"id": str(n)} for n in range(MOST_ROWS)]})
    assert [row["id"] for row in answer.json()["results"]] == [str(n) for n in range(MOST_ROWS)]


def test_a_body_of_many_bytes_is_refused(alice, api, market, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    assert api(alice).post(SCORE, {"accounts": [GOOD] * 200}).status_code == 413


def test_a_fresh_first_purchase_is_new_and_an_old_one_is_not(alice, api, market):
    rows = [GOOD | {"id": str(days), "recency": 1, "first_purchase_days_ago": days} for days in (90, 91)]
    first, second = api(alice).post(SCORE, {"accounts": rows}).json()["results"]
    assert first["segment"]["key"] == "new"
    assert second["segment"]["key"] != "new"


def test_before_anything_is_fitted_it_says_so(alice, api, db):
    answer = api(alice).post(SCORE, {"accounts": [GOOD]})
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Nothing is fitted yet")


def test_the_fixed_thresholds_of_the_earlier_system_score_by_their_edges(alice, api, market):
    run = ModelRun.objects.get()
    from analytics.core.rfm import Thresholds

    run.parameters["thresholds"] = Thresholds.fixed().as_dict()
    run.save()
    edge = {"recency": 30, "frequency": 10, "monetary": str(Decimal(5000)), "first_purchase_days_ago": 400}
    past = {"recency": 31, "frequency": 9, "monetary": "4999.99", "first_purchase_days_ago": 400}
    rows = api(alice).post(SCORE, {"accounts": [{"id": "edge", **edge}, {"id": "past", **past}]}).json()["results"]
    assert [(row["r_score"], row["f_score"], row["m_score"]) for row in rows] == [(5, 5, 5), (4, 4, 4)]
