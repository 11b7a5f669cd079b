"""Sums by month are stored, and right at every moment: before a drain, after it, as of any reporting day."""

import threading
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.tests.factories import AccountFactory
from analytics import gold, nightly, rollup, sweep
from analytics.models import MonthlySales
from analytics.tests.test_random_changes import START, Chaos
from pipeline.models import Opportunity, ReportingDay, SalesChange
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams import visibility

SUMS = "won, lost, units_won, units_lost, revenue, revenue_squares, won_cycle_days_total, lost_cycle_days_total"


def shown(user=None):
    """The rows of silver.sales_month as a user, or the system, sees them."""
    viewing = visibility.viewing(user) if user else visibility.viewing_as_system()
    with viewing, connection.cursor() as cursor:
        cursor.execute(f"select month, agent_id, product_id, {SUMS} from silver.sales_month")
        return {row[:3]: row[3:] for row in cursor.fetchall()}


def added_up(day, user=None):
    """The same from the deals, added up without SQL."""
    deals = Opportunity.objects.visible_to(user) if user else Opportunity.objects.all()
    sums = defaultdict(lambda: [0, 0, 0, 0, Decimal(0), Decimal(0), 0, 0])
    for deal in deals:
        if deal.close_date is None or deal.close_date > day:
            continue
        row = sums[deal.close_date.replace(day=1), deal.owner_id, deal.product_id]
        lost = int(deal.stage_type == "lost")
        row[lost] += 1
        row[2 + lost] += deal.quantity
        row[4] += deal.close_value
        row[5] += deal.close_value**2
        row[6 + lost] += deal.cycle_days
    return {key: tuple(row) for key, row in sums.items()}


def set_day(day):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": day, "pinned": True})


@pytest.fixture
def stored(alice, gtx, stages):
    """A win in March and one in May, both stored."""
    for day in (date(2025, 3, 4), date(2025, 5, 6)):
        OpportunityFactory(won=True, owner=alice, product=gtx, close_date=day, close_value=100)
    rollup.drain_sales_changes()
    return alice


def test_a_drain_stores_the_sums_and_empties_the_log(stored, gtx):
    assert not SalesChange.objects.exists()
    assert list(MonthlySales.objects.values_list("month", "owner_id", "product_id", "won", "revenue")) == [
        (date(2025, 3, 1), stored.pk, gtx.pk, 1, 100),
        (date(2025, 5, 1), stored.pk, gtx.pk, 1, 100),
    ]


def test_the_view_reads_what_is_stored_and_only_deals_of_months_on_the_log(stored):
    MonthlySales.objects.update(revenue=7)  # which no drain would have stored
    OpportunityFactory(won=True, owner=stored, close_date=date(2025, 5, 7), close_value=50)
    revenue = defaultdict(Decimal)
    for (month, _, _), sums in shown().items():
        revenue[month] += sums[4]
    assert revenue == {date(2025, 3, 1): 7, date(2025, 5, 1): 150}


WRITES = {
    "insert": lambda deal: OpportunityFactory(won=True, owner=deal.owner, close_date=date(2025, 7, 1)),
    "update": lambda deal: Opportunity.objects.filter(pk=deal.pk).update(close_value=5),
    "month": lambda deal: Opportunity.objects.filter(pk=deal.pk).update(close_date=date(2025, 4, 2)),
    "product": lambda deal: Opportunity.objects.filter(pk=deal.pk).update(product=ProductFactory()),
    "delete": lambda deal: deal.delete(),
    "cascade": lambda deal: deal.account.delete(),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_write_shows_before_the_drain_and_after_it(write, stored):
    before = shown()
    WRITES[write](Opportunity.objects.get(close_date=date(2025, 3, 4)))
    exact = added_up(timezone.localdate())
    assert shown() == exact != before
    rollup.drain_sales_changes()
    assert (shown(), rollup.differences()) == (exact, [])
    assert not SalesChange.objects.exists()


def test_a_reassigned_deal_is_logged_for_both_owners(stored, charlie):
    Opportunity.objects.filter(close_date=date(2025, 3, 4)).update(owner=charlie)
    assert set(SalesChange.objects.values_list("month", "owner_id")) == {
        (date(2025, 3, 1), stored.pk), (date(2025, 3, 1), charlie.pk)
    }  # fmt: skip


def test_open_deals_are_not_logged(deal):
    Opportunity.objects.update(next_step="Call")
    assert not SalesChange.objects.exists()


def test_a_truncate_is_logged(stored):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("truncate pipeline_opportunity cascade")
    assert shown() == {}
    rollup.drain_sales_changes()
    assert not MonthlySales.objects.exists()


@pytest.mark.parametrize(
    "day", [date(2025, 5, 31), date(2025, 5, 6), date(2025, 5, 5), date(2025, 4, 1), date(2024, 1, 1)]
)
def test_another_reporting_day_needs_no_drain(day, stored):
    OpportunityFactory(won=True, owner=stored, close_date=date(2025, 5, 1))
    rollup.drain_sales_changes()
    set_day(day)
    assert shown() == added_up(day)
    assert not SalesChange.objects.exists()


def test_without_a_stored_reporting_day_today_s_closes_count(alice):
    """Before the first nightly run no day is stored: figures are as of today, whatever day it was at the drain."""
    ReportingDay.objects.all().delete()
    OpportunityFactory(won=True, owner=alice, close_date=timezone.localdate())
    rollup.drain_sales_changes()
    assert sum(sums[0] for sums in shown().values()) == 1
    set_day(timezone.localdate() - timedelta(days=1))
    assert shown() == {}


def test_a_viewer_sees_their_own_months_stored_or_not(stored, bob, charlie):
    OpportunityFactory(won=True, owner=charlie, close_date=date(2025, 3, 9))
    for user in (stored, bob, charlie):
        assert shown(user) == added_up(timezone.localdate(), user) != {}
    rollup.drain_sales_changes()
    for user in (stored, bob, charlie):
        assert shown(user) == added_up(timezone.localdate(), user) != {}


def test_a_long_log_is_drained_in_pieces(alice, monkeypatch, django_assert_num_queries):
    for month in range(1, 6):
        OpportunityFactory(won=True, owner=alice, engage_date=START, close_date=date(2024, month + 1, 3))
    monkeypatch.setattr(rollup, "_TAKE", 2)
    pieces = []
    store = rollup._store
    monkeypatch.setattr(rollup, "_store", lambda months: (pieces.append(len(months)), store(months)))
    assert (rollup.drain_sales_changes(), pieces) == (5, [2, 2, 1])


def test_an_empty_log_costs_one_look(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        rollup.drain_sales_changes()


def test_the_sweep_drains_it(alice):
    OpportunityFactory(won=True, owner=alice)
    sweep.drain()
    assert (SalesChange.objects.count(), MonthlySales.objects.count()) == (0, 1)


def test_the_audit_finds_what_is_wrong_and_makes_it_right(stored, caplog):
    exact = shown()
    MonthlySales.objects.filter(month=date(2025, 3, 1)).update(won=9)
    MonthlySales.objects.filter(month=date(2025, 5, 1)).delete()
    MonthlySales.objects.create(
        month=date(2025, 6, 1), owner_id=stored.pk, product_id=1, won=1, lost=0, units_won=1, units_lost=0, revenue=1,
        revenue_squares=1, won_cycle_days_total=0, lost_cycle_days_total=0, last_close_on=date(2025, 6, 1),
    )  # fmt: skip
    assert rollup.audit_sales() == [(date(2025, month, 1), stored.pk) for month in (3, 5, 6)]
    assert "3 months of owners were wrong" in caplog.text
    assert shown() == exact
    rollup.drain_sales_changes()
    assert (shown(), rollup.audit_sales()) == (exact, [])


def test_the_nightly_run_audits(stored):
    MonthlySales.objects.update(won=9)
    nightly.run_nightly()
    rollup.drain_sales_changes()
    assert rollup.differences() == []


def test_the_new_triggers_can_be_switched_off_by_nobody_and_stay_linear(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select proconfig from pg_proc join pg_trigger on tgfoid = pg_proc.oid where tgname like %s",
            ["pgtrigger_sales_change_update%"],
        )
        assert cursor.fetchall() == [(["enable_nestloop=off", "jit=off"],)]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [5, 6])
def test_random_changes_and_days_show_exactly_before_and_after_every_drain(seed):
    chaos = Chaos(seed)
    chaos.drain = rollup.drain_sales_changes
    day = START + timedelta(days=700)
    for step in range(600):
        chaos.step()
        if step % 20 == 0:
            day = START + timedelta(days=chaos.random.randint(0, 700))
            set_day(day)
            viewer = chaos.random.choice([None, *chaos.owners])
            assert shown(viewer) == added_up(day, viewer)
    rollup.drain_sales_changes()
    assert rollup.differences() == []
    for day in (START + timedelta(days=300), START + timedelta(days=700)):
        set_day(day)
        assert shown() == added_up(day) != {}


def test_the_figures_of_gold_are_those_of_the_deals_before_a_drain_and_after(stored, charlie, dora):
    def figures():
        text = "select sum(won), sum(lost), sum(revenue) from gold.{}"
        views = ["sales_month", "sales_by_month", "agent_performance", "product_performance", "month_of_quarter"]
        return [gold.query(text.format(view), user=dora).rows for view in views]

    OpportunityFactory(lost=True, owner=charlie)
    assert figures() == [[(2, 1, 200)]] * 5
    rollup.drain_sales_changes()
    assert figures() == [[(2, 1, 200)]] * 5


@pytest.mark.django_db(transaction=True)
def test_writers_that_commit_between_the_two_statements_of_a_drain_lose_nothing(alice, charlie, gtx, monkeypatch):
    """Each drain waits between taking and summing until a writer has committed: the worst moment there is."""
    account = AccountFactory()
    closed = [
        OpportunityFactory(won=True, owner=alice, product=gtx, account=account, close_date=date(2025, 3, n + 1))
        for n in range(12)
    ]
    take, writers_left, wrote = rollup._take, threading.Semaphore(0), threading.Semaphore(0)

    def take_and_wait():
        months = take()
        writers_left.release()
        wrote.acquire(timeout=20)
        return months

    def write():
        try:
            for n, deal in enumerate(closed):
                writers_left.acquire(timeout=20)
                with transaction.atomic():
                    match n % 3:
                        case 0:
                            Opportunity.objects.filter(pk=deal.pk).update(close_value=10 + n)
                        case 1:
                            Opportunity.objects.filter(pk=deal.pk).update(owner=charlie)
                        case _:
                            deal.delete()
                wrote.release()
        finally:
            connection.close()

    monkeypatch.setattr(rollup, "_take", take_and_wait)
    writer = threading.Thread(target=write)
    writer.start()
    for _ in closed:
        rollup._drain_some()
        assert shown() == added_up(timezone.localdate())
    writer.join(timeout=30)
    monkeypatch.setattr(rollup, "_take", take)
    assert SalesChange.objects.exists()  # what was written in between is still to be done
    rollup.drain_sales_changes()
    assert rollup.differences() == []
    assert shown() == added_up(timezone.localdate()) != {}


@pytest.mark.django_db(transaction=True)
def test_a_drain_leaves_the_log_to_another_that_is_at_work(alice):
    OpportunityFactory(won=True, owner=alice)
    counts = []

    def other():
        counts.append(rollup.drain_sales_changes())
        connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [rollup._LOCK])
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=20)
    assert counts == [0]
    assert rollup.drain_sales_changes() == 1
