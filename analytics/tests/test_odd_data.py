"""Books that are odd: each is fitted, scored, compared and shown sensibly, or refused with a sentence."""

from datetime import timedelta
from math import isfinite

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from analytics import clusters, history, services
from analytics.lifetime_value import ranges
from analytics.models import AccountMetrics, AccountMonth, ModelRun
from pipeline.services import set_reporting_day
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db

PAGES = [reverse(f"analytics:{name}") for name in ("customers", "lifetime_value", "clusters", "cross_sell",
                                                    "model_runs", "audiences", "account_list")]  # fmt: skip


def one_account(win, day):
    win(AccountFactory(name="Alone"), 5, 90, 200)


def no_won_deal(win, day):
    for n in range(30):
        OpportunityFactory(account=AccountFactory(name=f"Hopeful {n:02}"))


def no_deal(win, day):
    AccountFactory(name="Nothing yet")


def all_values_equal(win, day):
    for n in range(30):
        win(AccountFactory(name=f"Same {n:02}"), 30, 60, value=500)


def one_purchase_each(win, day):
    for n in range(30):
        win(AccountFactory(name=f"Once {n:02}"), 7 * n, value=100 + 10 * n)


def one_with_a_fifth_of_all_deals(win, day):
    win(AccountFactory(name="Giant"), *range(40), value=1_000_000)
    for n in range(32):
        win(AccountFactory(name=f"Small {n:02}"), *range(n, n + 250, 50), value=100 + n)


def deals_of_a_dollar(win, day):
    for n in range(30):
        win(AccountFactory(name=f"Given {n:02}"), 20 + n, 300, value=1)


def all_on_one_day(win, day):
    for n in range(30):
        win(AccountFactory(name=f"Fair {n:02}"), 12, 12, 12, value=100 * (n + 1))


def a_future_day(win, day):
    all_kinds(win)
    set_reporting_day(day + timedelta(days=30), pinned=True)


def long_after_the_last_deal(win, day):
    all_kinds(win)
    set_reporting_day(day + timedelta(days=400), pinned=True)


def all_kinds(win):
    for n in range(30):
        win(AccountFactory(name=f"Kind {n:02}"), *range(3 * n, 3 * n + 40 * (1 + n % 5), 40), value=100 * (n + 1))


BOOKS = [one_account, no_won_deal, no_deal, all_values_equal, one_purchase_each, one_with_a_fifth_of_all_deals,
         deals_of_a_dollar, all_on_one_day, a_future_day, long_after_the_last_deal]  # fmt: skip


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.__name__)
def test_an_odd_book_is_scored_and_shown_sensibly_or_refused_with_a_sentence(
    book, win, pinned_day, client, dora, anna
):
    """One test a book, for a fit takes seconds."""
    book(win, pinned_day)
    services.fit_and_rescore()
    history.replay()
    run = ModelRun.objects.of_customers().champion()
    every_buyer_has_one_segment_and_finite_figures(run)
    nobody_is_called_new_whose_first_purchase_is_old()
    what_is_stored_equals_a_full_recomputation()
    intervals_hold_the_figure()
    what_is_hidden_says_why(run)
    each_page_says_something(client, dora, anna)
    compared = clusters.compare_clusters()
    assert (compared.metrics["refused"] or compared.reasons["judgement"]).endswith(".")
    client.force_login(dora)
    assert client.get(reverse("analytics:clusters")).status_code == 200


def every_buyer_has_one_segment_and_finite_figures(run):
    assert run.metrics["accounts"] == AccountMetrics.objects.buyers().count()
    for row in AccountMetrics.objects.buyers():
        assert row.segment is not None
        assert {row.r_score, row.f_score, row.m_score} <= {1, 2, 3, 4, 5}
        assert isfinite(row.cltv)
        assert row.cltv >= 0
        assert row.p_alive is None or 0 <= row.p_alive <= 1
    assert not AccountMetrics.objects.filter(frequency=0).exclude(segment=None, cltv=None).exists()


def nobody_is_called_new_whose_first_purchase_is_old():
    for row in AccountMetrics.objects.buyers().filter(segment__key="new").select_related("segment"):
        assert (row.as_of - row.first_won_on).days <= row.segment.first_purchase_within


def what_is_stored_equals_a_full_recomputation():
    assert services.differences() == []
    assert history.differences() == []
    assert not AccountMonth.objects.filter(segment=None).exists()


def intervals_hold_the_figure():
    buyers = {row.pk: row for row in AccountMetrics.objects.buyers()}
    for key, interval in ranges(list(buyers)).items():
        assert 0 <= interval.low <= interval.high < float("inf")
        assert interval.low <= float(buyers[key].cltv) * 1.01 + 0.01


def what_is_hidden_says_why(run):
    assert run.reasons["shown"]
    assert run.reasons["p_alive"]


def each_page_says_something(client, *people):
    for user in people:
        client.force_login(user)
        for page in PAGES:
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert "nan" not in answer.text.lower().split()
