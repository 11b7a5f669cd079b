"""Changes of accounts and contacts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account, Alias, Contact
from teams import visibility
from teams.models import Role, User


@transaction.atomic
def create_account(*, by: User, **fields: Any) -> Account:
    """Create an account; raise ValidationError where one of the same name exists in any case."""
    _check_may_write(by)
    fields["name"] = " ".join(str(fields.get("name", "")).split())
    account = Account(**fields)
    account.full_clean()
    account.save()
    return account


@transaction.atomic
def edit_account(account: Account, *, by: User, **fields: Any) -> Account:
    _check_may_write(by)
    for name, value in fields.items():
        setattr(account, name, value)
    account.full_clean()
    account.save()
    return account


@transaction.atomic
def save_contact(contact: Contact, *, by: User, **fields: Any) -> Contact:
    _check_may_write(by)
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.full_clean()
    contact.save()
    return contact


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


def _check_may_write(by: User) -> None:
    if not visibility.may_create_accounts(by):
        raise PermissionDenied("Analysts read; they do not change records.")
