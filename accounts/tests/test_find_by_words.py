"""Accounts and contacts are found by how their words begin, whatever the case, accents and punctuation."""

import pytest
from django.db import connection

from accounts.full_text import Typed, fold, marked
from accounts.models import Account, Contact
from accounts.tests.factories import AccountFactory, ContactFactory

pytestmark = pytest.mark.django_db

HOSTILE = ["", " ", "\0", "!!!", "a & | !", "acme & !x", "'); drop table x; --", "acme:*", "<->", "🙂", "x" * 10_000,
           "\\", "'", "a" * 3000 + " b", "(((", "%_", "½ €", "\u202e", "a\u0301" * 400]  # fmt: skip


def found(text):
    return [account.name for account in Account.objects.all().matching(Typed(text)).order_by("name")]


@pytest.mark.parametrize("typed", ["acm", "ACME", "hold acm", "acme holding", "acmeh", "  acme   hol ", "acme,hold"])
def test_an_account_is_found_by_the_beginnings_of_its_words(typed):
    AccountFactory(name="Acme Holding")
    assert found(typed) == ["Acme Holding"]


@pytest.mark.parametrize("typed", ["olding", "acme xyz", "acmf"])
def test_what_no_word_begins_with_finds_nothing(typed):
    AccountFactory(name="Acme Holding")
    assert found(typed) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Müller & Söhne", "muller soh"),
        ("Muller", "Müller"),
        ("Straße 7", "strasse"),
        ("Ørsted", "orst"),
        ("Kan-code", "kancode"),
        ("Kancode", "kan-code"),
        ("O’Brien", "obrien"),
        ("OBrien", "o'brien"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("株式会社", "株式"),
        ("Газпром", "Газ"),
    ],
)
def test_accents_and_punctuation_do_not_count(name, typed):
    AccountFactory(name=name)
    assert found(typed) == [name]


@pytest.mark.parametrize(
    "typed",
    ["carla", "contact carla", "carla.contact@exam", "example", "buyer", "555 010", "5550104477", "010-4477",
     "+1 (555) 0104477", "0555 01044", "44 77"],
)  # fmt: skip
def test_a_contact_is_found_by_name_title_address_and_number(typed):
    contact = ContactFactory(
        name="Carla Contact", job_title="Buyer", email="carla.contact@example.com", phone="+1 (555) 010-4477"
    )
    ContactFactory(name="Somebody Else", email="else@elsewhere.org", phone="+49 30 1234567")
    assert list(Contact.objects.all().matching(Typed(typed))) == [contact]


@pytest.mark.parametrize("text", HOSTILE)
def test_anything_may_be_typed(text):
    AccountFactory(name="Acme")
    ContactFactory(name="Carla")
    typed = Typed(text)
    assert list(Account.objects.all().matching(typed)[:5]) in ([], [Account.objects.get(name="Acme")])
    assert list(Contact.objects.all().matching(typed)) == []


@pytest.mark.parametrize("text", HOSTILE[3:])
def test_anything_may_be_a_name(text):
    name = text.replace("\0", "")[:160] or "x"
    AccountFactory(name=name)
    ContactFactory(name=name[:120], phone=name[:40])


@pytest.mark.parametrize("text", ["Müller", "O'Brien", "Straße", "ﬁne Ærø", "Łódź", "ÀÉÎÕÜ", "½", "ＦＵＬＬ"])
def test_python_folds_as_the_database_does(text):
    with connection.cursor() as cursor:
        cursor.execute("select search_folded(%s)", [text])
        assert cursor.fetchone() == (fold(text),)


def test_what_was_typed_is_marked():
    assert marked("Müller & Söhne", ["mul", "so"]) == [
        ("Mül", True), ("ler", False), (" & ", False), ("Sö", True), ("hne", False),
    ]  # fmt: skip
    assert marked("Straße", ["stras"]) == [("Straß", True), ("e", False)]
    assert marked("Acme", ["olding"]) == [("Acme", False)]


def test_the_index_is_used():
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    plan = Account.objects.all().matching(Typed("acme")).order_by().explain()
    assert "account_words" in plan
    assert "contact_words" in Contact.objects.all().matching(Typed("acme")).order_by().explain()
