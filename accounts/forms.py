"""What people enter about accounts and contacts."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import Account, Contact
from accounts.services import account_called
from teams.models import User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


LARGEST_VERSION = 2_147_483_647


class VersionedModelForm(forms.ModelForm):
    """A form over a row as it was at `version`; a new row has none yet."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["version"]
        else:
            self.initial["version"] = self.instance.version

    def at_version(self, version: int) -> None:
        """Let the next save of what was typed replace that version."""
        data: Any = copy(self.data)
        data["version"] = str(version)
        self.data = data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.has_error("version"):  # a hidden field has no place for its message
            self.add_error(None, "The form has lost the version that it was about. Open it again.")


class AccountForm(VersionedModelForm):
    """An account. The parent is typed by its name; `parent_choice` is filled where one was picked from the list."""

    parent_name = forms.CharField(
        label="Parent company", required=False, max_length=160, help_text="The account that owns this one."
    )
    parent_choice = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Account
        fields = [
            "name", "sector", "country", "type", "status", "customer_since",
            "employees", "annual_revenue", "year_established",
        ]  # fmt: skip
        widgets = {"customer_since": DAY}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.visible = Account.objects.visible_to(by)
        parent = self.instance.parent
        if parent is not None and not self.visible.filter(pk=parent.pk).exists():
            # Who cannot see the parent can neither read its name here nor cut the link by saving.
            del self.fields["parent_name"], self.fields["parent_choice"]
        elif parent is not None:
            self.initial["parent_name"], self.initial["parent_choice"] = parent.name, parent.pk

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Account.objects.named(name).exclude(pk=self.instance.pk)
        if other := others.first():
            raise ValidationError(self._same_name(other), code="duplicate")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "parent_name" not in self.fields or self.errors.keys() & {"parent_name", "parent_choice"}:
            return cleaned
        try:
            # The instance, so that the model's own check sees the parent that is about to be saved.
            self.instance.parent = self._parent(cleaned["parent_name"], cleaned["parent_choice"])
        except ValidationError as error:
            self.add_error("parent_name", error)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The fields to hand to a service."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        # Who may not see the parent sends none, and leaves the one that is there.
        return fields | ({"parent": self.instance.parent} if "parent_name" in self.fields else {})

    def _parent(self, name: str, choice: int | None) -> Account | None:
        if not name:
            return None
        found = self.visible.filter(pk=choice).first() if choice else None
        if found is None or found.name != name:
            named = account_called(name)
            found = named and self.visible.filter(pk=named.pk).first()
        if found is None:
            raise ValidationError("There is no account of this name. Choose one from the list, or leave it empty.")
        return found

    def _same_name(self, other: Account) -> str:
        if not self.visible.filter(pk=other.pk).exists():
            return "There is an account of this name; it belongs to another team."
        page = reverse("analytics:account_page", args=[other.pk])
        return format_html('<span>There is an account of this name: <a href="{}">{}</a></span>', page, other.name)


class ContactForm(VersionedModelForm):
    class Meta:
        model = Contact
        fields = ["name", "job_title", "email", "phone"]
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}

    def changes(self) -> dict[str, Any]:
        """The fields to hand to a service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
