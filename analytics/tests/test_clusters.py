"""The comparison of clusters as a run: asked for, made once, kept with names that stay, and never in a page's way."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from analytics import clusters, nightly, runs, services, sweep, tasks
from analytics.core import clustering
from analytics.models import AccountMetrics, ModelRun, RunRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(clustering, "compare", partial(clustering.compare, draws=3))


@pytest.fixture
def customers(win, alice):
    """Twelve large accounts that bought lately, and twelve small ones that have not for long."""
    for n in range(24):
        account = AccountFactory(name=f"Customer {n:02}")
        days = range(1 + n % 3, 40, 4) if n < 12 else range(200 + n, 240 + n, 30)
        win(account, *days, value=5_000 + 40 * n if n < 12 else 100 + 3 * n)
    services.drain_account_changes()


def test_a_run_is_kept_as_the_champion(customers):
    run = clusters.compare_clusters()
    run.refresh_from_db()
    assert (run.kind, run.state, clusters.current_clusters()) == ("clusters", "champion", run)
    assert (run.metrics["accounts"], run.metrics["sample"]) == (24, 24)
    assert run.parameters["accounts"] == list(AccountMetrics.objects.order_by("pk").values_list("pk", flat=True))
    assert [len(labels) for labels in run.parameters["labels"].values()] == [24] * len(run.parameters["labels"])
    assert run.parameters["versions"].keys() >= {"scikit-learn", "numpy", "scipy"}
    assert (run.window_from, run.window_to) == (date(2025, 4, 22), date(2025, 12, 30))
    assert run.seconds > 0


def test_names_stay_and_an_older_run_keeps_no_accounts(customers):
    first = clusters.compare_clusters()
    second = clusters.compare_clusters()
    assert second.parameters["labels"] == first.parameters["labels"]
    first.refresh_from_db()
    assert first.state == "retired"
    assert "labels" not in first.parameters
    assert "accounts" not in first.parameters
    assert first.parameters["centroids"] == second.parameters["centroids"]


def test_a_night_without_clusters_costs_them_no_name(customers):
    first = clusters.compare_clusters()
    swapped = first.parameters["centroids"]["kmeans"]
    swapped["A"], swapped["D"] = swapped["D"], swapped["A"]  # names that a run of its own would not give
    first.save()
    kept = list(AccountMetrics.objects.values())
    AccountMetrics.objects.all().delete()
    refused = clusters.compare_clusters()
    assert refused.metrics["refused"] == "No account has bought yet, so there is nothing to compare."
    assert (refused.window_from, refused.parameters["accounts"]) == (None, [])
    AccountMetrics.objects.bulk_create(AccountMetrics(**row) for row in kept)
    assert clusters.compare_clusters().parameters["centroids"]["kmeans"] == swapped


def test_a_comparison_leaves_the_model_of_customers_alone(customers):
    champion = ModelRun.objects.get(kind="customers")
    clusters.compare_clusters()
    champion.refresh_from_db()
    assert champion.state == "champion"


def test_without_a_model_of_customers_one_is_still_fitted(acme, win):
    clusters.compare_clusters()
    win(acme, 10)
    services.drain_account_changes()
    assert ModelRun.objects.filter(kind="customers", state="champion").exists()


def test_what_is_asked_for_is_made_once(customers, dora):
    request = runs.ask_for_clusters(by=dora)
    assert runs.ask_for_clusters(by=dora) == request
    assert tasks.work_off_runs() == 1
    assert tasks.work_off_runs() == 0
    request.refresh_from_db()
    assert (request.state, request.run) == ("done", ModelRun.objects.get(kind="clusters"))
    assert runs.ask_for_clusters(by=dora) != request


def test_what_fails_says_so_and_is_not_tried_for_ever(customers, dora, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("Nothing of it.")

    request = runs.ask_for_clusters(by=dora)
    with monkeypatch.context() as broken:
        broken.setattr(clustering, "compare", fail)
        runs.work_off_runs()
    request.refresh_from_db()
    assert (request.state, request.error) == ("failed", "ValueError: Nothing of it.")
    assert runs.work_off_runs() == 0
    assert runs.retry(request, by=dora).kind == "clusters"
    assert runs.work_off_runs() == 1
    assert clusters.current_clusters() is not None


@pytest.mark.parametrize(("who", "may"), [("alice", False), ("bob", False), ("anna", True), ("dana", True)])
def test_who_may_ask(request, who, may):
    user = request.getfixturevalue(who)
    if may:
        assert runs.ask_for_clusters(by=user)
    else:
        with pytest.raises(PermissionDenied):
            runs.ask_for_clusters(by=user)
        assert not RunRequest.objects.exists()


def test_the_nightly_run_asks_and_the_sweep_makes_it(customers, monkeypatch):
    monkeypatch.setattr(runs, "_WORKERS_TURN", timedelta(0))
    RunRequest.objects.create(kind="clusters", origin="nightly", state="failed", error="Last night's.")
    nightly.run_nightly()
    assert RunRequest.objects.get(kind="clusters").state == "waiting"
    assert clusters.current_clusters() is None
    sweep.sweep_once()
    assert clusters.current_clusters() is not None
    assert RunRequest.objects.get(kind="clusters").state == "done"


def test_a_comparison_is_no_model_that_scores_accounts(customers, client, dora):
    scoring = ModelRun.objects.get(kind="customers")
    comparison = clusters.compare_clusters()
    client.force_login(dora)
    page = client.get("/customers/runs/")
    assert (page.context["champion"], [run for run, _ in page.context["rows"]]) == (scoring, [scoring])
    assert client.get(f"/customers/runs/{comparison.pk}/").status_code == 404


def test_the_command_prints_the_judgement(customers, capsys):
    call_command("compare_clusters")
    printed = capsys.readouterr().out
    assert clusters.current_clusters().reasons["judgement"] in printed
    assert "HDBSCAN on a UMAP plane" in printed


def test_an_account_without_a_purchase_is_in_no_comparison(customers):
    AccountFactory(name="Nothing yet")
    services.drain_account_changes()
    assert Account.objects.count() == 25
    assert clusters.compare_clusters().metrics["accounts"] == 24
