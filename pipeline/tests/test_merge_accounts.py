"""Merging two accounts: what stays, what moves, who may, and what is refused."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Account, Alias, Contact
from accounts.services import account_called, merged_into
from accounts.tests.factories import AccountFactory, ContactFactory
from analytics.models import AccountMetrics
from analytics.services import differences, drain_account_changes
from pipeline.merge_models import MergeRun
from pipeline.merge_preview import ACCOUNT_FIELDS, CONTACT_FIELDS, StaleMerge, preview
from pipeline.merge_relations import OF_ACCOUNTS, OF_CONTACTS, unknown_relations
from pipeline.merging import merge_accounts
from pipeline.models import Activity, Attachment, Opportunity, ReportingDay, Task
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def double(db):
    return AccountFactory(name="Acme Inc", sector="", country="Norway", employees=12)


@pytest.fixture
def merge(dana):
    """Look at a merge and do it; the sides that the preview proposes unless `take` names others."""

    def do(survivor, merged, *, by=dana, contacts=(), **take):
        survivor, merged = (Account.objects.get(pk=row.pk) for row in (survivor, merged))
        seen = preview(survivor, merged, by=by)
        sides = {line.name: line.takes for line in seen.lines} | take
        return merge_accounts(survivor, merged, by=by, seen=seen.seen, take=sides, contacts=contacts)

    return do


def test_every_relation_to_an_account_and_a_contact_is_known():
    assert unknown_relations(Account, OF_ACCOUNTS) == set()
    assert unknown_relations(Contact, OF_CONTACTS) == set()


@pytest.mark.parametrize(("model", "names"), [(Account, ACCOUNT_FIELDS), (Contact, CONTACT_FIELDS)])
def test_every_field_that_people_enter_is_chosen(model, names):
    entered = {f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key}
    assert entered - {"account"} == set(names)


def test_all_that_belongs_to_the_one_belongs_to_the_other(merge, alice, acme, double):
    deal = OpportunityFactory(account=double, owner=alice)
    contact, daughter = ContactFactory(account=double), AccountFactory(parent=double)
    activity = Activity.objects.create(account=double, author=alice, text="Called")
    task = Task.objects.create(account=double, owner=alice, title="Call", due_on=date(2026, 1, 2))
    file = Attachment.objects.create(account=double, name="a.txt", file="x", size=1, uploaded_by=alice)
    merge(acme, double)
    for row in (deal, contact, activity, task, file):
        row.refresh_from_db()
        assert row.account_id == acme.pk
    daughter.refresh_from_db()
    assert daughter.parent_id == acme.pk
    assert not Account.objects.filter(pk=double.pk).exists()


def test_an_empty_field_is_filled_from_the_other(merge, acme, double):
    acme.country = ""
    acme.save()
    merge(acme, double)
    acme.refresh_from_db()
    assert (acme.name, acme.sector, acme.country, acme.employees) == ("Acme", "software", "Norway", 12)


def test_each_value_can_be_chosen(merge, acme, double):
    merge(acme, double, name="merged", country="survivor")
    acme.refresh_from_db()
    assert (acme.name, acme.country) == ("Acme Inc", "United States")


def test_the_name_that_went_is_read_as_the_one_that_stayed(merge, acme, double):
    Alias.objects.create(kind="account", spelling="ACME corp.", name="Acme Inc")
    merge(acme, double)
    assert [account_called(name) for name in ("acme inc", "ACME corp.", "Acme")] == [acme] * 3


def test_a_name_that_changes_sides_leaves_the_former_as_an_alias(merge, acme, double):
    Alias.objects.create(kind="account", spelling="Acme Inc", name="Acme")
    merge(acme, double, name="merged")
    assert account_called("Acme") == account_called("Acme Inc") == acme
    assert list(Alias.objects.filter(kind="account").values_list("spelling", "name")) == [("Acme", "Acme Inc")]


def test_figures_of_the_survivor_are_those_of_a_full_recomputation(merge, alice, acme, double):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 6, 1), "pinned": True})
    for account in (acme, double, double):
        OpportunityFactory(account=account, owner=alice, won=True)
    drain_account_changes()
    assert set(AccountMetrics.objects.values_list("account", "frequency")) == {(acme.pk, 1), (double.pk, 2)}
    merge(acme, double)
    drain_account_changes()
    assert list(AccountMetrics.objects.values_list("account", "frequency")) == [(acme.pk, 3)]
    assert differences() == []


def test_it_is_kept_who_merged_what(merge, dana, acme, double):
    run = merge(acme, double)
    kept = MergeRun.objects.get()
    assert (kept.merged_by, kept.survivor_id, kept.merged_id, str(kept)) == (
        dana, acme.pk, double.pk, "Acme Inc merged into Acme",
    )  # fmt: skip
    assert json.dumps(run.record)
    assert merged_into(double.pk) == acme.pk


def test_an_old_number_leads_to_the_last_of_several_merges(merge, acme, double):
    third = AccountFactory(name="Acme Ltd")
    merge(acme, double)
    merge(third, acme)
    assert merged_into(double.pk) == merged_into(acme.pk) == third.pk
    assert account_called("Acme Inc") == third


def test_an_account_is_not_merged_with_itself(merge, acme):
    with pytest.raises(ValidationError, match="cannot be merged with itself"):
        merge(acme, acme)


def test_a_parent_and_its_subsidiary_become_one(merge, acme, double):
    top = AccountFactory(name="Top")
    Account.objects.filter(pk=double.pk).update(parent=top)
    Account.objects.filter(pk=acme.pk).update(parent=double)
    acme.refresh_from_db()
    double.refresh_from_db()
    merge(acme, double)
    acme.refresh_from_db()
    assert acme.parent == top


def test_a_parent_that_would_make_a_circle_is_refused(merge, acme, double):
    between = AccountFactory(name="Between", parent=double)
    Account.objects.filter(pk=acme.pk).update(parent=between)
    acme.refresh_from_db()
    with pytest.raises(ValidationError, match="would belong to itself"):
        merge(acme, double, parent="survivor")
    merge(acme, double)
    acme.refresh_from_db()
    assert acme.parent is None


@pytest.mark.parametrize("change", ["field", "deal"])
def test_what_changed_since_it_was_looked_at_is_said(dana, alice, acme, double, change):
    seen = preview(acme, double, by=dana).seen
    if change == "field":
        Account.objects.filter(pk=double.pk).update(sector="retail")
    else:
        OpportunityFactory(account=double, owner=alice)
    with pytest.raises(StaleMerge) as stale:
        merge_accounts(acme, double, by=dana, seen=seen, take={})
    assert (
        stale.value.changes
        == {
            "field": ["Sector of Acme Inc: was empty, is retail now."],
            "deal": ["Acme Inc had 0 deals and has 1 now."],
        }[change]
    )
    assert Account.objects.filter(pk=double.pk).exists()


def test_a_preview_of_others_is_of_no_use(dana, acme, double):
    other = preview(double, acme, by=dana).seen
    for seen in (other, "", "forged:x:y"):
        with pytest.raises(StaleMerge):
            merge_accounts(acme, double, by=dana, seen=seen, take={})


def test_who_may_change_every_deal_of_both_may_merge(merge, alice, bob, charlie, dora, anna, acme, double):
    OpportunityFactory(account=acme, owner=alice)
    foreign = OpportunityFactory(account=double, owner=charlie)
    for who in (alice, bob, charlie, anna):
        with pytest.raises(PermissionDenied):
            merge(acme, double, by=who)
    Opportunity.objects.filter(pk=foreign.pk).update(owner=alice)
    merge(acme, double, by=bob)
    merge(acme, AccountFactory(), by=dora)


def test_one_person_at_both_becomes_one_contact(merge, alice, acme, double):
    kept = ContactFactory(account=acme, name="Ann", email="ann@acme.com")
    other = ContactFactory(account=double, name="Ann Lee", email="ANN@acme.com", phone="555 1234")
    activity = Activity.objects.create(account=double, contact=other, author=alice, text="Called")
    merge(acme, double, contacts=[other.pk])
    activity.refresh_from_db()
    kept.refresh_from_db()
    assert (activity.contact, kept.phone, acme.contacts.count()) == (kept, "555 1234", 1)


def test_it_costs_the_same_queries_for_10_and_for_500_deals(merge, alice, gtx):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (10, 500):
        survivor, merged = AccountFactory(), AccountFactory()
        OpportunityFactory.create_batch(size, account=merged, owner=alice, product=gtx)
        with CaptureQueriesContext(connection) as queries:
            merge(survivor, merged)
        counts.append(len(queries))
    assert counts[0] == counts[1]
