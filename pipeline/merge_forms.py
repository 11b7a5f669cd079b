"""What people choose where two accounts or contacts become one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Account
from accounts.services import account_called
from pipeline.merge_preview import ACCOUNT_FIELDS, CONTACT_FIELDS, MERGED, SURVIVOR
from teams.models import User

_SIDES = [(SURVIVOR, SURVIVOR), (MERGED, MERGED)]


class OtherAccountForm(forms.Form):
    """The account to merge with, by its name; `with` is its number, where one was picked from the list."""

    name = forms.CharField(
        label="Merge with", max_length=160, help_text="The account that is the same company as this one."
    )
    choice = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, account: Account, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = Account.objects.all().visible_to(by).exclude(pk=account.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        name, choice = cleaned["name"], cleaned["choice"]
        found = self.others.filter(pk=choice).first() if choice else None
        if found is None or found.name != name:
            named = account_called(name)
            found = named and self.others.filter(pk=named.pk).first()
        if found is None:
            self.add_error(
                "name", ValidationError("There is no other account of this name. Choose one from the list.")
            )
        return cleaned | {"other": found}


class MergeForm(forms.Form):
    """Which side's value stays, field by field, and the preview that somebody looked at."""

    seen = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    names: tuple[str, ...] = CONTACT_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.names:
            self.fields[f"take_{name}"] = forms.ChoiceField(
                choices=_SIDES,
                required=False,
                error_messages={"invalid_choice": "Choose the value of one of the two."},
            )

    def take(self) -> dict[str, str]:
        """The chosen sides by field."""
        sides = {name: self.cleaned_data.get(f"take_{name}", "") for name in self.names}
        return {name: side for name, side in sides.items() if side}


class AccountMergeForm(MergeForm):
    names = ACCOUNT_FIELDS
    contacts = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, people: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contacts"]
        field.choices = [(str(pk), str(pk)) for pk in people]
        field.error_messages["invalid_choice"] = "The contacts are not those that were shown. Look at them once more."
