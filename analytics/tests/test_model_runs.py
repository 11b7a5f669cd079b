"""The life of a model run: asked for, worked off, refused, accepted, rolled back to, failed and tried again."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import AccountChange
from accounts.tests.factories import AccountFactory
from analytics import batches, nightly, runs, services, sweep
from analytics.models import AccountMetrics, JobSlot, ModelRun, RescoreChunk, RunRequest
from pipeline.models import Opportunity, ReportingDay
from pipeline.services import set_reporting_day
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db


def champion():
    return ModelRun.objects.get(state=ModelRun.State.CHAMPION)


def run_now(user):
    request = runs.ask_for_run(by=user)
    runs.work_off_runs()
    request.refresh_from_db()
    return request


@pytest.fixture
def jumped(market):
    """The champion's parameters are not what the data give: the next fit doubles every lifetime value."""
    run = champion()
    run.parameters["baseline"] |= {"value_mean": run.parameters["baseline"]["value_mean"] / 9, "value_between": 0}
    run.save()
    services.rescore_all()
    return run


def test_a_wish_is_done_with_who_and_how_long(market, dora):
    request = run_now(dora)
    assert (request.state, request.step, request.attempts) == ("done", "months", 1)
    run = request.run
    assert (run.state, run.asked_by, run.origin) == ("champion", dora, "page")
    assert run.seconds >= run.metrics["fit_seconds"] > 0
    assert set(AccountMetrics.objects.values_list("model_run", flat=True)) == {run.pk}


@pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
def test_only_who_sees_everything_makes_runs(market, name, request):
    user = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        runs.ask_for_run(by=user)
    with pytest.raises(PermissionDenied):
        runs.ask_to_adopt(champion(), by=user, why="I like it")
    assert not RunRequest.objects.exists()


def test_two_wishes_at_once_are_one_run(market, dora, anna):
    assert runs.ask_for_run(by=dora).pk == runs.ask_for_run(by=anna).pk
    assert runs.work_off_runs() == 1


def test_the_steps_are_written_one_after_the_other(market, dora, monkeypatch):
    seen, reach = [], runs._reach
    monkeypatch.setattr(runs, "_reach", lambda request, step: (reach(request, step), seen.append(step)))
    run_now(dora)
    assert seen == [step.value for step in RunRequest.Step]


def test_the_sweep_leaves_a_wish_to_the_worker_for_some_seconds(market, dora):
    request = runs.ask_for_run(by=dora)
    RunRequest.objects.update(asked_at=timezone.now() + timedelta(hours=1))
    assert runs.work_off_late_runs() == 0
    assert runs.work_off_runs() == 1
    request.refresh_from_db()
    assert request.state == "done"


def test_the_sweep_does_what_no_worker_has_done(market, dora):
    JobSlot.objects.create(name="nightly", slot=timezone.localdate().isoformat())
    request = runs.ask_for_run(by=dora)
    RunRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    sweep.sweep_once()
    request.refresh_from_db()
    assert request.state == "done"


def test_a_failure_is_kept_with_its_reason_and_can_be_tried_again(market, dora, monkeypatch):
    before = champion()
    with monkeypatch.context() as broken:
        broken.setattr(services, "_fit", lambda *args: 1 / 0)
        request = run_now(dora)
    assert (request.state, request.error) == ("failed", "ZeroDivisionError: division by zero")
    assert champion() == before
    again = runs.retry(request, by=dora)
    assert runs.work_off_runs() == 1
    again.refresh_from_db()
    assert again.state == "done"
    with pytest.raises(ValidationError, match="Only what failed"):
        runs.retry(again, by=dora)


def test_what_was_killed_is_done_again_but_not_for_ever(market, dora):
    request = runs.ask_for_run(by=dora)
    RunRequest.objects.update(state="running", attempts=2)
    assert runs.work_off_runs() == 1
    request.refresh_from_db()
    assert (request.state, request.attempts) == ("done", 3)
    request = runs.ask_for_run(by=dora)
    RunRequest.objects.filter(pk=request.pk).update(state="running", attempts=3)
    runs.work_off_runs()
    request.refresh_from_db()
    assert request.state == "failed"
    assert "killed" in request.error


def test_a_jump_is_refused_and_the_champion_stays(jumped, dora, caplog):
    values = list(AccountMetrics.objects.order_by("pk").values_list("cltv", flat=True))
    run = run_now(dora).run
    assert run.state == "refused"
    assert "times the champion's while the data changed by 0.0 %" in run.reasons["refused"]
    assert champion() == jumped
    assert list(AccountMetrics.objects.order_by("pk").values_list("cltv", flat=True)) == values
    assert f"Model run {run.pk} was refused" in caplog.text


def test_a_refused_run_can_be_accepted(jumped, dora):
    refused = run_now(dora).run
    runs.ask_to_adopt(refused, by=dora, why="The old values were wrong")
    runs.work_off_runs()
    assert champion() == refused
    assert champion().reasons["champion"].startswith("Accepted by Dora Dahl on ")
    assert services.differences() == []
    assert run_now(dora).run.state == "champion"


def test_a_run_can_be_rolled_back_to_and_nights_go_on(market, dora, win):
    first = champion()
    win(market[3], 1, 2, 3, value=700)
    second = run_now(dora).run
    runs.ask_to_adopt(first, by=dora, why="Thresholds of last week")
    runs.work_off_runs()
    assert champion() == first
    assert champion().reasons["champion"].endswith(": Thresholds of last week")
    assert set(AccountMetrics.objects.values_list("model_run", flat=True)) == {first.pk}
    assert services.differences() == []
    assert nightly.run_nightly() is True
    assert champion().pk > second.pk


@pytest.mark.parametrize(("state", "why"), [("champion", "Why not"), ("candidate", "Why not"), ("retired", "  ")])
def test_what_cannot_become_champion_is_refused_with_a_sentence(market, dora, state, why):
    run = champion()
    ModelRun.objects.update(state=state)
    with pytest.raises(ValidationError):
        runs.ask_to_adopt(run, by=dora, why=why)
    assert not RunRequest.objects.exists()


def test_one_run_becomes_champion_at_a_time(market, dora):
    first = champion()
    run_now(dora)
    second = champion()
    run_now(dora)
    runs.ask_to_adopt(first, by=dora, why="First")
    with pytest.raises(ValidationError, match=f"Model run {first.pk} is becoming champion"):
        runs.ask_to_adopt(ModelRun.objects.get(pk=second.pk), by=dora, why="Second")


def test_the_command_fits_and_says_so(market, capsys):
    call_command("refit")
    assert f"Model run {champion().pk} as of 2025-12-31, champion, in " in capsys.readouterr().out
    assert champion().origin == "command"


def test_the_command_fails_with_the_reason(market, monkeypatch):
    monkeypatch.setattr(runs, "ATTEMPTS", 0)
    with pytest.raises(CommandError, match="without a word"):
        call_command("refit")


def test_a_nightly_run_takes_over_a_wish_that_is_open(market, dora):
    runs.ask_for_run(by=dora)
    nightly.run_nightly()
    assert RunRequest.objects.get(kind="refit").state == "done"


def test_without_a_won_deal_a_run_says_so(acme, dora):
    set_reporting_day(date(2025, 12, 31), pinned=True)
    run = run_now(dora).run
    assert (run.window_from, run.metrics["accounts"]) == (None, 0)
    assert "No account has bought yet" in run.reasons["thresholds"]
    assert AccountMetrics.objects.get(account=acme).segment is None


def test_one_account_is_enough(acme, win, dora):
    win(acme, 5)
    run = run_now(dora).run
    assert (run.state, run.parameters["shown"], run.metrics["accounts"]) == ("champion", "baseline", 1)
    assert AccountMetrics.objects.get(account=acme).cltv > 0
    assert run_now(dora).run.state == "champion"


@pytest.mark.parametrize("days", [400, 4000])
def test_a_day_far_ahead_with_no_new_deal_is_fitted_as_it_is(market, dora, pinned_day, days):
    set_reporting_day(pinned_day + timedelta(days=days), pinned=True)
    services.rescore_all()
    run = run_now(dora).run
    assert run.state == "champion"
    assert run.metrics["against_champion"]["data_change"] > 0.1
    assert AccountMetrics.objects.buyers().filter(segment__key="new").count() == 0
    assert services.differences() == []


def test_a_day_before_every_deal_leaves_nobody_to_score(market, dora, pinned_day):
    set_reporting_day(date(2001, 1, 1), pinned=True)
    run = run_now(dora).run
    assert (run.state, run.metrics["accounts"]) == ("champion", 0)
    assert AccountMetrics.objects.buyers().count() == 0


@pytest.mark.django_db(transaction=True)
def test_while_one_process_makes_a_run_another_leaves_it_alone(market, dora):
    runs.ask_for_run(by=dora)
    held, done = threading.Event(), threading.Event()

    def hold():
        with runs.making_runs() as ours:
            assert ours
            held.set()
            done.wait(timeout=20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(timeout=20)
    busy = (runs.work_off_runs(), nightly.run_nightly())
    done.set()
    other.join(timeout=20)
    assert busy == (0, False)
    assert runs.work_off_runs() == 1
    assert not JobSlot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_accounts_are_scored_ends_under_the_new_run(market, dora, alice, gtx, monkeypatch):
    """Whenever a chunk is computed and not stored yet, every account changes, one is new, and all are drained."""
    monkeypatch.setattr(services, "CHUNK", 2)
    first, store, meddled = threading.current_thread(), services.store, []

    def meddle():
        meddled.append(AccountFactory())
        OpportunityFactory(won=True, owner=alice, account=meddled[-1], product=gtx, close_date=date(2025, 6, 1))
        Opportunity.objects.won().update(close_value=100 + len(meddled))
        services.drain_account_changes()
        connection.close()

    def store_after_meddling(columns, scheme):
        if threading.current_thread() is first and len(meddled) < 20:
            other = threading.Thread(target=meddle)
            other.start()
            other.join(timeout=20)
        return store(columns, scheme)

    monkeypatch.setattr(services, "store", store_after_meddling)
    run = run_now(dora).run
    monkeypatch.undo()
    assert len(meddled) >= 2
    services.drain_account_changes()
    assert (RescoreChunk.objects.count(), AccountChange.objects.count()) == (0, 0)
    assert set(AccountMetrics.objects.values_list("model_run", flat=True)) == {run.pk}
    assert services.differences() == []


def test_a_rescoring_that_is_killed_is_finished_by_the_next_drain(market, monkeypatch):
    AccountMetrics.objects.update(monetary=1)  # what no change of a deal would bring right
    monkeypatch.setattr(services, "CHUNK", 3)
    assert services.start_rescoring() == 0
    assert RescoreChunk.objects.count() == services.SHARDS
    services.drain_account_changes()
    assert RescoreChunk.objects.count() == 0
    assert services.differences() == []


def test_chunks_name_every_account_once(market, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 2)
    services.start_rescoring()
    assert RescoreChunk.objects.count() > services.SHARDS
    named = sorted(account for chunk in RescoreChunk.objects.all() for account in services._accounts_of(chunk))
    assert named == sorted(AccountMetrics.objects.values_list("account_id", flat=True))


def test_a_small_book_is_scored_at_once_or_not_at_all(market, monkeypatch):
    before, new = champion(), ModelRun.objects.get()
    assert services.start_rescoring() == 17
    assert not RescoreChunk.objects.exists()
    new.pk, new.parameters = None, {"thresholds": {}}
    monkeypatch.setattr(batches, "FAULTY_AT_MOST", 0)
    with pytest.raises(LookupError):
        services.rescore_all(new)
    assert champion() == before


def test_a_large_book_is_scored_by_a_group_of_tasks(market, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(services, "CHUNK", 1)
    asked = []
    monkeypatch.setattr("pipeline.hints._each", lambda shards, producer: asked.append(shards))
    with django_capture_on_commit_callbacks(execute=True):
        services.start_rescoring()
    assert asked == [list(range(services.SHARDS))]


def test_a_group_reaches_the_broker():
    """Celery's memory transport keeps what is sent: one task a shard."""
    from celery import Celery

    from pipeline import hints

    app = Celery(broker="memory://runs/", set_as_current=False)
    sent = []
    with (
        app.connection_for_write() as broker,
        app.amqp.Producer(broker) as producer,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(hints, "current_app", app)
        patch.setattr(producer, "publish", lambda body, **given: sent.append((given["headers"]["task"], body[0])))
        hints._each([0, 1, 2], producer)
    assert sent == [(hints.DRAIN_SHARD, (shard,)) for shard in range(3)]


def test_reporting_day_is_not_stored_by_a_run(acme, dora):
    run_now(dora)
    assert not ReportingDay.objects.exists()
