"""Changes of deals. Each is atomic, checks the version its caller saw, and hints the recomputation after commit."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Account, Alias
from pipeline import hints, mentions, news
from pipeline.history import former_row
from pipeline.locking import lock
from pipeline.models import (
    Activity,
    LostReason,
    Opportunity,
    OpportunityQuerySet,
    Product,
    ReportingDay,
    Stage,
)
from pipeline.task_changes import add_task as add_task
from pipeline.task_changes import complete_task as complete_task
from teams import visibility
from teams.models import Role, User

EDITABLE_FIELDS = frozenset(
    ["account", "owner", "product", "quantity", "amount", "stage", "engage_date", "expected_close_date",
     "close_date", "close_value", "lost_reason", "next_step", "next_step_on"]
)  # fmt: skip

# Where the names of a kind of alias are: rows that are called so, or a text column of accounts.
_NAMED: dict[str, QuerySet[Any]] = {
    Alias.Kind.ACCOUNT: Account.objects.all(),
    Alias.Kind.PRODUCT: Product.objects.all(),
    Alias.Kind.USER: User.objects.all(),
}
_TEXTS = {Alias.Kind.SECTOR.value: "sector", Alias.Kind.COUNTRY.value: "country"}

# What a move changes, and an undo puts back; by column, as the audit trail has rows and no objects.
MOVED_FIELDS = ["stage_id", "engage_date", "close_date", "close_value", "lost_reason_id"]


class StaleDeal(Exception):
    """Somebody else changed the deal since the caller read it. `current` is the deal as it is now."""

    def __init__(self, current: Opportunity) -> None:
        super().__init__("The deal was changed in the meantime.")
        self.current = current


@transaction.atomic
def create_deal(*, by: User, **fields: Any) -> Opportunity:
    """Create a deal; raise ValidationError for a broken rule, PermissionDenied for an owner `by` may not sell for."""
    deal = Opportunity(**fields)
    _save(deal, by=by)
    news.deal_given(deal, by=by)
    return deal


@transaction.atomic
def edit_deal(deal: Opportunity, *, by: User, version: int, **fields: Any) -> Opportunity:
    """Change a deal as it was at `version`; raise StaleDeal where it has changed since, and ValidationError."""
    current = _locked(deal, version=version, by=by)
    unknown = fields.keys() - EDITABLE_FIELDS
    if unknown:
        raise ValidationError(f"These fields of a deal cannot be edited: {', '.join(sorted(unknown))}.")
    if "amount" in fields:
        check_amount(current, fields["amount"])
    if "next_step_on" not in fields and not fields.get("next_step", True):
        fields["next_step_on"] = None  # a step that is crossed out takes its day along
    if all(getattr(current, name) == value for name, value in fields.items()):
        return current
    former_owner, before = current.owner_id, (current.account_id, current.stage_type)
    for name, value in fields.items():
        setattr(current, name, value)
    store_deal(current, by=by)
    _parties_follow(current, *before)
    if current.owner_id != former_owner:
        news.deal_given(current, by=by)
    return current


def move_deal(
    deal: Opportunity,
    *,
    by: User,
    version: int,
    to: Stage,
    close_date: date | None = None,
    close_value: Decimal | None = None,
    lost_reason: LostReason | None = None,
) -> Opportunity:
    """Move a deal to a stage. Won takes a date and a value, Lost a date and a reason; an open stage reopens it."""
    today = ReportingDay.current().entry_day
    fields: dict[str, Any] = {"stage": to, "close_date": None, "close_value": None, "lost_reason": None}
    if not to.is_open:
        fields["close_date"] = close_date or today
        fields["close_value"] = Decimal(0) if to.type == Stage.Type.LOST else close_value
        fields["lost_reason"] = lost_reason
    if to.needs_engage_date and deal.engage_date is None:
        fields["engage_date"] = min(today, fields["close_date"] or today)
    return edit_deal(deal, by=by, version=version, **fields)


@transaction.atomic
def undo_move(deal: Opportunity, *, by: User, version: int) -> Opportunity:
    """Put the stage and what closed the deal back as they were before the move that made `version`.

    Raise StaleDeal where something else has changed since.
    """
    current = _locked(deal, version=version, by=by)
    former = former_row(current, version=version - 1)
    if former is None:
        raise ValidationError("There is nothing before this to go back to.")
    stage_before = current.stage_type
    for name in MOVED_FIELDS:
        setattr(current, name, getattr(former, name))
    current.version += 1
    # Not by _save: the reason of imported history, which nobody can choose, may come back.
    current.full_clean()
    current.save()
    _parties_follow(current, current.account_id, stage_before)
    hints.hint_changes()
    return current


@transaction.atomic
def delete_deals(deals: OpportunityQuerySet, *, by: User) -> int:
    """Delete those of the deals that `by` may change; return how many."""
    editable = deals.editable_by(by)
    count = editable.count()
    editable.delete()
    hints.hint_changes()
    return count


@transaction.atomic
def delete_deal(deal: Opportunity, *, by: User, version: int) -> None:
    """Delete a deal as it was at `version`; raise StaleDeal where it has changed since."""
    _locked(deal, version=version, by=by).delete()
    hints.hint_changes()


@transaction.atomic
def save_product(product: Product, *, by: User, **fields: Any) -> Product:
    """Create or change a product; deals that rely on its list price change their value with it."""
    _check_administers(by)
    for name, value in fields.items():
        setattr(product, name, value)
    product.full_clean()
    product.save()
    return product


@transaction.atomic
def delete_product(product: Product, *, by: User) -> None:
    """Delete a product; raise ProtectedError where a deal has it."""
    _check_administers(by)
    product.delete()


@transaction.atomic
def reassign_deals(deals: OpportunityQuerySet, *, to: User, by: User) -> int:
    """Give those of the deals that `by` may change to another owner; return how many."""
    _check_owner(to, by=by)
    given = list(deals.editable_by(by).exclude(owner=to).values_list("pk", flat=True))
    changed = Opportunity.objects.filter(pk__in=given).update(owner=to)
    news.deals_given(given, to=to, by=by)
    hints.hint_changes()
    return changed


@transaction.atomic
def log_activity(*, by: User, kind: str, text: str, deal: Opportunity | None = None, **fields: Any) -> Activity:
    """Note something that happened, on a deal (and so on its account) or on an account alone."""
    if deal is not None:
        lock(deal)  # or it could be deleted before this is stored
        fields.setdefault("account", deal.account)
    activity = Activity(author=by, kind=kind, text=text, opportunity=deal, **fields)
    mentioned = mentions.read(text)
    activity.mentions = [user.name for user in mentioned.people] or None
    activity.full_clean()
    activity.save()
    activity.word_to_author = mentions.tell(activity, mentioned)
    return activity


@transaction.atomic
def map_spelling(*, kind: str, spelling: str, name: str, by: User) -> Alias:
    """Have a spelling read as a known name from now on, and correct the accounts whose sector or location it is.

    Raise ValidationError where nothing of the name is known, or where the spelling is a name itself.
    """
    if not visibility.may_change_everything(by):
        raise PermissionDenied("Only directors and administrators map spellings: it changes the records of all teams.")
    spelling, known = " ".join(spelling.split()), _known_name(kind, name)
    if spelling.lower() == known.lower() or (kind in _NAMED and _NAMED[kind].filter(name__iexact=spelling).exists()):
        raise ValidationError(f"“{spelling}” is a name itself. Correct the record instead.")
    # Whatever was read as the spelling would else be read as something that nobody is called.
    Alias.objects.filter(kind=kind, name__iexact=spelling).update(name=known)
    alias = Alias.objects.filter(kind=kind, spelling__iexact=spelling).first() or Alias(kind=kind, spelling=spelling)
    alias.name = known
    alias.full_clean()
    alias.save()
    if kind in _TEXTS:
        Account.objects.filter(**{f"{_TEXTS[kind]}__iexact": spelling}).update(**{_TEXTS[kind]: known})
    return alias


@transaction.atomic
def set_reporting_day(day: date, *, pinned: bool) -> ReportingDay:
    """Store the day that figures are as of. Whoever calls it rescores all accounts afterwards."""
    stored, _ = ReportingDay.objects.update_or_create(pk=1, defaults={"day": day, "pinned": pinned})
    return stored


def locked_deal(deal: Opportunity, *, version: int, by: User) -> Opportunity:
    """Lock a deal, as it was at `version`, for a change of what hangs on it; raise StaleDeal where it is another."""
    return _locked(deal, version=version, by=by)


def store_deal(deal: Opportunity, *, by: User) -> None:
    """Save a locked deal as its next version; raise ValidationError for a broken rule."""
    deal.version += 1
    _save(deal, by=by)


def check_amount(deal: Opportunity, amount: Decimal | None) -> None:
    """Raise ValidationError where the amount is the sum of line items and would become another."""
    if deal.pk and amount != deal.amount and deal.items.exists():
        raise ValidationError({"amount": "The amount is the sum of the line items. Change them instead."})


def _parties_follow(deal: Opportunity, account_before: int | None, stage_before: str) -> None:
    """Drop the people of another company from the deal, and the winner of a deal that is not lost any more."""
    if deal.account_id != account_before:
        deal.people.strangers_to(deal.account).delete()
    if stage_before == Stage.Type.LOST != deal.stage_type:
        deal.competitors.filter(won_it=True).update(won_it=False)


def _known_name(kind: str, name: str) -> str:
    """Return the name as it is written where it is known."""
    name = " ".join(name.split())
    if kind in _TEXTS:
        names = Account.objects.filter(**{f"{_TEXTS[kind]}__iexact": name}).values_list(_TEXTS[kind], flat=True)
    else:
        names = _NAMED[kind].filter(name__iexact=name).values_list("name", flat=True)
    spelt = list(names.order_by().distinct()[:2])
    if not name or not spelt:
        raise ValidationError(f"“{name}” is not known. Choose a name that is in use.")
    return name if name in spelt else spelt[0]


def _locked(deal: Opportunity, *, version: int, by: User) -> Opportunity:
    current = held_deal(deal, by=by)
    if current.version != version:
        raise StaleDeal(current)
    return current


def held_deal(deal: Opportunity, *, by: User) -> Opportunity:
    """Lock a deal that `by` may change; raise PermissionDenied, or DoesNotExist to who may not even see it."""
    # Locked by itself, then read: after waiting, PostgreSQL rechecks a join against the former stage and finds no row.
    lock(deal)
    current = Opportunity.objects.for_lists().visible_to(by).filter(pk=deal.pk).first()
    if current is None:
        raise Opportunity.DoesNotExist("The deal was deleted.")
    if not visibility.editable_owners(by).filter(pk=current.owner_id).exists():
        raise PermissionDenied("You may read this deal but not change it.")
    return current


def _save(deal: Opportunity, *, by: User) -> None:
    _check_owner(deal.owner, by=by)
    if deal.lost_reason is not None and deal.lost_reason.imported_only and deal.lost_reason_id != _stored_reason(deal):
        raise ValidationError({"lost_reason": "Choose the reason; this one is for imported history."})
    deal.fill_from_stage()  # a new deal's derived fields are validated with the others
    deal.full_clean()
    deal.save()
    hints.hint_changes()


def _stored_reason(deal: Opportunity) -> int | None:
    return Opportunity.objects.filter(pk=deal.pk).values_list("lost_reason", flat=True).first() if deal.pk else None


def _check_owner(owner: User, *, by: User) -> None:
    if not visibility.editable_owners(by).filter(pk=owner.pk).exists():
        raise PermissionDenied("You may not give a deal to this owner.")


def _check_administers(by: User) -> None:
    if not by.is_active or by.role != Role.ADMIN:
        raise PermissionDenied("Only administrators change products.")
