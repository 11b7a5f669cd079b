"""Changes of accounts and contacts."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Account, Alias, Contact
from teams import visibility
from teams.models import Role, User
from teams.row_versions import StaleRow


@transaction.atomic
def create_account(*, by: User, **fields: Any) -> Account:
    """Create an account; raise ValidationError where one of the same name exists in any case."""
    _check_may_write(by)
    fields["name"] = " ".join(str(fields.get("name", "")).split())
    return _store(Account(**fields))


@transaction.atomic
def edit_account(account: Account, *, by: User, version: int | None = None, **fields: Any) -> Account:
    """Change those fields of an account; the others stay as they are now, whatever `account` has read before.

    Raise StaleRow where it is not at `version` any more; without one, whatever was there is changed.
    """
    _check_may_write(by)
    current = Account.objects.select_for_update().get(pk=account.pk)
    return _store(current) if _changed(current, version, fields) else current


@transaction.atomic
def save_contact(contact: Contact, *, by: User, version: int | None = None, **fields: Any) -> Contact:
    """Store a new contact, or change one as it was at `version`; raise StaleRow as `edit_account` does."""
    _check_may_write(by)
    current = Contact.objects.select_for_update().get(pk=contact.pk) if contact.pk else contact
    if _changed(current, version, fields):
        current.full_clean()
        current.save()
    return current


@transaction.atomic
def delete_account(account: Account, *, by: User) -> None:
    """Delete an account with its contacts and deals; raise ProtectedError where it has subsidiaries."""
    if by.role != Role.ADMIN:
        raise PermissionDenied("Only administrators delete accounts.")
    account.delete()


@transaction.atomic
def delete_contact(contact: Contact, *, by: User) -> None:
    _check_may_write(by)
    contact.delete()


def account_called(name: str) -> Account | None:
    """Find an account by its name or by an alias of it, in any case and spacing."""
    name = " ".join(name.split())
    alias = Alias.objects.filter(kind=Alias.Kind.ACCOUNT, spelling__iexact=name).first()
    return Account.objects.named(alias.name if alias else name).first()


def merged_into(pk: int) -> int | None:
    """Return the number of the account into which one has gone, however many merges later; None for any other."""
    runs = apps.get_model("pipeline", "MergeRun")._default_manager.filter(kind="account", undone_at=None)
    found = None
    while (further := runs.filter(merged_id=pk).values_list("survivor_id", flat=True).first()) is not None:
        found = pk = further
    return found


def _changed(row: Account | Contact, version: int | None, fields: dict[str, Any]) -> bool:
    """Put the fields on the row, as its next version; return whether there is anything to store."""
    if version not in (None, row.version):
        raise StaleRow(row)
    if row.pk is not None and all(getattr(row, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    if row.pk is not None:
        row.version += 1
    return True


def _store(account: Account) -> Account:
    account.full_clean()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        # Somebody took the name in between: asked again, the rule says so.
        account.full_clean()
        raise
    return account


def _check_may_write(by: User) -> None:
    if not visibility.may_create_accounts(by):
        raise PermissionDenied("Analysts read; they do not change records.")
