"""The page of lifetime value: spread, accounts with intervals, test and gates."""

import csv

import pytest
from django.urls import reverse

from analytics import services
from analytics.lifetime_value import ranges
from analytics.models import AccountMetrics, ModelRun, Segment
from analytics.views import lifetime_value as view

URL = reverse("analytics:lifetime_value")


def export(name, query=""):
    return reverse("analytics:lifetime_value_export", args=[name, "csv"]) + query


def rows_of(answer):
    return list(csv.reader(b"".join(answer).decode().removeprefix("\ufeff").splitlines()))


@pytest.fixture
def sign_in(request, client, market):
    def sign_in(name):
        client.force_login(request.getfixturevalue(name))
        return client

    return sign_in


def table(client, query=""):
    return client.get(URL + query).context["rows"]


def test_accounts_come_by_lifetime_value_with_their_intervals(sign_in):
    rows = table(sign_in("dora"))
    values = [account.metrics.cltv for account, _, _ in rows]
    assert values == sorted(values, reverse=True)
    assert len(values) == 15
    known = ranges([account.pk for account, _, _ in rows])
    assert [interval for _, _, interval in rows] == [known[account.pk] for account, _, _ in rows]


def test_a_rep_sees_her_accounts_alone(sign_in, market):
    hers = {account.name for n, account in enumerate(market) if n % 3 != 1}
    page = sign_in("alice").get(URL)
    assert {account.name for account, _, _ in page.context["rows"]} == hers
    assert page.context["totals"].accounts == len(hers)
    text = page.content.decode()
    assert not [account.name for account in market if account.name not in hers and account.name in text]
    files = [rows_of(sign_in("alice").get(export(name))) for name in ("accounts", "top-accounts")]
    assert [{row[0] for row in file[1:]} for file in files] == [hers, hers]


@pytest.mark.parametrize("query", ["", "?sector=retail", "?segment=champions"])
def test_totals_spread_and_table_hold_the_same_accounts(sign_in, query):
    page = sign_in("dora").get(URL + query)
    totals, spread = page.context["totals"], page.context["cards"]["distribution"]["table"]
    cltv = sum(account.metrics.cltv for account, _, _ in page.context["rows"])
    assert sum(spread.values("accounts")) == totals.accounts == len(page.context["rows"])
    assert sum(spread.values("cltv")) == (totals.lifetime_value or 0) == cltv
    assert sum(spread.values("last_year")) == totals.last_year


def test_the_level_widens_the_intervals_and_is_kept_by_links(sign_in):
    client = sign_in("dora")
    (_, _, narrow), (_, _, wide) = table(client)[0], table(client, "?level=95")[0]
    assert (narrow.level, wide.level) == (80, 95)
    assert wide.high > narrow.high
    assert "level=95" in client.get(f"{URL}?level=95&sector=retail").context["query"].urlencode()
    assert table(client, "?level=12")[0][2].level == 80


def test_the_table_is_paged(sign_in, monkeypatch):
    monkeypatch.setattr(view, "ROWS", 10)
    client = sign_in("dora")
    first = client.get(URL)
    second = client.get(URL + first.context["pager"]["next"], headers={"HX-Request": "true"})
    assert b"<h1>" not in second.content
    seen = [account.pk for page in (first, second) for account, _, _ in page.context["rows"]]
    assert len(set(seen)) == 15


def test_a_file_has_the_table(sign_in):
    client = sign_in("dora")
    shown = table(client, "?sector=retail&level=95")
    file = rows_of(client.get(export("accounts", "?sector=retail&level=95")))
    assert file[0][3:5] == ["CLTV, 95 % from", "CLTV, 95 % to"]
    assert [(row[0], float(row[3]), float(row[4])) for row in file[1:]] == [
        (account.name, interval.low, interval.high) for account, _, interval in shown
    ]


@pytest.mark.parametrize("name", ["distribution", "top-accounts", "predicted"])
def test_a_chart_has_a_table_and_a_file_of_the_same_rows(sign_in, name):
    client = sign_in("dora")
    card = client.get(URL).context["cards"][name.replace("-", "_")]
    file = rows_of(client.get(export(name)))
    assert len(file) - 1 == len(card["table"].rows) > 0
    assert file[0] == [column.label for column in card["table"].columns]


def test_a_table_that_does_not_exist_is_not_found(sign_in):
    assert sign_in("dora").get(export("nothing")).status_code == 404


def test_groups_of_the_back_test_hold_at_least_five_accounts(sign_in):
    groups = sign_in("dora").get(URL).context["cards"]["predicted"]["table"].rows
    assert min(group["accounts"] for group in groups) >= 5


def test_what_is_hidden_is_said_with_its_reason(sign_in):
    page = sign_in("alice").get(URL)
    hidden = {each.what: each.why for each in page.context["hidden"]}
    run = ModelRun.objects.get()
    assert list(hidden.values()) == [run.reasons["p_alive"], run.reasons["shown"]]
    assert [gate.passed for gate in page.context["gates"]] == [False] * 5
    assert "P(alive)</th>" not in page.content.decode()


def test_p_alive_has_a_column_where_it_is_shown(sign_in):
    run = ModelRun.objects.get()
    run.parameters["p_alive_shown"] = True
    run.save()
    AccountMetrics.objects.update(p_alive="0.75")
    text = sign_in("alice").get(URL).content.decode()
    assert "P(alive)</th>" in text
    assert "75.0\N{NO-BREAK SPACE}%" in text


def test_a_fit_of_before_still_has_a_page(sign_in):
    """Without draws, gates and groups: runs that were fitted before there were any."""
    run = ModelRun.objects.get()
    del run.parameters["draws"], run.metrics["gates"], run.metrics["holdout"]["groups"]
    run.save()
    page = sign_in("dora").get(URL)
    assert page.status_code == 200
    assert {interval for _, _, interval in page.context["rows"]} == {None}


def test_nobody_has_bought_yet(client, alice, pinned_day):
    client.force_login(alice)
    assert "No customers yet" in client.get(URL).content.decode()
    for name in ("accounts", "distribution", "top-accounts"):
        assert len(rows_of(client.get(export(name)))) == 1


def test_a_filter_that_leaves_nobody_says_so(sign_in):
    nobody = Segment.objects.filter(metrics=None).first().key
    assert "No customer passes these filters" in sign_in("alice").get(f"{URL}?segment={nobody}").content.decode()


def test_customers_of_equal_value_are_one_column(client, alice, acme, win):
    win(acme, 40, value=1)
    services.drain_account_changes()
    client.force_login(alice)
    page = client.get(URL)
    assert page.status_code == 200
    assert sum(page.context["cards"]["distribution"]["table"].values("accounts")) == 1


def test_it_costs_the_same_queries_for_10_and_for_15_accounts(
    sign_in, market, monkeypatch, django_assert_max_num_queries
):
    client = sign_in("dora")
    for rows in (10, 15):
        monkeypatch.setattr(view, "ROWS", rows)
        with django_assert_max_num_queries(60):
            client.get(URL)
