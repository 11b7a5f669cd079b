"""The list of accounts: what it shows, to whom, and what it costs."""

from django.urls import reverse

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from pipeline.tests.factories import OpportunityFactory

URL = reverse("analytics:account_list")


def names(response):
    return [account.name for account, _ in response.context["rows"]]


def test_a_stranger_signs_in_first(client):
    assert client.get(URL).headers["Location"] == f"{reverse('login')}?next={URL}"


def test_accounts_come_by_name_with_their_metrics(client, alice, market):
    client.force_login(alice)
    answer = client.get(URL)
    assert names(answer) == sorted(names(answer))
    assert "Nothing yet" in names(answer)
    assert "No purchase yet" in answer.text
    assert market[0].metrics.segment.name in answer.text


def test_nobody_sees_accounts_of_another_team(client, charlie, market):
    client.force_login(charlie)
    assert "Market 00" not in names(client.get(URL))
    assert {"Market 01", "Market 02", "Nothing yet"} <= set(names(client.get(URL)))


def test_it_can_be_sorted_by_figures(client, dana, market):
    client.force_login(dana)
    for name, key in {"monetary": "won_value", "frequency": "wins", "cltv": "lifetime_value"}.items():
        figures = [getattr(account, key) for account, _ in client.get(URL, {"sort": f"-{name}"}).context["rows"]]
        assert figures == sorted(figures, reverse=True)
        assert figures[-1] == 0


def test_walking_its_pages_shows_every_account_once(client, dana, market):
    Account.objects.bulk_create(Account(name=f"Filler {n}") for n in range(95))
    client.force_login(dana)
    for sort in ("name", "-monetary", "-cltv", "frequency"):
        found, address = [], f"{URL}?sort={sort}"
        while address:
            answer = client.get(address)
            found += names(answer)
            address = answer.context["pager"]["next"] and URL + answer.context["pager"]["next"]
        assert len(found) == len(set(found)) == 95 + len(market) + 2


def test_open_deals_are_those_that_the_viewer_may_see(client, bob, alice, charlie, acme, gtx):
    for owner in (alice, alice, charlie):
        OpportunityFactory(account=acme, owner=owner, product=gtx)
    client.force_login(bob)
    assert {a.name: n for a, n in client.get(URL).context["rows"]}["Acme"] == 2


def test_htmx_gets_the_rows_alone(client, alice, market):
    client.force_login(alice)
    answer = client.get(URL, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div class="stack" id="account-rows">')
    assert "<html" not in answer.text


def test_a_name_is_text_and_nothing_else(client, dana):
    AccountFactory(name="<b>Bold</b> & co")
    client.force_login(dana)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; co" in client.get(URL).text


def test_without_accounts_it_says_what_comes_here(client, dana):
    client.force_login(dana)
    assert "No accounts yet" in client.get(URL).text


def test_it_costs_the_same_queries_for_10_and_for_60_rows(client, bob, alice, gtx, django_assert_num_queries):
    client.force_login(bob)
    for rows in (10, 50):
        for _ in range(rows):
            OpportunityFactory(account=AccountFactory(), owner=alice, product=gtx)
        with django_assert_num_queries(10):
            client.get(URL)
        with django_assert_num_queries(9):
            client.get(URL, headers={"HX-Request": "true"})
