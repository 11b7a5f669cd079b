"""Filters of the account list: each filters, shows a chip, and survives nonsense."""

import pytest
from django.urls import reverse

from analytics.models import AccountMetrics

URL = reverse("analytics:account_list")


@pytest.fixture
def found(client, dana, market):
    """The accounts that the list shows for a query."""
    client.force_login(dana)

    def found(**query):
        return {account.name for account, _ in client.get(URL, query).context["rows"]}

    return found


def test_by_words_of_the_name(found):
    assert found(q="  nothing ") == {"Nothing yet"}


def test_by_sector(found):
    assert "Only open" in found(sector="retail")
    assert "Market 01" not in found(sector="retail")


def test_by_segment(found, market):
    segment = market[3].metrics.segment
    expected = AccountMetrics.objects.filter(segment=segment).values_list("account__name", flat=True)
    assert found(segment=segment.key) == set(expected)


def test_by_scores(found, market):
    metrics = market[5].metrics
    scores = {"r": metrics.r_score, "f": metrics.f_score, "m": metrics.m_score}
    expected = AccountMetrics.objects.filter(
        r_score=scores["r"], f_score=scores["f"], m_score=scores["m"]
    ).values_list("account__name", flat=True)
    assert found(**scores) == set(expected)


def test_by_whether_they_bought(found):
    assert found(bought="no") == {"Only open", "Nothing yet"}
    assert len(found(bought="yes")) == 15


def test_by_open_deals(found):
    assert found(open="yes") == {"Only open"}
    assert "Only open" not in found(open="no")


def test_open_deals_of_others_do_not_count(client, charlie, market, acme, alice, gtx):
    client.force_login(charlie)
    rows = client.get(URL, {"open": "yes"}).context["rows"]
    assert rows == []


def test_each_filter_has_a_chip_that_removes_it(client, dana, market):
    client.force_login(dana)
    chips = client.get(URL, {"sector": "retail", "r": "5", "after": "x~1"}).context["filters"].chips()
    assert {(chip.label, chip.value, chip.without) for chip in chips} == {
        ("Sector", "retail", "?r=5"),
        ("Recency score", "5", "?sector=retail"),
    }


FORGED = [
    {"segment": "no-such"}, {"sector": "<script>"}, {"r": "6"}, {"f": "1 or 1=1"}, {"m": "é"}, {"type": "0"},
    {"open": "maybe"}, {"bought": "x" * 300}, {"country": "Atlantis"},
]  # fmt: skip


def test_a_forged_value_filters_nothing_and_says_so(client, dana, market):
    client.force_login(dana)
    for query in FORGED:
        answer = client.get(URL, query)
        assert answer.status_code == 200
        assert len(answer.context["rows"]) == 17
        assert "which is not known" in answer.text
        assert "is <b><script>" not in answer.text


@pytest.mark.parametrize(
    "query", ["sort=password", "after=%00~1", "before=zzz", "after=abc~9&sort=-monetary", "q=%00"]
)
def test_a_forged_order_or_cursor_does_no_harm(client, dana, acme, query):
    client.force_login(dana)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_an_empty_result_names_the_filter_and_offers_to_drop_it(client, dana, market):
    client.force_login(dana)
    answer = client.get(URL, {"q": "zzzz", "sector": "retail"})
    assert "None has “zzzz” in its name and passes the filters" in answer.text
    assert "Drop sector retail" in answer.text


def test_empty_fields_of_the_form_leave_the_address(client, dana, acme):
    client.force_login(dana)
    answer = client.get(URL, {"q": "", "sector": "software", "r": "", "sort": "-cltv"})
    assert answer.headers["Location"] == f"{URL}?sector=software&sort=-cltv"
    assert client.get(URL, {"q": ""}).headers["Location"].rstrip("?") == URL
