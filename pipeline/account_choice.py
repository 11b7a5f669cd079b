"""The account of a form: chosen from the type-ahead's list, typed, or new with fields of its own."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.duplicates import Duplicate, likely_duplicates
from accounts.models import Account
from accounts.services import account_called, create_account
from teams.models import User

NEW_ACCOUNT = "new"


class AccountChoice(forms.Form):
    """An account by name. A new one is created with the rest of the form, so that nothing typed can get lost."""

    account = forms.CharField(max_length=160, required=False, help_text="A closed deal needs one.")
    account_choice = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    create_account = forms.BooleanField(required=False)
    # Of an account that is new: the one that it is after all, or what is known of it.
    account_instead = forms.CharField(max_length=20, required=False)
    new_sector = forms.CharField(label="Sector", max_length=80, required=False)
    new_country = forms.CharField(label="Office location", max_length=80, required=False)
    new_type = forms.ChoiceField(label="Type", choices=Account.Type, required=False)

    user: User

    def clean_account(self) -> str:
        return " ".join(self.cleaned_data["account"].split())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        name = self.cleaned_data.get("account")
        self.chosen: Account | None = None
        self.new_name, self.typed = "", name or ""
        if self.has_error("account_choice") or self.has_error("account_instead"):
            # A hidden field has no place for its message.
            self.add_error("account", "Choose an account from the list, or type its name.")
        elif name:
            self._resolve(name)
        return cleaned

    @property
    def unknown_name(self) -> str:
        """The typed name, where it is of no account and the user has not yet said that it is a new one."""
        return self.typed if self.has_error("account", "unknown_account") else ""

    @property
    def name_in_question(self) -> str:
        """The typed name, where it is of no account: the new one's, unless it is one of the others after all."""
        if not self.is_bound or self.unknown_name:
            return self.unknown_name
        return self.typed if self.new_name or self.cleaned_data.get("account_instead") else ""

    @cached_property
    def likely(self) -> list[Duplicate]:
        """The accounts that a new name may be another spelling of."""
        return likely_duplicates(self.name_in_question, self.user)

    def _resolve(self, name: str) -> None:
        instead = self.cleaned_data.get("account_instead", "")
        choice = self.cleaned_data.get("account_choice", "")
        if instead and not choice.isdecimal():
            self._choose(instead)
            return
        if choice.isdecimal():
            self._choose(choice)
            # Without JavaScript the name may have been typed over while the hidden choice stayed.
            if self.chosen is None or self.chosen.name.casefold() == name.casefold():
                return
        self._resolve_typed(name, choice)

    def _choose(self, key: str) -> None:
        visible = Account.objects.visible_to(self.user)
        self.chosen = visible.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
        if self.chosen is None:
            self.add_error("account", "Choose an account from the list, or type its name.")

    def _resolve_typed(self, name: str, choice: str) -> None:
        called = account_called(name)
        self.chosen = called
        if called is None and (choice == NEW_ACCOUNT or self.cleaned_data.get("create_account")):
            self.new_name = name
        elif called is None:
            self.add_error("account", ValidationError(f"No account is called “{name}”.", code="unknown_account"))
        elif not Account.objects.visible_to(self.user).filter(pk=called.pk).exists():
            self.chosen = None
            self.add_error("account", "This name is taken by an account that you may not see. Ask an administrator.")

    def account_to_save(self) -> Account | None:
        """Return the account, created now if it is new: call it inside the transaction of the save."""
        if not self.new_name:
            return self.chosen
        known = {name: self.cleaned_data[f"new_{name}"] for name in ("sector", "country", "type")}
        return create_account(by=self.user, name=self.new_name, **{name: v for name, v in known.items() if v})
