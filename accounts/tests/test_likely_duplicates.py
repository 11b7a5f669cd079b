"""Who enters an account is shown those that it may already be, and never a name of another team's."""

import pytest
from django.urls import reverse

from accounts.duplicates import likely_duplicates, plain_words
from accounts.tests.factories import AccountFactory
from pipeline.tests.factories import OpportunityFactory


def names(found):
    return [each.account.name for each in found]


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Acme Inc.", "ACME, Inc"),
        ("Acme Inc.", "acme"),
        ("Acme", "Acme GmbH"),
        ("Kan-code", "Kancode Ltd"),
        ("Müller & Söhne AG", "Muller Sohne"),
        ("Konex", "Konexx"),
        ("Stanredtax", "Stanredtex"),
        ("Bluth Farms", "Farms Bluth"),
    ],
)
def test_another_spelling_is_found(alice, known, typed):
    AccountFactory(name=known)
    assert names(likely_duplicates(typed, alice)) == [known]


@pytest.mark.parametrize(
    ("known", "typed"), [("Acme", "Umbra"), ("Acme", ""), ("Acme", "!!"), ("Acme", "\0"), ("Konex", "Kon")]
)
def test_another_name_is_not(alice, known, typed):
    AccountFactory(name=known)
    assert likely_duplicates(typed, alice) == []


def test_the_likeliest_comes_first_with_its_reason(alice):
    AccountFactory(name="Stanredtex")
    AccountFactory(name="Stanredtax Inc")
    found = likely_duplicates("stanredtax", alice)
    assert names(found) == ["Stanredtax Inc", "Stanredtex"]
    assert [each.reason for each in found] == ["the same but for punctuation or legal form", "spelt alike"]


def test_an_account_is_no_duplicate_of_itself(alice, acme):
    assert likely_duplicates("Acme", alice, exclude=acme.pk) == []


def test_what_one_may_not_see_is_not_shown(alice, charlie, deal):
    assert likely_duplicates("acme inc", charlie) == []
    assert names(likely_duplicates("acme inc", alice)) == ["Acme"]


def test_a_legal_form_alone_is_a_name(alice):
    assert plain_words("Company") == ["company"]
    assert plain_words("AG Co. Ltd.") == ["ag"]


def test_it_costs_the_same_for_few_and_many(alice, django_assert_num_queries):
    AccountFactory(name="Acme")
    for count in (10, 200):
        for number in range(count):
            AccountFactory(name=f"Acme {count} {number}")
        with django_assert_num_queries(3):
            likely_duplicates("Acme Inc", alice)


def test_they_appear_while_a_name_is_typed(client, alice, acme):
    client.force_login(alice)
    page = client.get(reverse("accounts:account_hints"), {"name": "ACME, Inc"}).text
    assert f'<a href="{reverse("analytics:account_page", args=[acme.pk])}">Acme</a>' in page


@pytest.mark.parametrize("typed", ["", "\0", "a & | !", "x" * 10_000, "🙂", "()", "'"])
def test_anything_may_be_typed(client, alice, acme, typed):
    client.force_login(alice)
    answer = client.get(reverse("accounts:account_hints"), {"name": typed})
    assert (answer.status_code, answer.text.strip()) == (200, "")


def test_a_hidden_duplicate_does_not_crowd_out_a_visible_one(alice, charlie, gtx):
    for number in range(30):
        OpportunityFactory(account=AccountFactory(name=f"Acme{'!' * number} Inc"), owner=charlie, product=gtx)
    AccountFactory(name="Acmee")
    assert names(likely_duplicates("Acme", alice)) == ["Acmee"]
