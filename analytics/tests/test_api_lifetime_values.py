"""Accounts by lifetime value through the API."""

import pytest

from analytics.lifetime_value import ranges
from analytics.models import AccountMetrics

URL = "/api/v1/lifetime-values"


def found(client, query=""):
    answer = client.get(URL + query)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_accounts_come_by_lifetime_value_page_by_page(api, dora, market):
    client, seen = api(dora), []
    page = found(client, "?page_size=4")
    while True:
        seen += [(float(row["cltv"]), row["account"]) for row in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert seen == sorted(seen, reverse=True)
    assert {account for _, account in seen} == {account.pk for account in market}


def test_a_row_has_both_intervals(api, dora, market):
    row = found(api(dora), "?page_size=1")["results"][0]
    known = [ranges([row["account"]], level)[row["account"]] for level in (80, 95)]
    assert row["cltv_intervals"] == [
        {"level": each.level, "low": f"{each.low:.2f}", "high": f"{each.high:.2f}"} for each in known
    ]


def test_an_accounts_own_figures_have_the_same_intervals(api, dora, market):
    row = found(api(dora))["results"][3]
    alone = api(dora).get(f"/api/v1/accounts/{row['account']}/metrics").json()
    assert alone["cltv_intervals"] == row["cltv_intervals"]


def test_charlie_sees_his_accounts_alone(api, charlie, market):
    theirs = {account.pk for n, account in enumerate(market) if n % 3 != 0}
    assert {row["account"] for row in found(api(charlie))["results"]} == theirs


def test_filters_narrow_and_misspelt_ones_are_refused(api, dora, market):
    client = api(dora)
    key = AccountMetrics.objects.select_related("segment").get(account=market[0]).segment.key
    assert {row["segment"]["key"] for row in found(client, f"?segment={key}")["results"]} == {key}
    assert len(found(client, "?sector=retail")["results"]) == 5
    assert client.get(f"{URL}?sectr=retail").status_code == 400


@pytest.mark.parametrize("cursor", ["after=x~1", "after=1e9~1", "before=12.345~1", "after=~1"])
def test_a_broken_cursor_is_refused(api, dora, market, cursor):
    assert api(dora).get(f"{URL}?{cursor}").status_code == 400


def test_it_costs_the_same_queries_for_few_and_many(api, dora, market, django_assert_num_queries):
    client = api(dora)
    # The token, the user's other tokens, the rows; for each of two levels day, model, segments and sums.
    for size in (2, 15):
        with django_assert_num_queries(11):
            found(client, f"?page_size={size}")
