"""The data dictionary's pages."""

from datetime import timedelta

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import AccountChange
from analytics import exploration, gold, services
from analytics.dictionary import catalogue
from analytics.models import AccountMetrics
from pipeline.tests.factories import OpportunityFactory
from teams.table_files import FORMATS

URL = reverse("analytics:data_list")
HTMX = {"HX-Request": "true"}


def page(name, what="view"):
    return reverse(f"analytics:data_{what}", args=[name])


@pytest.fixture
def anna_looks(client, anna):
    client.force_login(anna)
    return client


def found(client, words):
    return {view.name: [column.name for column in columns] for view, columns in
            client.get(URL, {"q": words}).context["found"]}  # fmt: skip


def test_the_list_has_every_view_and_counts_none_of_them(anna_looks, django_assert_num_queries):
    with django_assert_num_queries(4):
        text = anna_looks.get(URL).text
    for view in catalogue():
        assert f'href="{page(view.name)}"' in text
        assert f'hx-get="{page(view.name, "count")}"' in text


@pytest.mark.parametrize(
    ("words", "view", "column"),
    [
        ("won_value", "deal", "won_value"),
        ("WON value", "deal", "won_value"),
        ("wilson lower", "agent_performance", "win_rate_low"),
        ("days age", "deal", "age_days"),
    ],
)
def test_a_search_finds_columns_by_name_unit_and_rule(anna_looks, words, view, column):
    assert column in found(anna_looks, words)[view]


def test_a_search_finds_views_by_what_they_are(anna_looks):
    assert found(anna_looks, "curve of shares") == {"concentration": []}


@pytest.mark.parametrize("words", ["no such figure", "\0", "' or 1=1 --"])
def test_a_search_without_an_answer_says_so(anna_looks, words):
    assert "No view and no column says that" in anna_looks.get(URL, {"q": words}).text


def test_every_view_has_its_page(anna_looks, two_books):
    for view in catalogue():
        text = anna_looks.get(page(view.name)).text
        for column in view.columns:
            assert f'id="{column.name}"' in text
        assert all(f"silver.{name}" in text for name in view.silver)
        assert all(name in text for name in view.tables)
        assert all(f"crm.{name}()" in text for name in view.functions)
        rows = anna_looks.get(page(view.name, "rows"), headers=HTMX)
        assert len(rows.context["rows"]) == min(rows.context["count"], exploration.EXAMPLES)


def test_a_view_names_its_functions_and_says_whether_it_shows_stored_metrics(db):
    views = {view.name: view for view in catalogue()}
    assert {"as_of", "visible_owners", "wilson_high", "wilson_low"} <= set(views["agent_performance"].functions)
    # Which a function reads.
    assert "pipeline_reportingday" in views["agent_performance"].tables
    assert {name for name in ("deal", "account_360", "account_segment", "sales_by_month") if views[name].stored} == {
        "account_360", "account_segment"
    }  # fmt: skip


def test_a_stored_column_is_still_a_metric():
    """The words that tell a view of stored metrics are columns of the table that keeps them."""
    words = {"recency", "frequency", "monetary", "purchase_days", "r_score", "expected_purchases", "p_alive", "cltv"}
    assert words <= {field.name for field in AccountMetrics._meta.fields}


def test_sums_follow_at_once_and_say_nothing_of_scores(anna_looks, two_books):
    answer = anna_looks.get(page("deal"))
    assert "Figures follow each deal at once" in answer.text
    assert answer.context["freshness"].metrics is None


def test_stored_metrics_say_since_when_a_change_waits(anna_looks, two_books, alice, acme, gtx):
    AccountChange.objects.all().delete()
    assert "No change waits to be counted" in anna_looks.get(page("account_360")).text
    OpportunityFactory(won=True, owner=alice, account=acme, product=gtx)
    AccountChange.objects.update(at=timezone.now() - timedelta(minutes=5))
    answer = anna_looks.get(page("account_360"))
    assert "still waits to be counted" in answer.text
    assert answer.context["freshness"].metrics.waiting_since == AccountChange.objects.first().at
    services.drain_account_changes()
    assert "No change waits to be counted" in anna_looks.get(page("account_360")).text


def test_nothing_computed_yet_is_said(anna_looks, pinned_day):
    text = anna_looks.get(page("account_360")).text
    assert "None is computed yet" in text
    assert "pinned by an administrator" in text


@pytest.mark.parametrize(("who", "rows"), [("alice", 4), ("charlie", 1), ("dora", 5)])
def test_rows_are_those_that_the_viewer_sees(request, client, two_books, who, rows):
    client.force_login(request.getfixturevalue(who))
    answer = client.get(page("deal", "rows"), headers=HTMX)
    assert (answer.context["count"], len(answer.context["rows"])) == (rows, rows)
    assert ("Alice Ames" in answer.text) == (who != "charlie")
    assert client.get(page("deal", "count"), headers=HTMX).text.strip() == str(rows)


def test_many_rows_are_not_counted_to_the_end(anna_looks, two_books, monkeypatch):
    monkeypatch.setattr(exploration, "MANY_ROWS", 3)
    monkeypatch.setattr(exploration, "EXAMPLES", 2)
    answer = anna_looks.get(page("deal", "rows"), headers=HTMX)
    assert "More than 3 rows" in answer.text
    assert len(answer.context["rows"]) == 2
    assert anna_looks.get(page("deal", "count"), headers=HTMX).text.strip() == "over 3"


def test_a_count_that_takes_too_long_says_so(anna_looks, monkeypatch):
    def stopped(*args, **kwargs):
        raise gold.TookTooLong

    monkeypatch.setattr(exploration.gold, "query", stopped)
    assert "takes over 10 s" in anna_looks.get(page("deal", "count"), headers=HTMX).text


def test_a_count_leads_to_the_rows_without_javascript(anna_looks):
    assert anna_looks.get(page("deal", "count")).headers["Location"] == page("deal", "rows")
    assert "No row that you may see" in anna_looks.get(page("deal", "rows")).text


@pytest.mark.parametrize("what", ["view", "rows", "count"])
@pytest.mark.parametrize("name", ["nope", "pg_class", "deal;--", 'deal" --', "<b>"])
def test_an_unknown_view_is_answered_with_those_there_are(anna_looks, what, name):
    answer = anna_looks.get(page(name, what))
    assert answer.status_code == 404
    assert f'href="{page("deal")}"' in answer.text
    assert "<b>”" not in answer.text


def test_a_view_is_offered_in_every_format(anna_looks):
    exports = anna_looks.get(page("deal")).context["exports"]
    assert f"{page('deal')}export.csv" in [address for _, address in exports]
    assert {resolve(address).view_name for _, address in exports} == {"analytics:view_export"}
    assert len(exports) == len(FORMATS)
