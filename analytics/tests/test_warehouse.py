"""Building silver and gold, and who sees what in them."""

import pytest
from django.core.management import call_command
from django.db import connection

from analytics import dictionary, gold, warehouse
from pipeline.models import ReportingDay
from pipeline.tests.factories import OpportunityFactory
from teams import visibility

DEALS = "select code from silver.deal"


def codes(user):
    return {code for (code,) in gold.query(DEALS, user=user).rows}


def test_every_view_names_its_grain():
    assert all(view.grain.startswith("one row per") for view in warehouse.views())


def test_gold_reads_silver_alone_and_silver_never_gold():
    for view in warehouse.views():
        body = view.text.split(" as\n", 1)[1].split("comment on")[0]
        assert "gold." not in body, view.name
        if view.layer == "gold":
            assert not dictionary.TABLE.findall(body), view.name


def test_a_view_is_built_after_those_of_its_layer_that_it_reads():
    names = [view.name for view in warehouse.views() if view.layer == "silver"]
    assert names.index("agent_product") > max(names.index("deal"), names.index("sales_month"))


def test_a_viewer_sees_the_deals_of_those_whom_they_may_see(deal, alice, bob, charlie, dora, anna):
    other = OpportunityFactory(owner=charlie)
    seen = {user.name.split()[0]: codes(user) for user in (alice, bob, charlie, dora, anna)}
    everything = {deal.code, other.code}
    assert seen == {
        "Alice": {deal.code}, "Bob": {deal.code}, "Charlie": {other.code}, "Dora": everything, "Anna": everything
    }  # fmt: skip


@pytest.mark.parametrize("view", [view for view in warehouse.views() if view.layer == "silver"], ids=lambda v: v.name)
def test_without_a_viewer_a_view_is_empty(view, deal):
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from silver.{view.name}")
        assert cursor.fetchone() == (0,)


def test_the_viewer_ends_with_the_block(deal, alice):
    with visibility.viewing(alice), connection.cursor() as cursor:
        cursor.execute(DEALS)
        assert cursor.fetchall() == [(deal.code,)]
    with connection.cursor() as cursor:
        cursor.execute(DEALS)
        assert cursor.fetchall() == []


def test_the_system_sees_everything(deal):
    with visibility.viewing_as_system(), connection.cursor() as cursor:
        cursor.execute(DEALS)
        assert cursor.fetchall() == [(deal.code,)]


def test_accounts_follow_the_same_rule_as_pages(deal, acme, alice, charlie):
    names = {user: gold.query("select account from silver.account", user=user).rows for user in (alice, charlie)}
    assert names == {alice: [("Acme",)], charlie: []}


def test_what_closes_after_the_reporting_day_is_in_no_view(alice):
    deal = OpportunityFactory(won=True, owner=alice)
    assert codes(alice) == {deal.code}
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": "2025-02-01", "pinned": True})
    assert codes(alice) == set()


def test_a_rebuild_shows_new_files_and_leaves_nothing_behind(deal, alice):
    call_command("build_warehouse", verbosity=0)
    assert codes(alice) == {deal.code}
    with connection.cursor() as cursor:
        cursor.execute("select nspname from pg_namespace where nspname ~ '_old$'")
        assert cursor.fetchall() == []


def test_a_failed_build_leaves_the_views_as_they_were(deal, alice, monkeypatch):
    broken = warehouse.View(
        "silver", "broken", "one row per nothing", (), "create view silver.broken as select nothing"
    )
    monkeypatch.setattr(warehouse, "views", lambda: (broken,))
    with pytest.raises(warehouse.WarehouseError, match=r"silver/broken\.sql"):
        warehouse.build()
    assert codes(alice) == {deal.code}
