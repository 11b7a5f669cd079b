"""Merging two accounts, or two contacts, into one: one transaction, which leaves a MergeRun to undo it by."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import Account, Alias, Contact
from pipeline import hints
from pipeline.merge_models import MergeRun
from pipeline.merge_preview import (
    CONTACT_FIELDS,
    MERGED,
    Sides,
    StaleMerge,
    check_unchanged,
    loops,
    same_people,
    values_of,
)
from pipeline.merge_relations import OF_ACCOUNTS, OF_CONTACTS, Record, move, rows_as_records
from pipeline.models import Opportunity
from teams import visibility
from teams.models import User


@transaction.atomic
def merge_accounts(
    survivor: Account, merged: Account, *, by: User, seen: str, take: Sides, contacts: Collection[int] = ()
) -> MergeRun:
    """Merge an account into another, as they were when `seen` was made by a preview.

    `take` names the side whose value stays, by field; `contacts` are those of the merged account who are the same
    person as one of the survivor's. Raise StaleMerge where one of the two has changed since, ValidationError where
    the result would break a rule, PermissionDenied where `by` may not change every deal of both.
    """
    survivor, merged = lock_accounts(survivor.pk, merged.pk)
    check_may_merge(by, survivor, merged)
    check_unchanged(seen, survivor, merged)
    people = [pair for pair in same_people(survivor, merged) if pair[1].pk in set(contacts)]
    if len(people) != len(set(contacts)):
        raise StaleMerge(["The contacts of one of the two are not those that were shown."])
    before, fields = _change_of(survivor, merged, take)
    record: Record = {"survivor": before, "row": rows_as_records([merged])[0]}
    parts = [_merge_contacts(own, other, by=by, take={}) for own, other, _ in people]
    Account.objects.filter(pk=survivor.pk, parent=merged.pk).update(parent=None)
    record |= move(OF_ACCOUNTS, source=merged.pk, target=survivor.pk).as_record
    record["runs"] = _follow(merged.pk, survivor.pk)
    names = {survivor.name, merged.name}
    merged_id, merged_name = merged.pk, merged.name
    merged.delete()
    _apply(survivor, fields)
    record |= {"after": rows_as_records([survivor])[0]["fields"], "aliases": _read_as(survivor.name, names)}
    run = _note(MergeRun.Kind.ACCOUNT, survivor, merged_id, merged_name, survivor.pk, by, record)
    MergeRun.objects.filter(pk__in=[part.pk for part in parts]).update(part_of=run)
    hints.hint_changes()
    return run


@transaction.atomic
def merge_contacts(survivor: Contact, merged: Contact, *, by: User, seen: str, take: Sides) -> MergeRun:
    """Merge a contact into another of the same account, as they were when `seen` was made by a preview."""
    if not visibility.may_create_accounts(by):
        raise PermissionDenied("Analysts read; they do not change records.")
    if survivor.pk == merged.pk or survivor.account_id != merged.account_id:
        raise ValidationError("Choose another contact of the same account.")
    lock_accounts(survivor.account_id)
    found = Contact.objects.select_for_update().order_by("pk").in_bulk([survivor.pk, merged.pk])
    if len(found) < 2:
        raise StaleMerge(["One of the two was deleted or merged in the meantime."])
    survivor, merged = found[survivor.pk], found[merged.pk]
    check_unchanged(seen, survivor, merged)
    return _merge_contacts(survivor, merged, by=by, take=take)


def lock_accounts(*ids: int) -> list[Account]:
    """Hold accounts and their deals until the transaction ends, always in the same order; return the accounts.

    The deals come first, as whoever gives a deal another account holds the deal and then asks for the account.
    """
    deals = Opportunity.objects.select_for_update(of=("self",)).filter(account__in=ids).order_by("pk")
    list(deals.values_list("pk", flat=True))
    found = {account.pk: account for account in Account.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    missing = set(ids) - found.keys()
    if missing:
        run = MergeRun.objects.of_accounts().in_force().filter(merged_id__in=missing).first()
        raise StaleMerge([f"{run} in the meantime." if run else "One of the two was deleted in the meantime."])
    return [found[pk] for pk in ids]


def check_may_merge(by: User, *accounts: Account) -> None:
    ids = {account.pk for account in accounts}
    if len(ids) < len(accounts):
        raise ValidationError("An account cannot be merged with itself. Choose another one.")
    if Account.objects.filter(visibility.account_is_mergeable(by), pk__in=ids).count() < len(ids):
        raise PermissionDenied("You may merge accounts only if all of their deals are yours to change.")


def _follow(merged: int, survivor: int) -> list[int]:
    """Have earlier merges into the account be seen by who sees the survivor; return which."""
    earlier = MergeRun.objects.filter(account_id=merged)
    ids = list(earlier.values_list("pk", flat=True))
    earlier.update(account_id=survivor)
    return ids


def _change_of(survivor: Any, merged: Any, take: Sides) -> tuple[Record, dict[str, Any]]:
    """The survivor's fields as they are, for an undo, and as they will be."""
    ours, theirs = values_of(survivor, merged), values_of(merged, survivor)
    fields = {name: theirs[name] if take.get(name) == MERGED else value for name, value in ours.items()}
    if isinstance(survivor, Account) and loops(fields["parent"], survivor=survivor, merged=merged):
        raise ValidationError(
            "That parent company belongs to one of the two, so the merged account would belong to itself. "
            "Choose the other parent company."
        )
    return rows_as_records([survivor])[0]["fields"], fields


def _apply(survivor: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(survivor, "parent_id" if name == "parent" else name, value)
    store(survivor)


def store(row: Any) -> None:
    """Save a row by its rules, as the version after the one that is stored now."""
    row.refresh_from_db(fields=["version"])
    row.version += 1
    row.full_clean()
    row.save()


def _merge_contacts(survivor: Contact, merged: Contact, *, by: User, take: Sides) -> MergeRun:
    sides = take or {name: MERGED for name in CONTACT_FIELDS if not getattr(survivor, name)}
    before, fields = _change_of(survivor, merged, sides)
    record: Record = {"survivor": before, "row": rows_as_records([merged])[0]}
    record |= move(OF_CONTACTS, source=merged.pk, target=survivor.pk).as_record
    merged_id, merged_name = merged.pk, merged.name
    merged.delete()
    _apply(survivor, fields)
    record["after"] = rows_as_records([survivor])[0]["fields"]
    return _note(MergeRun.Kind.CONTACT, survivor, merged_id, merged_name, survivor.account_id, by, record)


def _note(
    kind: MergeRun.Kind, survivor: Any, merged_id: int, merged_name: str, account_id: int, by: User, record: Record
) -> MergeRun:
    return MergeRun.objects.create(
        kind=kind,
        survivor_id=survivor.pk,
        survivor_name=survivor.name,
        merged_id=merged_id,
        merged_name=merged_name,
        account_id=account_id,
        merged_by=by,
        record=record,
    )


def _read_as(name: str, names: set[str]) -> Record:
    """Have the names of both, and all that was read as one of them, read as `name`; return what an undo needs."""
    aliases = Alias.objects.select_for_update().filter(kind=Alias.Kind.ACCOUNT)
    any_case = Q()
    for each in names:
        any_case |= Q(name__iexact=each)
    renamed = list(aliases.filter(any_case).exclude(name=name).exclude(spelling__iexact=name).values("pk", "name"))
    gone = list(aliases.filter(spelling__iexact=name))
    record: Record = {"renamed": renamed, "gone": rows_as_records(gone)}
    aliases.filter(pk__in=[alias.pk for alias in gone]).delete()
    aliases.filter(pk__in=[alias["pk"] for alias in renamed]).update(name=name)
    made = []
    for each in sorted(names):
        if each.lower() != name.lower() and not aliases.filter(spelling__iexact=each).exists():
            made.append(Alias.objects.create(kind=Alias.Kind.ACCOUNT, spelling=each, name=name).pk)
    return record | {"made": made, "name": name}
