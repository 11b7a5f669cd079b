"""Undoing a merge: the record that went comes back under its number, and what it had, where nobody moved it since."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Account, Alias, Contact
from pipeline import hints
from pipeline.merge_models import UNDO_FOR, MergeRun
from pipeline.merge_preview import StaleMerge, kind_of, label_of
from pipeline.merge_relations import Record, Way, move_back, restore, rows_as_records, ways_back
from pipeline.merging import check_may_merge, lock_accounts, store
from teams import visibility
from teams.models import User


@dataclass(frozen=True)
class Prospect:
    """What an undo would do. With a `refusal` it is not possible; with `cuts` it is, if somebody agrees to them."""

    ways: list[Way] = field(default_factory=list)
    keeps: list[str] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)
    refusal: str = ""


def prospect(run: MergeRun) -> Prospect:
    """Look at what undoing the merge would bring back, without doing it."""
    if refusal := _refusal(run):
        return Prospect(refusal=refusal)
    survivor = _survivor(run)
    if survivor is None:
        return Prospect(refusal=_why_gone(run))
    record: Record = run.record or {}
    relations, names = kind_of(survivor)
    if former := _former_name_taken(survivor, record):
        return Prospect(refusal=f"There is another account called {former} now: rename that one first.")
    keeps = [
        f"{label_of(survivor, name)} of {survivor.name} was edited after the merge and stays as it is."
        for name in _edited(survivor, record, names)
    ]
    return Prospect(ways_back(relations, record, survivor=survivor.pk), keeps, _cuts(run, record))


@transaction.atomic
def undo_merge(run: MergeRun, *, by: User, partly: bool = False) -> MergeRun:
    """Undo a merge. Raise ValidationError where it cannot be undone, or only `partly` and nobody agreed to that."""
    run = MergeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if refusal := _refusal(run):
        raise ValidationError(refusal)
    _check_may_undo(run, by)
    try:
        lock_accounts(_account_of(run))
    except StaleMerge as gone:
        raise ValidationError(_why_gone(run)) from gone
    found = prospect(run)
    if found.refusal:
        raise ValidationError(found.refusal)
    if found.cuts and not partly:
        raise ValidationError([*found.cuts, "Tick the box to undo the rest."])
    try:
        with transaction.atomic():
            _undo(run, by)
            for part in _parts(run):
                _undo(part, by)
    except IntegrityError as taken:
        raise ValidationError("A name was taken at this very moment. Look at the merge once more.") from taken
    hints.hint_changes()
    return run


def may_undo(run: MergeRun, user: User) -> bool:
    if run.kind == MergeRun.Kind.CONTACT:
        return visibility.may_create_accounts(user)
    return Account.objects.filter(visibility.account_is_mergeable(user), pk=run.survivor_id).exists()


def forget_merges(*, before: datetime) -> int:
    """Delete what undoing old merges would need; who merged what, and when, stays. Return how many."""
    old = MergeRun.objects.filter(merged_at__lt=before - UNDO_FOR, record__isnull=False)
    return old.update(record=None)


def _check_may_undo(run: MergeRun, by: User) -> None:
    if run.kind == MergeRun.Kind.ACCOUNT:
        survivor = Account.objects.filter(pk=run.survivor_id).first()
        if survivor is not None:
            check_may_merge(by, survivor)
    if not may_undo(run, by) and _survivor(run) is not None:
        raise PermissionDenied("You may not undo this merge.")


def _undo(run: MergeRun, by: User) -> None:
    record: Record = run.record or {}
    survivor = _survivor(run)
    if survivor is not None:
        _give_former_values(survivor, record)
    restore(_possible(run, record["row"]))
    if survivor is not None:
        move_back(kind_of(survivor)[0], record, survivor=survivor.pk, merged=run.merged_id)
        _save(survivor)
    if run.kind == MergeRun.Kind.ACCOUNT:
        Account.objects.get(pk=run.merged_id).full_clean()
        MergeRun.objects.filter(pk__in=record["runs"], account_id=run.survivor_id).update(account_id=run.merged_id)
        _restore_aliases(record["aliases"])
    run.undone_by, run.undone_at = by, timezone.now()
    run.save(update_fields=["undone_by", "undone_at"])


def _give_former_values(survivor: Any, record: Record) -> None:
    """Set what nobody edited since; store the name at once, which one of the two may have from the other."""
    names, name_now = kind_of(survivor)[1], survivor.name
    edited = _edited(survivor, record, names)
    for name in names:
        if name not in edited:
            _set(survivor, name, record["survivor"][name])
    if survivor.name != name_now:
        type(survivor).objects.filter(pk=survivor.pk).update(name=survivor.name)


def _parts(run: MergeRun) -> QuerySet[MergeRun]:
    return MergeRun.objects.in_force().filter(part_of=run).order_by("-pk")


def _refusal(run: MergeRun) -> str:
    if run.undone_at is not None:
        return "This merge was undone already."
    if not run.can_be_undone:
        return f"A merge can be undone for {UNDO_FOR.days} days, and they are over."
    if run.part_of is not None and run.part_of.undone_at is None:
        return "These contacts were merged together with their accounts: undo that merge."
    return ""


def _survivor(run: MergeRun) -> Any | None:
    model: Any = Account if run.kind == MergeRun.Kind.ACCOUNT else Contact
    return model.objects.filter(pk=run.survivor_id).first()


def _account_of(run: MergeRun) -> int:
    survivor = _survivor(run)
    return survivor.account_id if isinstance(survivor, Contact) else run.account_id


def _why_gone(run: MergeRun) -> str:
    if MergeRun.objects.in_force().filter(kind=run.kind, merged_id=run.survivor_id).exists():
        return f"{run.survivor_name} was merged into another record later: undo that merge first."
    return f"{run.survivor_name} was deleted, so there is nothing to take {run.merged_name} out of."


def _edited(survivor: Any, record: Record, names: Any) -> list[str]:
    """Fields that are not as the merge left them."""
    now = _as_record(survivor)
    return [name for name in names if now[name] != record["after"][name]]


def _cuts(run: MergeRun, record: Record) -> list[str]:
    """What of the record that went cannot come back as it was."""
    row = record["row"]["fields"]
    if run.kind == MergeRun.Kind.CONTACT:
        return []
    cuts = [
        f"The contact {part.survivor_name} is gone; {part.merged_name} comes back without activities."
        for part in _parts(run)
        if _survivor(part) is None
    ]
    if _name_is_taken(run, record):
        cuts.append(f"There is another account called {row['name']} now; it comes back as {_spare_name(run, row)}.")
    if row["parent"] and not Account.objects.filter(pk=row["parent"]).exists():
        cuts.append(f"The parent company of {row['name']} is gone; it comes back without one.")
    return cuts


def _name_is_taken(run: MergeRun, record: Record) -> bool:
    others = Account.objects.named(record["row"]["fields"]["name"])
    # The survivor gives the name back, unless somebody gave it that name by hand.
    survivor = _survivor(run)
    if survivor is not None and "name" not in _edited(survivor, record, ["name"]):
        others = others.exclude(pk=survivor.pk)
    return bool(others.exists())


def _former_name_taken(survivor: Any, record: Record) -> str:
    former: str = record["survivor"]["name"]
    if not isinstance(survivor, Account) or "name" in _edited(survivor, record, ["name"]):
        return ""
    return former if Account.objects.named(former).exclude(pk=survivor.pk).exists() else ""


def _spare_name(run: MergeRun, row: Record) -> str:
    return f"{row['name'][:140]} ({run.merged_id})"


def _possible(run: MergeRun, kept: Record) -> Record:
    """The row as it can come back: under a spare name, or without a parent, where those are gone."""
    fields = dict(kept["fields"])
    if run.kind == MergeRun.Kind.CONTACT:
        # The account may have been merged too, since.
        there = Account.objects.filter(pk=fields["account"]).exists()
        return kept if there else {**kept, "fields": fields | {"account": _account_of(run)}}
    if Account.objects.named(fields["name"]).exists():
        fields["name"] = _spare_name(run, fields)
    if fields["parent"] and not Account.objects.filter(pk=fields["parent"]).exists():
        fields["parent"] = None
    return {**kept, "fields": fields}


def _restore_aliases(record: Record) -> None:
    aliases = Alias.objects.filter(kind=Alias.Kind.ACCOUNT)
    aliases.filter(pk__in=record["made"], name=record["name"]).delete()
    for former in record["renamed"]:
        aliases.filter(pk=former["pk"], name=record["name"]).update(name=former["name"])
    for kept in record["gone"]:
        if not aliases.filter(spelling__iexact=kept["fields"]["spelling"]).exists():
            restore(kept)


def _as_record(row: Any) -> Record:
    fields: Record = rows_as_records([row])[0]["fields"]
    return fields


def _set(row: Any, name: str, value: Any) -> None:
    column = row._meta.get_field(name)
    setattr(row, column.attname, value if name == "parent" else column.to_python(value))


def _save(survivor: Any) -> None:
    if isinstance(survivor, Account) and survivor.parent_id is not None:
        # The parent of before may be gone; looked up anew, it is None then.
        survivor.parent = Account.objects.filter(pk=survivor.parent_id).first()
    store(survivor)
