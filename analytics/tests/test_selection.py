"""What a query string asks of a gold view: which rows and columns, and which questions make no sense."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.tests.factories import AccountFactory
from analytics import gold, warehouse
from analytics.selection import select, view_named
from teams.table_files import Kind, TableRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(alice, charlie, win):
    """Wins of alice's on 1 Dec, 30 Nov and 1 Nov 2025, one of charlie's."""
    acme = AccountFactory(name="Acme", sector="retail")
    win(acme, 30, value=100)
    win(acme, 31, value=200)
    win(AccountFactory(name="Globex", sector=""), 60, value=300)
    win(acme, 30, owner=charlie, value=400)


def values(user, query, columns="won_value", view="deal"):
    selection = select(view_named(view), QueryDict(f"columns={columns}&{query}"))
    return sorted(int(value) for (value,) in selection.rows(user))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [100, 200, 300, 400]),
        ("account=Acme", [100, 200, 400]),
        ("account=Acme&account=Globex", [100, 200, 300, 400]),
        ("account=Acme&region=East", [400]),
        ("sector=", [300]),
        ("sector=&sector=retail", [100, 200, 300, 400]),
        ("lost_reason=", [100, 200, 300, 400]),
        ("won_value=300", [300]),
        ("won_value=300.00&won_value=100", [100, 300]),
        ("won_value_from=200&won_value_to=300", [200, 300]),
        ("close_date=2025-11-30", [200]),
        ("close_date=2025-11", [200, 300]),
        ("close_date_from=2025-11-30", [100, 200, 400]),
        ("close_date_from=2025-12", [100, 400]),
        ("close_date_to=2025-11", [200, 300]),
        ("is_won=yes", [100, 200, 300, 400]),
        ("is_won=no", []),
        ("quantity=1", [100, 200, 300, 400]),
        ("quantity_from=2", []),
    ],
)
def test_filters(query, expected, book, dora):
    assert values(dora, query) == expected


def test_a_selection_shows_its_viewers_rows(book, alice, charlie, bob):
    assert {user.name: values(user, "") for user in (alice, bob, charlie)} == {
        "Alice Ames": [100, 200, 300], "Bob Berg": [100, 200, 300], "Charlie Cole": [400],
    }  # fmt: skip


def test_a_count_is_the_number_of_rows(book, alice):
    selection = select(view_named("deal"), QueryDict("account=Acme"))
    assert (selection.count(alice), len(list(selection.rows(alice)))) == (2, 2)


def test_columns_are_those_asked_for_in_their_order(book, dora):
    selection = select(view_named("deal"), QueryDict("columns=won_value,account&columns=won_value&account=Globex"))
    assert [column.name for column in selection.columns] == ["won_value", "account"]
    assert list(selection.rows(dora)) == [(Decimal(300), "Globex")]


def test_rows_come_by_the_views_key(book, dora):
    rows = list(select(view_named("deal"), QueryDict("columns=deal_id")).rows(dora))
    assert rows == sorted(rows)


def test_all_columns_have_their_kind():
    kinds = {column.name: (column.kind, column.places) for column in select(view_named("deal"), QueryDict()).columns}
    assert kinds["code"][0] is Kind.TEXT
    assert kinds["is_won"][0] is Kind.YES_NO
    assert kinds["close_date"][0] is Kind.DATE
    assert kinds["deal_id"][0] is Kind.WHOLE
    assert kinds["entered_amount"] == (Kind.NUMBER, 2)
    assert kinds["price_ratio"] == (Kind.NUMBER, 20)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("columns=deal_id,colour", "No column is called colour. There are: deal_id, code,"),
        ("colour=red", "No column is called colour, so it filters nothing. There are: deal_id,"),
        ("account_from=A", "No column is called account_from"),
        ("is_won_to=yes", "No column is called is_won_to"),
        ("close_date=2025-02-30", "“2025-02-30” is no value of close_date: give a day such as 2017-12-31, or a month"),
        ("close_date_from=", "“” is no value of close_date_from: give a day"),
        ("close_date=20251130", "“20251130” is no value of close_date"),
        ("quantity=1.5", "“1.5” is no value of quantity: give a whole number"),
        ("quantity=²", "“²” is no value of quantity"),
        ("won_value=1e999999", "“1e999999” is no value of won_value: give a number such as 4821.50"),
        ("is_won=maybe", "“maybe” is no value of is_won: give yes or no"),
        ("account=%00", "is no value of account: give text"),
        ("quantity_from=1&quantity_from=2", "Give quantity_from once."),
    ],
)
def test_what_makes_no_sense_is_refused(query, problem):
    with pytest.raises(TableRefused) as refused:
        select(view_named("deal"), QueryDict(query))
    assert problem in str(refused.value)


def test_all_problems_are_named_at_once():
    with pytest.raises(TableRefused) as refused:
        select(view_named("deal"), QueryDict("columns=colour&quantity=x"))
    assert len(refused.value.problems) == 2


def test_a_value_that_no_visible_row_has_is_refused_with_those_that_there_are(book, dora, alice):
    with pytest.raises(TableRefused, match=r"No row has “Wst” as region\. There are: East, West\."):
        values(dora, "region=Wst")
    with pytest.raises(TableRefused, match=r"No row has “East” as region\. There are: West\."):
        values(alice, "region=East")


def test_known_values_that_meet_nowhere_are_no_rows(book, dora):
    assert values(dora, "region=East&account=Globex") == []


def test_an_empty_view_has_no_unknown_values(dora):
    assert values(dora, "region=West") == []


def test_sql_in_a_value_is_a_value(book, dora):
    with pytest.raises(TableRefused, match="No row has"):
        values(dora, "account=' or 1=1 --")


def test_a_selection_costs_a_fixed_number_of_queries(book, dora, win, django_assert_num_queries):
    selection = select(view_named("deal"), QueryDict())
    # Who sees what, a savepoint, the setting before, the setting, the rows, the setting back, the savepoint's end.
    with django_assert_num_queries(7):
        assert len(list(selection.rows(dora))) == 4
    win(AccountFactory(), *range(200))
    with django_assert_num_queries(7):
        assert len(list(selection.rows(dora))) == 204


@pytest.mark.django_db(transaction=True)
def test_reading_that_is_given_up_ends_its_transaction(dora):
    from django.db import connection

    rows = gold.stream("select generate_series(1, 5000)", user=dora)
    assert next(rows) == (1,)
    assert connection.in_atomic_block
    rows.close()
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('crm.visible_owners', true), count(*) from pg_cursors")
        assert cursor.fetchone() == ("", 0)


def test_no_column_is_called_like_another_parameter():
    taken = {"columns", "limit", "format"}
    names = {
        column.name for view in warehouse.views() if view.layer == "gold" for column in view_named(view.name).columns
    }
    assert taken & names == set()


def test_every_view_can_be_selected_whole(dora):
    for view in warehouse.views():
        if view.layer == "gold":
            selection = select(view_named(view.name), QueryDict())
            assert all(len(row) == len(selection.columns) for row in selection.rows(dora)), view.name


def test_a_day_is_a_day(book, dora):
    selection = select(view_named("deal"), QueryDict("columns=close_date&won_value=300"))
    assert list(selection.rows(dora)) == [(date(2025, 11, 1),)]
