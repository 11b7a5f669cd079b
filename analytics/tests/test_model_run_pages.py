"""The pages of model runs: what they say, to whom, and what their buttons do."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from analytics import runs, services
from analytics.models import AccountMetrics, ModelRun, RescoreChunk, RunRequest, SelfAudit
from analytics.run_words import number

URL = reverse("analytics:model_runs")
ASK = reverse("analytics:model_run_ask")
PROGRESS = reverse("analytics:model_run_progress")


def address(run):
    return reverse("analytics:model_run", args=[run.pk])


@pytest.fixture
def champion(market):
    return ModelRun.objects.get()


@pytest.fixture
def page(client, dora, champion):
    client.force_login(dora)
    return lambda url=URL: client.get(url).text


def test_the_list_says_what_each_run_was_fitted_on_and_shows(page, champion):
    text = page()
    for said in (f"Run {champion.pk}", "Champion", "31 Dec 2025", "Baseline", "First data or import"):
        assert said in text
    assert champion.reasons["shown"] in text


def test_the_tabs_of_customers_lead_here(page):
    assert f'href="{URL}"' in page(reverse("analytics:customers"))


def test_without_a_run_it_says_when_there_will_be_one(client, alice, db):
    client.force_login(alice)
    assert "No model run yet" in client.get(URL).text


def test_a_run_says_its_parameters_with_unit_and_source(page, champion):
    text = page(address(champion))
    baseline = champion.parameters["baseline"]
    for said in (number(baseline["alpha"]), number(baseline["value_mean"]), "Bühlmann and Straub 1970", "days"):
        assert said in text


def test_a_run_says_each_gate_with_its_number(page, champion):
    champion.metrics["gates"] = [
        {"gate": "dropout", "passed": True, "value": 146.3, "needed": 3.84},
        {"gate": "independence", "passed": False, "value": -0.31, "needed": 0.15},
        {"gate": "revenue", "passed": False, "value": None, "needed": 12592.4},
    ]
    champion.save()
    words = re.sub(r"<[^>]+>|\s+", " ", page(address(champion))).replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"Likelihood ratio +Pass +146.3 +above 3.84", words)
    assert re.search(r"Correlation +Fail +−0.31 +within ±0.15", words)
    assert re.search(r"Not tested +– +at least 1 % below the baseline.{1,6}s 12,592", words)


def test_a_run_shows_both_errors_side_by_side(page, champion):
    champion.metrics["holdout"] = {
        "calibrated_until": "2025-09-30", "days": 92, "accounts": 15,
        "baseline": {"purchases_mae": 3.15, "purchases_total_error": 0.13},
        "champion": {"purchases_mae": 3.07},
    }  # fmt: skip
    champion.save()
    words = re.sub(r"<[^>]+>|\s+", " ", page(address(champion)))
    assert "Fitted until 30 Sep 2025, judged on the 92 days after" in words
    assert re.search(r"mean error an account +3.15 +3.07", words)
    assert re.search(r"error of the total +13.0 % +–", words)


def test_a_run_from_before_gates_were_kept_is_shown_too(page, champion):
    champion.metrics = {"accounts": 3}
    champion.parameters = {"thresholds": champion.parameters["thresholds"], "shown": "baseline"}
    champion.save()
    assert "from before gates were kept" in page(address(champion))


def test_what_changed_since_the_run_before(page, champion, win, market, dora):
    win(market[0], 1, value=5000)
    runs.ask_for_run(by=dora)
    runs.work_off_runs()
    words = re.sub(r"<[^>]+>|\s+", " ", page(address(ModelRun.objects.get(state="champion"))))
    days = champion.metrics["purchase_days"]
    assert re.search(rf"Purchase days +{days} +{days + 1}", words)
    assert re.search(rf"Against +run {champion.pk} +before it", words)
    assert re.search(r"Beside the champion of its time, on the same accounts: data changed by", words)


def test_the_button_asks_and_the_page_shows_how_far_it_is(page, client, dora):
    assert client.post(ASK).headers["Location"] == URL
    assert RunRequest.objects.get().asked_by == dora
    assert "Waiting for a worker" in page()
    RunRequest.objects.update(state="running", step="fit")
    text = page(PROGRESS)
    assert re.search(r'<li class="done">Read the purchases</li><li aria-current="step">Fit thresholds', text)
    assert 'hx-trigger="every 1s"' in text


def test_the_share_that_is_scored_is_shown(page, client, monkeypatch, market):
    client.post(ASK)
    RunRequest.objects.update(state="running", step="score")
    assert "accounts are scored" not in page(PROGRESS)
    first, last = market[0].pk, Account.objects.latest("pk").pk
    middle = first + (last - first) // 4 * 3
    RescoreChunk.objects.bulk_create(RescoreChunk(shard=n, first_account=middle, last_account=last) for n in range(8))
    assert "75\N{NO-BREAK SPACE}% of the accounts are scored" in page(PROGRESS)


def test_when_the_run_has_ended_the_page_is_loaded_anew(client, page):
    client.post(ASK)
    assert "HX-Refresh" not in client.get(PROGRESS).headers
    runs.work_off_runs()
    assert client.get(PROGRESS).headers["HX-Refresh"] == "true"


def test_a_failure_is_shown_with_its_reason_and_tried_again(page, client, monkeypatch):
    client.post(ASK)
    with monkeypatch.context() as broken:
        broken.setattr(services, "_fit", lambda *args: 1 / 0)
        runs.work_off_runs()
    assert "ZeroDivisionError: division by zero" in page()
    client.post(reverse("analytics:model_run_retry", args=[RunRequest.objects.get().pk]))
    assert runs.work_off_runs() == 1
    assert "division by zero" not in page()


def test_only_who_may_make_runs_is_offered_one(client, champion, alice, bob, anna, dora):
    offers = []
    for user in (alice, bob, anna, dora):
        client.force_login(user)
        offers.append(ASK in client.get(URL).text)
    assert offers == [False, False, True, True]


def test_a_refused_run_is_an_alert_until_it_is_accepted(page, client, champion):
    ModelRun.objects.create(
        as_of=champion.as_of, parameters=champion.parameters, metrics=champion.metrics, seconds=1, state="refused",
        reasons=champion.reasons | {"refused": "Values would be 3.00 times the champion's."},
    )  # fmt: skip
    refused = ModelRun.objects.get(state="refused")
    assert "Values would be 3.00 times" in page()
    answer = client.post(reverse("analytics:model_run_adopt", args=[refused.pk]), {"why": "New price list"})
    assert answer.headers["Location"] == URL
    runs.work_off_runs()
    assert "Values would be 3.00 times" not in page()
    assert "New price list" in page(address(refused))


def test_a_roll_back_wants_a_reason(page, client, champion, dora):
    runs.ask_for_run(by=dora)
    runs.work_off_runs()
    assert "Roll back to this run" in page(address(champion))
    answer = client.post(reverse("analytics:model_run_adopt", args=[champion.pk]), {"why": ""})
    assert answer.status_code == 422
    assert "Say why: it is kept with the run." in answer.text
    assert not RunRequest.objects.filter(kind="adopt").exists()


def test_the_champion_offers_no_roll_back(page, client, champion):
    assert "Roll back to this run" not in page(address(champion))
    answer = client.post(reverse("analytics:model_run_adopt", args=[champion.pk]), {"why": "Again"})
    assert answer.status_code == 422
    assert "Only a retired or refused run can become champion." in answer.text


def test_an_alert_of_the_audit_names_accounts_to_who_sees_everything(page, client, market, alice, bob):
    wrong = [market[1].pk, market[4].pk]
    SelfAudit.objects.create(as_of="2025-12-31", accounts=17, wrong=wrong, wrong_count=2)
    text = page()
    assert "2 accounts differed from their deals" in text
    assert "Market 01" in text
    assert "Market 04" in text
    for user in (alice, bob):
        client.force_login(user)
        assert "differed" not in client.get(URL).text


def test_its_button_recomputes_them(page, client, market, dora):
    AccountMetrics.objects.filter(account=market[1]).update(monetary=1)
    found = SelfAudit.objects.create(as_of="2025-12-31", accounts=17, wrong=[market[1].pk], wrong_count=1)
    client.post(reverse("analytics:audit_recompute", args=[found.pk]))
    found.refresh_from_db()
    assert found.healed_by == dora
    assert services.differences() == []
    assert "1 of 17 accounts differed, recomputed" in page()


def test_the_list_pages_by_key_with_the_same_queries(page, champion, client, django_assert_max_num_queries):
    later = timezone.now() + timedelta(days=1)
    ModelRun.objects.bulk_create(
        ModelRun(as_of=champion.as_of, parameters=champion.parameters, metrics=champion.metrics, seconds=1,
                 reasons={}, state="retired", created_at=later)
        for _ in range(60)
    )  # fmt: skip
    with django_assert_max_num_queries(14):
        first = client.get(URL)
    shown = [run.pk for run, _ in first.context["rows"]]
    assert len(shown) == 25
    second = client.get(URL + first.context["pager"]["next"]).context["rows"]
    assert max(run.pk for run, _ in second) < min(shown)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0"), (-0.02399, "−0.02399"), (1234.5, "1,234"), (2.6e-9, "2.6e-09"), (146.339, "146.3")],
)
def test_numbers_have_four_digits(value, text):
    assert number(value) == text
