"""What two people changed of one account or contact, field by field."""

from typing import Any

from accounts.forms import AccountForm, ContactForm
from accounts.models import Account, Contact
from teams.models import User
from teams.row_versions import Conflict, conflict_of


def account_conflict(current: Account, form: AccountForm, *, user: User) -> Conflict:
    """Compare an account as it is now with a stale form, which is then about the current version."""

    def company(key: int | None) -> str | None:
        if key is None:
            return None
        name = Account.objects.visible_to(user).filter(pk=key).values_list("name", flat=True).first()
        return name or "a company that you may not see"

    written = {"parent": company, "type": _label(Account.Type.choices), "status": _label(Account.Status.choices)}
    conflict = conflict_of(current, version=form.cleaned_data["version"], typed=form.changes(), written=written)
    form.at_version(current.version)
    return conflict


def contact_conflict(current: Contact, form: ContactForm) -> Conflict:
    conflict = conflict_of(current, version=form.cleaned_data["version"], typed=form.changes(), written={})
    form.at_version(current.version)
    return conflict


def _label(choices: Any) -> Any:
    return dict(choices).get
