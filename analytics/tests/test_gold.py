"""What holds for every gold view: its words, an empty database, and what a stranger sees."""

import re
from datetime import date

import pytest
from django.db import connection

from accounts.tests.factories import AccountFactory
from analytics import gold, history, services, warehouse
from pipeline.models import LostReason
from pipeline.services import set_reporting_day
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db

VIEWS = [view for view in warehouse.views() if view.layer == "gold"]
every_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)

WORDS = re.compile(r"(id|text|date|year|count|\$²?|days|rate|ratio|score|rank|yes/no) · \S.+")
TYPES = {"$": {"numeric"}, "rate": {"numeric"}, "yes/no": {"boolean"}, "date": {"date"}}
OF_ONE = {"deal_id", "account_id", "group_id"}


def columns(view):
    """Name, type and comment of each column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname, format_type(atttypid, null), coalesce(col_description(attrelid, attnum), '')"
            " from pg_attribute where attrelid = %s::regclass and attnum > 0",
            [f"gold.{view.name}"],
        )
        return cursor.fetchall()


def of_one_deal_or_account():
    return [view for view in VIEWS if OF_ONE & set(view.key)]


@every_view
def test_view_and_columns_say_unit_and_rule(view):
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(%s::regclass)", [f"gold.{view.name}"])
        assert cursor.fetchone()[0]
    assert [name for name, _, words in columns(view) if not WORDS.fullmatch(words)] == []


@every_view
def test_types_fit_units(view):
    units = [(name, kind, words.split(" · ")[0]) for name, kind, words in columns(view)]
    assert [(name, kind) for name, kind, unit in units if kind not in TYPES.get(unit, {kind})] == []


@every_view
def test_a_rate_has_its_interval(view):
    rates = {name for name, _, words in columns(view) if words.startswith("rate ·")}
    plain = {name for name in rates if not name.endswith(("_low", "_high"))}
    assert rates == {name + end for name in plain for end in ("", "_low", "_high")}


@every_view
def test_a_query_is_short(view):
    query = view.text[view.text.index("create view") : view.text.index("comment on")].strip()
    assert len(query.splitlines()) <= 80


@every_view
def test_an_empty_database_is_no_error(view, dora):
    rows = gold.query(f"select * from gold.{view.name}", user=dora).rows
    assert not rows or not OF_ONE & set(view.key)


@every_view
def test_without_a_viewer_nothing_is_seen_of_anybody(view, alices_deals):
    with connection.cursor() as cursor:
        cursor.execute(f"select * from gold.{view.name}")
        assert not names_in(cursor.fetchall()) & alices_deals


@pytest.fixture
def alices_deals(alice, acme, gtx, stages, win):
    """Deals of every kind, old enough to be stale, with a subsidiary of Acme too; their codes and account names."""
    subsidiary = AccountFactory(name="Acme Norway", parent=acme)
    win(acme, 10, 40)
    win(subsidiary, 400)
    lost = OpportunityFactory(
        owner=alice, account=acme, product=gtx, stage=stages["Lost"], close_value=0,
        engage_date=date(2025, 3, 1), close_date=date(2025, 3, 9), lost_reason=LostReason.objects.first(),
    )  # fmt: skip
    still_open = OpportunityFactory(
        owner=alice, account=acme, product=gtx, stage=stages["Engaging"], engage_date=date(2025, 1, 7)
    )
    services.drain_account_changes()
    history.replay()
    return {"Acme", "Acme Norway", lost.code, still_open.code}


def names_in(rows):
    return {value for row in rows for value in row if isinstance(value, str)}


@every_view
def test_charlie_sees_nothing_of_alices(view, alices_deals, alice, charlie):
    OpportunityFactory(won=True, owner=charlie)
    seen = gold.query(f"select * from gold.{view.name}", user=charlie)
    assert not names_in(seen.rows) & alices_deals
    assert "Alice Ames" not in names_in(seen.rows)


@pytest.mark.parametrize("view", of_one_deal_or_account(), ids=lambda view: view.name)
def test_charlie_has_no_rows_where_alice_has(view, alices_deals, stale_everything, alice, charlie):
    counts = [gold.query(f"select count(*) from gold.{view.name}", user=user).rows[0][0] for user in (alice, charlie)]
    assert counts[0] > 0
    assert counts[1] == 0


@pytest.fixture
def stale_everything(alices_deals):
    """What the history's trigger notes happens today; a reporting day a year ahead finds it quiet."""
    set_reporting_day(date(2099, 12, 31), pinned=True)
    history.replay()
