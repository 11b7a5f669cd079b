"""One account's page: whole metrics, the viewer's deals, and nothing for others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory, ContactFactory
from analytics import services
from pipeline.models import Activity
from pipeline.tests.factories import OpportunityFactory


def page(account):
    return reverse("analytics:account_page", args=[account.pk])


@pytest.fixture
def shared(acme, alice, charlie, win):
    """An account that alice won 2,000 from and charlie 500."""
    win(acme, 10, 60)
    win(acme, 5, owner=charlie, value=500)
    services.drain_account_changes()
    return acme


def test_metrics_are_whole_for_whoever_sees_the_account(client, charlie, shared):
    client.force_login(charlie)
    record = client.get(page(shared)).context["record"]
    assert (record.metrics.monetary, record.metrics.frequency) == (2500, 3)


def test_sums_over_deals_are_the_viewers(client, charlie, shared):
    client.force_login(charlie)
    answer = client.get(page(shared))
    record = answer.context["record"]
    assert record.outcome.revenue == sum(month.revenue for month in record.months) == 500
    assert [(p.won, p.revenue) for p in record.products] == [(1, 500)]
    assert {deal.owner for deal in record.deals} == {charlie}
    assert "Win rate, deals you see" in answer.text


def test_who_sees_everything_sees_equal_figures(client, anna, shared):
    client.force_login(anna)
    record = client.get(page(shared)).context["record"]
    assert record.outcome.revenue == record.metrics.monetary == sum(p.revenue for p in record.products)


@pytest.mark.parametrize("name", ["analytics:account_page", "analytics:account_figures", "accounts:account_edit",
                                  "accounts:contact_create"])  # fmt: skip
def test_nobody_of_another_team_learns_that_it_exists(client, charlie, deal, name):
    client.force_login(charlie)
    assert client.get(reverse(name, args=[deal.account.pk])).status_code == 404


def test_a_win_after_the_reporting_day_counts_nowhere(client, dana, shared, win):
    win(shared, -3)
    services.drain_account_changes()
    client.force_login(dana)
    record = client.get(page(shared)).context["record"]
    assert (record.metrics.frequency, record.outcome.won, sum(month.won for month in record.months)) == (3, 3, 3)


def test_the_group_holds_only_what_the_viewer_sees(client, alice, dana, charlie, shared, win):
    parent, sister = AccountFactory(name="Holding"), AccountFactory(name="Sister")
    for account in (shared, sister):
        account.parent = parent
        account.save()
    win(sister, 20, owner=charlie, value=70)
    services.drain_account_changes()
    client.force_login(dana)
    assert client.get(page(shared)).context["record"].group.revenue == 2570
    client.force_login(alice)
    group = client.get(page(shared)).context["record"].group
    assert (group.parent, group.others, group.revenue) == (parent, [], 2500)


def test_activities_on_deals_of_others_stay_hidden(client, alice, charlie, shared):
    deals = {deal.owner: deal for deal in shared.opportunities.all()}
    for text, deal in [("about mine", deals[alice]), ("about theirs", deals[charlie]), ("about both", None)]:
        Activity.objects.create(account=shared, opportunity=deal, author=charlie, text=text)
    client.force_login(alice)
    found = {activity.text for activity in client.get(page(shared)).context["record"].activities}
    assert found == {"about mine", "about both"}


def test_an_account_without_deals_says_so(client, alice, acme):
    client.force_login(alice)
    answer = client.get(page(acme))
    assert "Nothing bought yet" in answer.text
    assert "An account has a lifetime value after its first purchase" in answer.text


def test_why_a_probability_is_hidden_is_said(client, alice, shared):
    client.force_login(alice)
    assert "Probability of being alive: Hidden" in client.get(page(shared)).text


def test_an_analyst_reads_and_is_offered_no_forms(client, anna, shared):
    client.force_login(anna)
    assert reverse("accounts:account_edit", args=[shared.pk]) not in client.get(page(shared)).text


def test_names_are_escaped(client, dana):
    account = AccountFactory(name='"><img src=x onerror=alert(1)>')
    ContactFactory(account=account, name="<i>Ina</i>", email="a@example.com")
    client.force_login(dana)
    text = client.get(page(account)).text
    assert "<img src=x" not in text
    assert "<i>Ina" not in text


def test_it_costs_the_same_queries_for_10_and_for_60_deals(client, alice, shared, gtx, django_assert_max_num_queries):
    client.force_login(alice)
    for rows in (10, 50):
        for _ in range(rows):
            deal = OpportunityFactory(account=shared, owner=alice, product=gtx)
            Activity.objects.create(account=shared, opportunity=deal, author=alice, text="Call")
            ContactFactory(account=shared)
            AccountFactory(parent=shared)
        with django_assert_max_num_queries(26):
            client.get(page(shared))


def test_months_without_a_win_are_there(client, alice, shared, pinned_day):
    client.force_login(alice)
    months = client.get(page(shared)).context["record"].months
    assert [month.first_day.month for month in months] == list(range(1, 13))
    assert {month.first_day.month for month in months if month.won} == {
        (pinned_day - timedelta(days=days)).month for days in (10, 60)
    }
