"""The page of a segment agrees with the lists, and months say who came and who left."""

from datetime import date

import pytest
from django.urls import reverse

from analytics import gold, history, segment_history
from analytics.models import Segment

MONTH = date(2025, 11, 1)


@pytest.fixture
def months(market):
    history.mark_all()
    history.replay()


def page(key, name="segment"):
    return reverse(f"analytics:{name}", args=[key])


def test_each_page_shows_the_accounts_of_its_list(client, dora, market):
    client.force_login(dora)
    shown = 0
    for segment in Segment.objects.all():
        context = client.get(page(segment.key)).context
        listed = client.get(context["list_url"]).context["rows"]
        assert {account for account, _ in context["rows"]} == {account for account, _ in listed}
        assert context["line"].figures.accounts == len(listed)
        shown += len(listed)
    assert shown == 15


def test_it_is_sorted_by_value_and_as_asked(client, dora, market):
    client.force_login(dora)
    key = market[0].metrics.segment.key
    worth = [account.won_value for account, _ in client.get(page(key)).context["rows"]]
    assert worth == sorted(worth, reverse=True)
    assert len(worth) > 1
    names = [account.name for account, _ in client.get(page(key), {"sort": "name"}).context["rows"]]
    assert names == sorted(names)


def test_a_rep_reads_of_the_accounts_that_the_rep_sees(client, alice, charlie, market):
    sizes = {}
    for viewer in (alice, charlie):
        client.force_login(viewer)
        sizes[viewer] = sum(
            client.get(page(segment.key)).context["line"].figures.accounts for segment in Segment.objects.all()
        )
    assert sizes == {alice: 10, charlie: 10}


def test_its_products_lead_to_their_accounts(client, dora, market, book):
    client.force_login(dora)
    key = market[0].metrics.segment.key
    context = client.get(page(key, "segment_products")).context
    assert context["lines"][0][0].product.name == "GTX Pro"
    for reach, have, lack in context["lines"]:
        assert len(client.get(have).context["rows"]) == reach.bought
        assert len(client.get(lack).context["rows"]) == reach.missing


def test_its_months_are_those_of_the_accounts(client, dora, market, months):
    client.force_login(dora)
    segment = market[0].metrics.segment
    course = client.get(page(segment.key, "segment_history")).context["course"]
    by_month = gold.query(
        "select month, segment_before, segment, account_id, is_move from gold.account_month", user=dora
    ).as_dicts()
    for line in course.months:
        rows = [row for row in by_month if row["month"] == line["month"]]
        assert line["accounts"] == sum(row["segment"] == segment.name for row in rows)
    last = [row for row in by_month if row["month"] == course.month["month"] and row["is_move"]]
    came = {row["account_id"] for row in last if row["segment"] == segment.name}
    left = {row["account_id"] for row in last if row["segment_before"] == segment.name}
    assert (course.month["came"], course.month["gone"]) == (len(came), len(left))
    assert {row["account_id"] for row in course.came} <= came
    assert {row["account_id"] for row in course.left} <= left
    assert course.month["is_complete"]


def test_the_moves_of_a_month_are_all_of_them(client, dora, months):
    client.force_login(dora)
    flow = client.get(reverse("analytics:segment_migration"), {"month": "2025-11"}).context["flow"]
    rows = gold.query(
        "select * from gold.account_month where month = %(month)s", {"month": MONTH}, user=dora
    ).as_dicts()
    assert flow.accounts == len(rows) > 0
    assert flow.moved == sum(row["is_move"] for row in rows) > 0
    for line in flow.rows:
        for cell in line.cells:
            pairs = [r for r in rows if (r["segment_before"], r["segment"]) == (line.before, cell.after.name)]
            assert cell.accounts == len(pairs)
    assert sum(flow.totals) == flow.accounts


def test_the_month_is_the_last_that_ended_unless_one_is_asked_for(client, dora, months):
    client.force_login(dora)
    address = reverse("analytics:segment_migration")
    assert client.get(address).context["month"] == MONTH
    assert client.get(address, {"month": "2025-12"}).context["month"] == date(2025, 12, 1)
    for nonsense in ("2099-01", "x", "\0"):
        assert client.get(address, {"month": nonsense}).context["month"] == MONTH


def test_before_the_first_purchase_nobody_moved(client, alice, deal):
    client.force_login(alice)
    assert "Nobody had bought by then" in client.get(reverse("analytics:segment_migration")).text
    assert "Nobody was in this segment" in client.get(page("champions", "segment_history")).text
    assert "Nobody is in this segment" in client.get(page("champions")).text


def test_a_segment_that_does_not_exist_is_not_found(client, dora):
    client.force_login(dora)
    for name in ("segment", "segment_history", "segment_products"):
        assert client.get(page("no-such", name)).status_code == 404


def test_twelve_months_end_with_that_of_the_day():
    months = segment_history.months_up_to(date(2026, 2, 28))
    assert (months[0], months[2], months[-1], len(months)) == (
        date(2026, 2, 1), date(2025, 12, 1), date(2025, 3, 1), 12,
    )  # fmt: skip


def test_an_account_shows_its_own_months(client, dora, market, months):
    client.force_login(dora)
    found = client.get(reverse("analytics:account_page", args=[market[0].pk])).context["record"].past
    assert found[-1].month == date(2025, 12, 1)
    assert found[-1].segment == market[0].metrics.segment


def test_the_api_lists_sizes_of_visible_accounts(api, alice, dora, market):
    for viewer, size in ((alice, 10), (dora, 15)):
        shown = api(viewer).get("/api/v1/segments").json()
        assert [each["key"] for each in shown] == list(Segment.objects.values_list("key", flat=True))
        assert sum(each["accounts"] for each in shown) == size
        assert sum(each["revenue_share"] for each in shown) == pytest.approx(1)
