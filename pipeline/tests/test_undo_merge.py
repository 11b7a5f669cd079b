"""Undoing a merge within 30 days: what comes back, what stays, and what cannot be undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import model_to_dict
from django.utils import timezone

from accounts.models import Account, Alias
from accounts.services import merged_into
from accounts.tests.factories import AccountFactory, ContactFactory
from analytics.models import AccountMetrics
from analytics.services import differences, drain_account_changes
from pipeline.merge_models import MergeRun
from pipeline.merge_preview import preview
from pipeline.merge_undo import forget_merges, prospect, undo_merge
from pipeline.merging import merge_accounts, merge_contacts
from pipeline.models import Activity, DealContact, Opportunity
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def double(acme):
    return AccountFactory(
        name="Acme Inc", sector="", country="Norway", employees=12, parent=AccountFactory(name="Top")
    )


@pytest.fixture
def run(dana, alice, acme, double):
    """Acme Inc, with two deals, a contact and a subsidiary, merged into Acme, which got its name and country."""
    OpportunityFactory.create_batch(2, account=double, owner=alice, won=True)
    ContactFactory(account=double, name="Ann", email="ann@acme.com")
    ContactFactory(account=acme, name="Ann Lee", email="ann@acme.com")
    AccountFactory(name="Daughter", parent=double)
    take = {"name": "merged", "country": "merged"}
    people = list(double.contacts.values_list("pk", flat=True))
    seen = preview(acme, double, by=dana).seen
    return merge_accounts(Account.objects.get(pk=acme.pk), double, by=dana, seen=seen, take=take, contacts=people)


def state():
    return (
        [model_to_dict(a) for a in Account.objects.order_by("pk")],
        list(Opportunity.objects.order_by("pk").values_list("pk", "account")),
    )


def test_everything_is_as_it_was(dana, acme, double, alice):
    OpportunityFactory.create_batch(2, account=double, owner=alice)
    AccountFactory(name="Daughter", parent=double)
    Alias.objects.create(kind="account", spelling="Acme Inc", name="Acme")
    before, double = state(), Account.objects.get(pk=double.pk)
    merged = merge_accounts(
        acme, double, by=dana, seen=preview(acme, double, by=dana).seen, take={"name": "merged", "parent": "merged"}
    )
    assert state() != before
    undo_merge(merged, by=dana)
    assert state() == before
    assert list(Alias.objects.filter(kind="account").values_list("spelling", "name")) == [("Acme Inc", "Acme")]
    assert merged_into(double.pk) is None


def test_contacts_that_were_merged_with_it_come_back(run, dana, acme, double):
    assert acme.contacts.count() == 1
    undo_merge(run, by=dana)
    assert (acme.contacts.get().name, double.contacts.get().name) == ("Ann Lee", "Ann")
    assert not MergeRun.objects.in_force().exists()


def test_figures_are_those_of_a_full_recomputation(run, dana, acme, double):
    drain_account_changes()
    undo_merge(run, by=dana)
    drain_account_changes()
    assert differences() == []
    assert AccountMetrics.objects.get(account=double.pk).frequency == 2


def test_what_came_later_stays_with_the_survivor(run, dana, alice, acme, double):
    later = OpportunityFactory(account=acme, owner=alice)
    moved_on = Opportunity.objects.filter(account=acme).exclude(pk=later.pk).first()
    elsewhere = AccountFactory()
    Opportunity.objects.filter(pk=moved_on.pk).update(account=elsewhere)
    first = prospect(run).ways[0]
    assert (first.back, first.elsewhere) == (1, 1)
    undo_merge(run, by=dana)
    assert Opportunity.objects.get(account=acme) == later
    assert Opportunity.objects.get(account=elsewhere) == moved_on
    assert Opportunity.objects.filter(account=double.pk).count() == 1


def test_a_note_on_a_deal_goes_back_with_it(run, dana, alice, acme, double):
    deal = Opportunity.objects.filter(account=acme).first()
    note = Activity.objects.create(account=acme, opportunity=deal, author=alice, text="Later")
    undo_merge(run, by=dana)
    note.refresh_from_db()
    assert note.account_id == double.pk


def test_what_was_edited_after_the_merge_stays(run, dana, acme):
    Account.objects.filter(pk=acme.pk).update(country="Chile")
    assert prospect(run).keeps == ["Office location of Acme Inc was edited after the merge and stays as it is."]
    undo_merge(run, by=dana)
    acme.refresh_from_db()
    assert (acme.name, acme.country) == ("Acme", "Chile")


def test_a_name_that_was_taken_meanwhile_is_said_and_needs_a_word(run, dana, acme, double):
    Account.objects.filter(pk=acme.pk).update(name="Acme World")
    AccountFactory(name="ACME INC")
    with pytest.raises(ValidationError, match="another account called Acme Inc"):
        undo_merge(run, by=dana)
    undo_merge(run, by=dana, partly=True)
    assert Account.objects.get(pk=double.pk).name == f"Acme Inc ({double.pk})"


def test_a_former_name_that_is_taken_refuses_the_undo(run, dana):
    AccountFactory(name="ACME")
    with pytest.raises(ValidationError, match="another account called Acme now"):
        undo_merge(run, by=dana)


def test_a_parent_that_is_gone_is_said(run, dana, acme, double):
    Account.objects.filter(name="Top").delete()
    assert prospect(run).cuts == ["The parent company of Acme Inc is gone; it comes back without one."]
    undo_merge(run, by=dana, partly=True)
    assert Account.objects.get(pk=double.pk).parent is None


def test_a_survivor_that_is_gone_refuses_the_undo(run, dana, acme):
    Account.objects.filter(parent=acme).update(parent=None)
    Account.objects.get(pk=acme.pk).delete()
    with pytest.raises(ValidationError, match="Acme Inc was deleted"):
        undo_merge(run, by=dana)


def test_a_later_merge_is_undone_first(run, dana, acme):
    third = AccountFactory(name="World")
    acme.refresh_from_db()
    later = merge_accounts(third, acme, by=dana, seen=preview(third, acme, by=dana).seen, take={})
    with pytest.raises(ValidationError, match="undo that merge first"):
        undo_merge(run, by=dana)
    undo_merge(later, by=dana)
    undo_merge(run, by=dana)


def test_it_is_undone_once(run, dana):
    undo_merge(run, by=dana)
    with pytest.raises(ValidationError, match="undone already"):
        undo_merge(run, by=dana)


def test_after_30_days_it_stays(run, dana):
    MergeRun.objects.update(merged_at=timezone.now() - timedelta(days=30, seconds=1))
    run.refresh_from_db()
    assert not run.can_be_undone
    with pytest.raises(ValidationError, match="for 30 days"):
        undo_merge(run, by=dana)
    assert forget_merges(before=timezone.now()) == 2
    assert MergeRun.objects.get(pk=run.pk).record is None


def test_who_may_not_change_all_its_deals_may_not_undo(run, alice, bob, charlie, anna, acme):
    OpportunityFactory(account=acme, owner=charlie)
    for who in (alice, bob, charlie, anna):
        with pytest.raises(PermissionDenied):
            undo_merge(run, by=who)


def test_a_part_in_a_deal_that_both_have_is_kept_once_and_comes_back(dana, alice, acme):
    kept, other = (ContactFactory(account=acme, name=name) for name in ("Ann", "Anne"))
    deal, second = OpportunityFactory.create_batch(2, account=acme, owner=alice)
    for each, contact, role in ((deal, kept, "decision"), (deal, other, "blocker"), (second, other, "user")):
        DealContact.objects.create(opportunity=each, contact=contact, role=role)
    before = set(DealContact.objects.values_list("pk", "opportunity", "contact", "role"))
    run = merge_contacts(kept, other, by=alice, seen=preview(kept, other, by=alice).seen, take={})
    assert set(kept.deals.values_list("opportunity", "role")) == {(deal.pk, "decision"), (second.pk, "user")}
    undo_merge(run, by=alice)
    assert set(DealContact.objects.values_list("pk", "opportunity", "contact", "role")) == before
