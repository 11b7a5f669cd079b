"""The search over everything finds what was meant, and nothing that one may not see."""

import pytest
from django.urls import reverse

from accounts.models import Alias
from accounts.tests.factories import AccountFactory, ContactFactory
from pipeline.search import Search
from pipeline.tests.factories import OpportunityFactory, ProductFactory

URL = "/search/"


def titles(text, user, kind, limit=50):
    return [hit.title for hit in Search(text, user=user, limit=limit).group(kind).hits]


@pytest.mark.parametrize("typed", ["gtx pro acme", "acme gtx", "acm", "gtxpro acme", "GTX acme pro", "acme"])
def test_a_deal_is_found_by_words_of_product_and_account(alice, deal, typed):
    OpportunityFactory(owner=alice, account=AccountFactory(name="Umbra"), product=ProductFactory(name="MG Special"))
    assert titles(typed, alice, "deals")[:1] == ["GTX Pro for Acme"]


@pytest.mark.parametrize("typed", ["mg acme", "gtx umbra", "gtx pro acme x9"])
def test_every_word_counts(alice, deal, typed):
    ProductFactory(name="MG Special", series="MG")
    AccountFactory(name="Umbra")
    assert titles(typed, alice, "deals") == []


def test_a_deal_is_found_by_its_code(alice, deal):
    OpportunityFactory(owner=alice, code="ZZ99ZZ99")
    assert titles(deal.code.lower(), alice, "deals") == ["GTX Pro for Acme"]
    assert titles(deal.code[:5], alice, "deals") == ["GTX Pro for Acme"]


def test_an_open_deal_is_found_by_its_next_step(alice, deal):
    deal.next_step = "Send the quotation to Zürich"
    deal.save()
    OpportunityFactory(owner=alice, won=True, next_step="Send the quotation")
    assert titles("quot zurich", alice, "deals") == ["GTX Pro for Acme"]
    assert titles("quotation", alice, "deals") == ["GTX Pro for Acme"]


def test_a_word_may_be_of_the_product_or_of_the_account(alice, gtx, acme):
    OpportunityFactory(owner=alice, account=AccountFactory(name="GTX Traders"), product=ProductFactory(series="MG"))
    OpportunityFactory(owner=alice, account=acme, product=gtx)
    assert len(titles("gtx", alice, "deals")) == 2


def test_products_contacts_and_accounts_are_found(alice, deal):
    ContactFactory(name="Carla Contact", account=deal.account)
    assert titles("pro gt", alice, "products") == ["GTX Pro"]
    assert titles("carl", alice, "contacts") == ["Carla Contact"]
    assert titles("acm", alice, "accounts") == ["Acme"]


def test_the_name_itself_comes_first(alice):
    for name in ("The Acme", "Acme Acres", "Acme", "Acme Zoo"):
        AccountFactory(name=name)
    assert titles("acme", alice, "accounts") == ["Acme", "Acme Acres", "Acme Zoo", "The Acme"]


def test_an_alias_finds_its_account(alice, acme):
    Alias.objects.create(kind=Alias.Kind.ACCOUNT, spelling="Big Roadrunner", name="Acme")
    assert titles("big roadrunner", alice, "accounts") == ["Acme"]


@pytest.mark.parametrize("typed", ["acme", "gtx", "gtx acme", "carla", "quotation", "code"])
def test_charlie_finds_nothing_of_hers(client, charlie, deal, typed):
    deal.next_step = "Quotation"
    deal.save()
    ContactFactory(name="Carla Contact", account=deal.account)
    client.force_login(charlie)
    page = client.get(URL, {"q": deal.code if typed == "code" else typed}).text
    assert "for <mark>Acme" not in page
    assert "Acme</a>" not in page
    assert reverse("pipeline:deal_page", args=[deal.code]) not in page
    assert reverse("analytics:account_page", args=[deal.account_id]) not in page


def test_one_kind_can_be_asked_for(client, alice, deal):
    client.force_login(alice)
    page = client.get(URL, {"q": "acme", "type": "accounts"})
    assert [group.kind for group in page.context["shown"]] == ["accounts"]
    assert [name for name, _, _ in page.context["tabs"]] == ["", "accounts", "deals"]
    assert client.get(URL, {"q": "acme", "type": "nonsense"}).context["kind"] == ""
    assert "Nothing of this kind" in client.get(URL, {"q": "acme", "type": "products"}).text


def test_the_count_is_capped_and_says_so(client, alice):
    for number in range(60):
        AccountFactory(name=f"Acme {number:02}")
    client.force_login(alice)
    page = client.get(URL, {"q": "acme", "type": "accounts"})
    assert page.context["shown"][0].count == "50+"
    assert "These are the first 50" in page.text
    assert "All 50+ accounts" in client.get(URL, {"q": "acme"}).text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\0",
        "!!!",
        "a & | !",
        "' or 1=1 --",
        "🙂",
        "x" * 10_000,
        "\\",
        "%",
        "(",
        "<->",
        "½",
        "a b c d",
    ],
)
def test_anything_may_be_typed(client, alice, deal, typed):
    client.force_login(alice)
    for kind in ("", "deals"):
        answer = client.get(URL, {"q": typed, "type": kind})
        assert answer.status_code == 200
        assert answer.context["groups"] == []


def test_it_says_what_to_do_where_nothing_is_found(client, alice):
    client.force_login(alice)
    assert "What are you looking for" in client.get(URL).text
    assert "Type two letters or digits" in client.get(URL, {"q": "?"}).text
    assert "Nothing found" in client.get(URL, {"q": "zzz"}).text


def test_what_was_typed_is_marked_and_escaped(client, alice):
    AccountFactory(name="<b>Bold</b> Acme")
    client.force_login(alice)
    page = client.get(URL, {"q": "<b>bol acm"}).text
    assert "<mark>Bol</mark>d" in page
    assert "<b>B" not in page


def test_the_field_keeps_what_was_typed(client, alice):
    client.force_login(alice)
    assert 'name="q" value="gtx pro"' in client.get(URL, {"q": " gtx  pro"}).text


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow_with_the_rows(client, bob, alice, gtx, count, django_assert_num_queries):
    for number in range(count):
        account = AccountFactory(name=f"Acme {number}")
        OpportunityFactory(owner=alice, account=account, product=gtx, next_step="Call Acme")
        ContactFactory(name=f"Acme person {number}", account=account)
    client.force_login(bob)
    with django_assert_num_queries(15 if count == 10 else 14):  # ten leave room for what the next steps say
        client.get(URL, {"q": "acme"})
