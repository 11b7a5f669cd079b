"""What is too much for a request goes on in the background: by a worker or the sweep, chunk by chunk, none twice."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from analytics import sweep
from pipeline import bulk, bulk_actions, tasks
from pipeline.bulk_selection import Chosen
from pipeline.models import BulkRun, Opportunity, Stage
from pipeline.tests.factories import OpportunityFactory
from teams.tests.factories import UserFactory


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "CHUNK", 2)


@pytest.fixture
def amy(west):
    return UserFactory(name="Amy", team=west)


@pytest.fixture
def run(alice, bob, amy, acme, gtx):
    """Five deals to be given to Amy, which nobody has begun."""
    deals = [OpportunityFactory(owner=alice, account=acme, product=gtx) for _ in range(5)]
    chosen = Chosen([deal.pk for deal in deals])
    return bulk.start_run(
        by=bob, action="owner", heading="Change owner: Amy", chosen=chosen, parameters={"owner": amy.pk}
    )


def given(amy):
    return Opportunity.objects.filter(owner=amy).count()


def test_it_waits_for_a_worker(client, bob, run, amy):
    client.force_login(bob)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "0 of 5" in page
    assert "You can leave this page" in page
    assert 'hx-trigger="every 1s"' in page
    assert given(amy) == 0


def test_a_worker_does_it(client, bob, run, amy):
    assert tasks.work_off_bulk_runs() == 1
    run.refresh_from_db()
    assert (run.state, run.done, len(run.changed), given(amy)) == ("done", 5, 5, 5)
    client.force_login(bob)
    fragment = client.get(run.get_absolute_url(), headers={"hx-request": "true"}).content.decode()
    assert "5 deals given to their new owner" in fragment
    assert "every 1s" not in fragment
    assert tasks.work_off_bulk_runs() == 0


def test_the_sweep_does_what_no_worker_has_begun(run, amy):
    assert bulk.work_off_late_bulk_runs() == 0
    BulkRun.objects.update(asked_at=timezone.now() - timedelta(seconds=10))
    sweep.sweep_once()
    assert given(amy) == 5


def test_whoever_goes_on_after_a_kill_changes_none_twice(run, amy, monkeypatch):
    chunk, seen = bulk_actions.do_chunk, []

    def killed_in_the_second(run, ids):
        seen.append(ids)
        outcome = chunk(run, ids)
        if len(seen) == 2:
            raise OperationalError("the server is gone")
        return outcome

    monkeypatch.setattr(bulk_actions, "do_chunk", killed_in_the_second)
    bulk.work_off_bulk_runs()
    run.refresh_from_db()
    assert (run.state, run.done, given(amy)) == ("running", 2, 2)
    bulk.work_off_bulk_runs()
    run.refresh_from_db()
    assert (run.state, run.done, len(run.changed), given(amy)) == ("done", 5, 5, 5)
    assert set(Opportunity.objects.values_list("version", flat=True)) == {2}


def test_a_chunk_that_always_fails_ends_the_run_and_keeps_what_was_done(client, bob, run, amy, monkeypatch):
    chunk = bulk_actions.do_chunk

    def fails(run, ids):
        if run.done:
            raise OperationalError("the server is gone")
        return chunk(run, ids)

    monkeypatch.setattr(bulk_actions, "do_chunk", fails)
    for _ in range(bulk.ATTEMPTS + 1):
        bulk.work_off_bulk_runs()
    run.refresh_from_db()
    assert (run.state, run.done, given(amy)) == ("failed", 2, 2)
    client.force_login(bob)
    text = client.get(run.get_absolute_url()).content.decode()
    assert "What was done until then stays done." in text
    assert "2 of 5 were looked at." in text


def test_who_may_no_longer_change_them_changes_none(run, amy, bob, west):
    west.manager = None
    west.save()
    bulk.work_off_bulk_runs()
    run.refresh_from_db()
    assert given(amy) == 0
    assert {reason for _, reason in run.refused} == {bulk_actions.GONE}


def test_each_change_is_of_who_asked_for_it(run, bob):
    tasks.work_off_bulk_runs()
    for deal in Opportunity.objects.all():
        assert deal.events.order_by("pgh_id").last().pgh_context.metadata["user"] == bob.pk


def test_a_stage_that_is_deleted_meanwhile_refuses_all(alice, bob, run):
    stage = Stage.objects.create(name="Extra", position=99, probability=50)
    chosen = Chosen(list(Opportunity.objects.values_list("pk", flat=True)))
    moved = bulk.start_run(by=bob, action="stage", heading="Move", chosen=chosen, parameters={"stage": stage.pk})
    stage.delete()
    bulk.work_off_bulk_runs()
    moved.refresh_from_db()
    assert len(moved.refused) == 5
    assert "The stage was deleted" in moved.refused[0][1]


def test_deals_that_are_deleted_meanwhile_are_named_as_gone(client, bob, run, amy):
    Opportunity.objects.order_by("pk").first().delete()
    bulk.work_off_bulk_runs()
    client.force_login(bob)
    text = client.get(run.get_absolute_url()).content.decode()
    assert "4 deals given to their new owner, 1 refused" in text
    assert "A deal that is gone" in text


def test_an_undo_of_many_goes_to_the_background_too(client, bob, run, amy, alice):
    bulk.work_off_bulk_runs()
    client.force_login(bob)
    answer = client.post(f"/deals/bulk/{run.pk}/undo")
    undo = BulkRun.objects.get(undoes=run)
    assert answer.url == undo.get_absolute_url()
    bulk.work_off_bulk_runs()
    assert Opportunity.objects.filter(owner=alice).count() == 5


@pytest.mark.parametrize("count", [10, 200])
def test_one_statement_gives_a_chunk_to_its_owner(
    alice, bob, amy, gtx, monkeypatch, count, django_assert_max_num_queries
):
    monkeypatch.setattr(bulk, "AT_ONCE", 500)
    monkeypatch.setattr(bulk, "CHUNK", 500)
    stage = Stage.objects.get(name="Prospecting")
    deals = Opportunity.objects.bulk_create(Opportunity(owner=alice, product=gtx, stage=stage) for _ in range(count))
    chosen = Chosen([deal.pk for deal in deals])
    with django_assert_max_num_queries(30):
        run = bulk.start_run(by=bob, action="owner", heading="x", chosen=chosen, parameters={"owner": amy.pk})
    assert len(run.changed) == count


def test_a_request_does_not_wait_for_ever(alice, bob, gtx, monkeypatch):
    monkeypatch.setattr(bulk, "PATIENCE", 0)
    deal = OpportunityFactory(owner=alice, product=gtx)
    run = bulk.start_run(by=bob, action="delete", heading="Delete", chosen=Chosen([deal.pk]))
    assert run.state == "waiting"
    bulk.work_off_bulk_runs()
    assert not Opportunity.objects.exists()
