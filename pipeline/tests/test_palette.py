"""The command palette: actions and what was seen last, then records by type."""

import pytest

from accounts.tests.factories import AccountFactory
from pipeline.models import RecentRecord
from pipeline.recent import KEPT, note_seen, recent_records
from pipeline.tests.factories import OpportunityFactory

URL, SEEN = "/palette", "/palette/seen"
HX = {"HX-Request": "true"}


@pytest.fixture
def offered(client, alice):
    client.force_login(alice)
    return lambda typed="": client.get(URL, {"q": typed}, headers=HX)


def test_empty_it_offers_actions_and_places(offered):
    page = offered().text
    for label in ("New deal", "New account", "Deals", "Accounts", "Customers", "Sign out"):
        assert f"<span>{label}</span>" in page
    assert "Board" in page or "deal_board" not in page


def test_who_may_not_create_is_not_offered_it(client, anna):
    client.force_login(anna)
    assert "New deal" not in client.get(URL, headers=HX).text


@pytest.mark.parametrize(("typed", "label"), [("new d", "New deal"), ("acco", "Accounts"), ("deal", "Deals")])
def test_actions_are_found_by_their_name(offered, typed, label):
    assert f"<span>{label}</span>" in offered(typed).text


def test_records_are_offered_by_type_at_most_six_each(offered, alice, gtx):
    for number in range(9):
        OpportunityFactory(owner=alice, account=AccountFactory(name=f"Acme {number}"), product=gtx)
    groups = {group.kind: len(group.hits) for group in offered("acme").context["groups"]}
    assert groups == {"accounts": 6, "deals": 6}
    assert "All results for “acme”" in offered("acme").text


def test_without_javascript_it_is_the_search_page(client, alice):
    client.force_login(alice)
    answer = client.get(URL, {"q": "gtx & co"})
    assert (answer.status_code, answer.url) == (302, "/search/?q=gtx+%26+co")


def test_what_was_seen_last_comes_first(client, offered, deal, acme):
    client.post(SEEN, {"account": acme.pk})
    client.post(SEEN, {"deal": deal.code})
    client.post(SEEN, {"deal": deal.code})
    (group,) = offered().context["groups"]
    assert [hit.title for hit in group.hits] == ["GTX Pro for Acme", "Acme"]


def test_what_one_may_no_longer_see_is_not_shown(alice, charlie, deal, acme):
    note_seen(deal, by=alice)
    note_seen(acme, by=alice)
    deal.owner = charlie
    deal.save()
    assert recent_records(alice) == []


def test_what_was_deleted_is_not_shown(alice, deal):
    note_seen(deal, by=alice)
    deal.delete()
    assert recent_records(alice) == []


def test_only_the_last_twenty_are_kept(alice, bob):
    accounts = [AccountFactory() for _ in range(KEPT + 5)]
    note_seen(accounts[0], by=bob)
    for account in accounts:
        note_seen(account, by=alice)
    assert recent_records(alice) == accounts[:4:-1]
    assert RecentRecord.objects.count() == KEPT + 1


def test_charlie_cannot_note_what_he_may_not_see(client, charlie, deal):
    client.force_login(charlie)
    for body in ({"deal": deal.code}, {"account": deal.account_id}, {"account": "9" * 40}, {"deal": "\0"}, {}):
        assert client.post(SEEN, body).status_code == 404
    assert not RecentRecord.objects.exists()


def test_pages_of_deals_and_accounts_say_that_they_were_seen(client, alice, deal):
    client.force_login(alice)
    for page in (f"/deals/{deal.code}/", f"/accounts/{deal.account_id}/"):
        assert f'hx-post="{SEEN}"' in client.get(page).text


def test_the_queries_do_not_grow_with_what_was_seen(client, offered, alice, gtx, django_assert_num_queries):
    for count in (3, 20):
        for number in range(count):
            deal = OpportunityFactory(owner=alice, account=AccountFactory(name=f"A {count} {number}"), product=gtx)
            note_seen(deal, by=alice)
            note_seen(deal.account, by=alice)
        with django_assert_num_queries(5):
            offered()


@pytest.mark.parametrize("typed", ["\0", "!!", "a & | !", "x" * 10_000, "🙂"])
def test_anything_may_be_typed(offered, deal, typed):
    answer = offered(typed)
    assert answer.status_code == 200
    assert "GTX Pro for" not in answer.text
