"""The page to begin with: whose day it is, and that every block counts what the list behind it shows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from analytics import history, services, today
from analytics.next_actions import next_actions
from analytics.today import Reach
from analytics.views.today import PARTS
from pipeline.models import Opportunity, Task
from pipeline.task_filters import counts_of
from teams.models import Quota

PAGE = reverse("analytics:today")
HTMX = {"HX-Request": "true"}


def part(client, key, query=""):
    return client.get(reverse("analytics:today_part", args=[key]) + query, headers=HTMX)


def plain(shown):
    return int(str(shown).replace(",", "").removesuffix("+"))


@pytest.fixture
def replayed(book):
    history.replay()


@pytest.fixture
def due(alice, charlie, bob, pinned_day):
    deals = {who: Opportunity.objects.filter(owner=who).first() for who in (alice, charlie)}
    for who, deal in deals.items():
        for days in (-2, 0, 5):
            Task.objects.create(
                title=f"{who.name} {days}", owner=who, opportunity=deal, due_on=pinned_day + timedelta(days=days)
            )


def test_the_way_in_leads_to_today(client, alice):
    client.force_login(alice)
    assert client.get("/").url == PAGE


def test_her_page_has_her_tasks_and_its_blocks(client, alice, book, due):
    client.force_login(alice)
    page = client.get(PAGE)
    assert [line.task.title for line in page.context["lines"]] == ["Alice Ames -2", "Alice Ames 0", "Alice Ames 5"]
    assert "1 overdue, 1 today, 1 later" in page.text
    assert "Charlie" not in page.text
    for key in PARTS:
        assert reverse("analytics:today_part", args=[key]) in page.text


def test_a_managers_day_is_the_teams_or_her_own(client, bob, book, due):
    client.force_login(bob)
    team = client.get(PAGE)
    assert "Alice Ames 0" in team.text
    assert "The team’s tasks" in team.text
    assert "Charlie Cole 0" not in team.text
    own = client.get(f"{PAGE}?whose=me")
    assert "Alice Ames 0" not in own.text
    assert f"{reverse('analytics:today_part', args=['stale'])}?whose=me" in own.text


def test_a_directors_day_is_about_all(client, dora, book, due):
    client.force_login(dora)
    page = client.get(PAGE).text
    assert "Alice Ames 0" in page
    assert "Charlie Cole 0" in page


def test_an_analyst_has_figures_and_no_selling(client, anna, book, due):
    client.force_login(anna)
    page = client.get(PAGE).text
    assert "Alice Ames 0" not in page
    assert reverse("analytics:today_part", args=["actions"]) not in page
    assert reverse("analytics:quality") in page


def test_a_block_that_does_not_exist_is_missing(client, alice, pinned_day):
    client.force_login(alice)
    assert part(client, "nothing").status_code == 404


@pytest.mark.parametrize("key", PARTS)
@pytest.mark.parametrize("query", ["", "?whose=me", "?whose=%00"])
def test_every_block_shows_for_every_role(client, alice, bob, dora, anna, dana, replayed, key, query):
    for user in (alice, bob, dora, anna, dana):
        client.force_login(user)
        assert part(client, key, query).status_code == 200
    assert client.get(reverse("analytics:today_part", args=[key])).status_code == 200


@pytest.mark.parametrize("key", PARTS)
def test_every_block_says_so_where_there_is_nothing(client, charlie, db, key):
    client.force_login(charlie)
    assert part(client, key).status_code == 200


@pytest.mark.parametrize("key", PARTS)
def test_charlie_reads_nothing_of_hers(client, charlie, alice, market, replayed, key):
    hers = market[0]  # hers alone
    Opportunity.objects.filter(account=hers, owner=charlie).delete()
    client.force_login(charlie)
    text = part(client, key).text
    assert hers.name not in text
    assert "Alice" not in text


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "anna"])
@pytest.mark.parametrize("key", ["stale", "late"])
def test_deals_are_counted_as_their_list_counts_them(client, request, replayed, bob, dora, anna, who, key):
    client.force_login(request.getfixturevalue(who))
    shown = part(client, key)
    listed = client.get(shown.context["all_url"])
    assert plain(shown.context["count"]) == listed.context["total"].count
    assert listed.context["total"].count or (who, key) in {("alice", "late"), ("bob", "late")}


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "anna"])
def test_figures_are_those_of_their_lists(client, request, replayed, bob, dora, anna, who):
    client.force_login(request.getfixturevalue(who))
    figures = part(client, "figures").context
    totals = {
        name: client.get(figures[f"{name}_url"]).context["total"] for name in ("won", "closed", "open", "unplanned")
    }
    number = figures["number"]
    assert (number.revenue, number.won) == (totals["won"].won or 0, totals["won"].count)
    assert number.closed_this_year == totals["closed"].count > 0
    assert (figures["open"].count, figures["open"].worth) == (totals["open"].count, totals["open"].open)
    assert plain(figures["open"].unplanned) == totals["unplanned"].count


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "anna"])
@pytest.mark.parametrize("key", ["moves", "actions"])
def test_accounts_are_counted_as_their_list_counts_them(client, request, replayed, bob, dora, anna, who, key):
    client.force_login(request.getfixturevalue(who))
    shown = part(client, key)
    listed = client.get(shown.context["all_url"])
    assert listed.context["count"].split()[0] == str(shown.context["count"])


def test_moves_are_told_from_where_to_where(alice, replayed):
    moved = today.moves(Reach(alice, mine=True))
    assert moved
    for each in moved:
        assert each.segment_before != each.segment
        assert each.month == date(2025, 12, 1)


def test_tasks_are_counted_as_their_list_counts_them(client, bob, book, due, pinned_day):
    client.force_login(bob)
    page = client.get(PAGE)
    listed = client.get(page.context["task_list"])
    assert page.context["counts"].all == len(listed.context["lines"]) == 3
    assert page.context["counts"] == counts_of(Reach(bob, mine=False).tasks, pinned_day)


def test_her_number_against_her_quota(client, alice, bob, win, acme):
    win(acme, 1, 2, value=1500)
    Quota.objects.create(user=alice, quarter=date(2025, 10, 1), amount=Decimal(4000))
    client.force_login(alice)
    page = part(client, "figures").text
    assert "$3,000" in page
    assert "75\N{NO-BREAK SPACE}% of $4,000 quota" in page
    assert "$1,000" in page
    client.force_login(bob)
    assert "of $4,000 quota, 1 person" in part(client, "figures").text


def test_a_quota_that_is_reached_says_so(client, alice, win, acme):
    win(acme, 1, value=5000)
    Quota.objects.create(user=alice, quarter=date(2025, 10, 1), amount=Decimal(4000))
    client.force_login(alice)
    assert "Reached, $1,000 above it" in part(client, "figures").text


def test_without_a_quota_it_says_so_calmly(client, alice, win, acme):
    win(acme, 1)
    Quota.objects.create(user=alice, quarter=date(2025, 7, 1), amount=Decimal(4000))
    client.force_login(alice)
    assert "No quota is set for this quarter" in part(client, "figures").text


def test_others_quotas_are_not_hers(client, alice, charlie, win, acme):
    Quota.objects.create(user=charlie, quarter=date(2025, 10, 1), amount=Decimal(77_777))
    client.force_login(alice)
    assert "77,777" not in part(client, "figures").text


def test_weeks_add_up_to_the_quarter(alice, replayed):
    reach = Reach(alice, mine=True)
    weeks = today.by_week(reach)
    assert weeks[0][0] == date(2025, 10, 1)
    assert sum(revenue for _, revenue in weeks) == today.number(reach).revenue


def test_actions_say_why(client, alice, replayed, acme, win, gtx):
    win(acme, 100, 130, 160)
    win(AccountFactory(name="Beta"), 70)
    services.drain_account_changes()
    client.force_login(alice)
    page = part(client, "actions").text
    assert ">Acme</a>" in page
    assert "100\N{NO-BREAK SPACE}d since its last purchase, its usual gap is 30\N{NO-BREAK SPACE}d." in page
    actions = next_actions(Reach(alice, mine=True))
    assert "Acme" in {action.account.name for action in actions}
    values = [action.metrics.monetary for action in actions]
    assert values == sorted(values, reverse=True)
    assert all(action.metrics.recency > 30 for action in actions)


@pytest.mark.parametrize("count", [10, 200])
@pytest.mark.parametrize(
    ("key", "queries"), [("stale", 12), ("late", 12), ("figures", 16), ("moves", 12), ("weeks", 12)]
)
def test_the_queries_of_a_block_do_not_grow(
    client, alice, gtx, stages, pinned_day, key, queries, count, django_assert_max_num_queries
):
    deals = [
        Opportunity(owner=alice, product=gtx, stage=stages["Engaging"], engage_date=date(2024, 1, 1),
                    expected_close_date=date(2025, 1, 1))
        for _ in range(count)
    ]  # fmt: skip
    for deal in deals:
        deal.fill_from_stage()
    Opportunity.objects.bulk_create(deals)
    Task.objects.bulk_create(Task(title="t", owner=alice, opportunity=deal, due_on=pinned_day) for deal in deals)
    client.force_login(alice)
    with django_assert_max_num_queries(queries):
        assert part(client, key).status_code == 200


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_of_the_page_do_not_grow(client, alice, deal, count, django_assert_max_num_queries):
    Task.objects.bulk_create(
        Task(title="t", owner=alice, opportunity=deal, due_on=date(2025, 1, 1)) for _ in range(count)
    )
    client.force_login(alice)
    with django_assert_max_num_queries(9):
        client.get(PAGE)
