"""The pages of a merge: choosing, looking, doing, finding again, undoing."""

import pytest
from django.urls import reverse

from accounts.models import Account
from accounts.tests.factories import AccountFactory, ContactFactory
from pipeline.merge_models import MergeRun, NotTheSame
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def double(acme):
    return AccountFactory(name="Acme, Inc.", sector="", country="Norway")


@pytest.fixture
def as_dana(client, dana):
    client.force_login(dana)
    return client


def of_two(one, other):
    return reverse("pipeline:account_merge_with", args=[one.pk, other.pk])


def fields_of(client, address, **more):
    preview = client.get(address).context["preview"]
    return {"seen": preview.seen} | {f"take_{line.name}": line.takes for line in preview.lines} | more


def test_the_likely_double_is_offered_with_its_reason(as_dana, acme, double):
    text = as_dana.get(reverse("pipeline:account_merge", args=[acme.pk])).text
    assert "the same but for punctuation or legal form" in text
    assert of_two(acme, double) in text


def test_any_account_can_be_chosen_by_its_name(as_dana, acme):
    other, address = AccountFactory(name="Zeta"), reverse("pipeline:account_merge", args=[acme.pk])
    assert as_dana.post(address, {"name": "zeta"}).url == of_two(acme, other)
    for name in ("Nobody", "Acme", "a\0b", "x" * 300):
        answer = as_dana.post(address, {"name": name})
        assert answer.status_code == 422
    assert "There is no other account of this name" in as_dana.post(address, {"name": "Nobody"}).text


def test_a_merge_by_hand_and_its_undo(as_dana, alice, acme, double):
    deal = OpportunityFactory(account=double, owner=alice)
    answer = as_dana.post(of_two(acme, double), fields_of(as_dana, of_two(acme, double), take_country="merged"))
    assert answer.url == reverse("analytics:account_page", args=[acme.pk])
    page = as_dana.get(answer.url).text
    assert "Merged from Acme, Inc." in page
    assert "Norway" in page
    run = MergeRun.objects.get()
    assert f'action="{reverse("pipeline:merge_undo", args=[run.pk])}"' in page
    assert "1 deal goes back" in as_dana.get(reverse("pipeline:merge_page", args=[run.pk])).text
    assert as_dana.post(reverse("pipeline:merge_undo", args=[run.pk])).status_code == 302
    assert Opportunity.objects.get(pk=deal.pk).account == double
    assert "Undone" in as_dana.get(reverse("pipeline:merge_page", args=[run.pk])).text


def test_a_stale_preview_says_what_changed_and_keeps_what_was_chosen(as_dana, acme, double):
    fields = fields_of(as_dana, of_two(acme, double), take_country="merged")
    Account.objects.filter(pk=double.pk).update(employees=77)
    answer = as_dana.post(of_two(acme, double), fields)
    assert answer.status_code == 409
    assert "Employees of Acme, Inc.: was empty, is 77 now." in answer.text
    chosen = {line.name: line.takes for line in answer.context["preview"].lines}
    assert chosen["country"] == "merged"
    assert as_dana.post(of_two(acme, double), fields | {"seen": answer.context["preview"].seen}).status_code == 302


def test_a_merge_that_is_sent_twice_happens_once(as_dana, acme, double):
    fields = fields_of(as_dana, of_two(acme, double))
    assert [as_dana.post(of_two(acme, double), fields).status_code for _ in range(2)] == [302, 302]
    assert MergeRun.objects.count() == 1


@pytest.mark.parametrize("forged", [{"take_name": "both"}, {"contacts": "999"}, {"contacts": "x\0"}])
def test_forged_choices_are_refused(as_dana, acme, double, forged):
    address = of_two(acme, double)
    assert as_dana.post(address, fields_of(as_dana, address) | forged).status_code == 422
    assert MergeRun.objects.count() == 0


def test_an_account_and_itself_are_not_two(as_dana, acme):
    assert as_dana.get(of_two(acme, acme)).status_code == 404


def test_an_old_address_leads_on_for_who_may_see_it(as_dana, client, alice, charlie, acme, double):
    OpportunityFactory(account=double, owner=alice)
    as_dana.post(of_two(acme, double), fields_of(as_dana, of_two(acme, double)))
    old = reverse("analytics:account_page", args=[double.pk])
    assert client.get(old).url == reverse("analytics:account_page", args=[acme.pk])
    client.force_login(charlie)
    assert client.get(old).status_code == 404


def test_contacts_that_are_one_person_are_offered(as_dana, acme, double):
    kept = ContactFactory(account=acme, name="Ann", phone="555 123 45")
    theirs = ContactFactory(account=double, name="Ann Lee", phone="(555) 12345")
    page = as_dana.get(of_two(acme, double)).text
    assert "same phone number" in page
    as_dana.post(of_two(acme, double), fields_of(as_dana, of_two(acme, double), contacts=theirs.pk))
    assert acme.contacts.get() == kept


def test_two_contacts_of_an_account_become_one(client, alice, acme):
    kept, other = (
        ContactFactory(account=acme, name="Ann Lee"),
        ContactFactory(account=acme, name="ann  lee", phone="1"),
    )
    client.force_login(alice)
    address = reverse("pipeline:contact_merge_with", args=[kept.pk, other.pk])
    assert address in client.get(reverse("pipeline:contact_merge", args=[kept.pk])).text
    assert client.post(address, fields_of(client, address)).status_code == 302
    kept.refresh_from_db()
    assert kept.phone == "1"
    run = MergeRun.objects.get()
    assert client.post(reverse("pipeline:merge_undo", args=[run.pk])).status_code == 302
    kept.refresh_from_db()
    assert (kept.phone, acme.contacts.count()) == ("", 2)


def test_a_contact_of_another_account_is_not_merged(as_dana, acme, double):
    kept, other = ContactFactory(account=acme), ContactFactory(account=double)
    assert as_dana.get(reverse("pipeline:contact_merge_with", args=[kept.pk, other.pk])).status_code == 404


def test_suspected_pairs_are_listed_until_somebody_denies(as_dana, acme, double):
    ContactFactory(account=acme, email="ann@shared.example")
    far = ContactFactory(account=AccountFactory(name="Zeta"), email="bo@shared.example").account
    AccountFactory(name="Other")
    text = as_dana.get(reverse("pipeline:account_duplicates")).text
    assert "contacts at shared.example" in text
    assert of_two(acme, double) in text
    for other in (double, far):
        as_dana.post(reverse("pipeline:account_deny", args=[other.pk, acme.pk]))
    assert NotTheSame.objects.count() == 2
    assert "No pair is suspected" in as_dana.get(reverse("pipeline:account_duplicates")).text


def test_charlie_finds_nothing_of_hers(client, charlie, alice, dana, acme, double):
    OpportunityFactory(account=acme, owner=alice)
    client.force_login(charlie)
    assert client.get(reverse("pipeline:account_merge", args=[acme.pk])).status_code == 404
    assert client.get(of_two(double, acme)).status_code in {403, 404}


def test_the_list_of_merges_costs_the_same_for_10_and_for_40(as_dana, dana, acme, django_assert_max_num_queries):
    for count in (10, 30):
        first = MergeRun.objects.count()
        MergeRun.objects.bulk_create(
            MergeRun(
                kind="account", survivor_id=acme.pk, survivor_name="Acme", merged_id=10_000 + first + n,
                merged_name="Gone", account_id=acme.pk, merged_by=dana, record={},
            )
            for n in range(count)
        )  # fmt: skip
        with django_assert_max_num_queries(8):
            as_dana.get(reverse("pipeline:merge_list"))
