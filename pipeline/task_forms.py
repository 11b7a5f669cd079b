"""The form of a task, and of putting one off."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from accounts.models import Account
from accounts.services import account_called
from pipeline import task_changes
from pipeline.fields import DayField
from pipeline.forms import add_rule_errors
from pipeline.models import Opportunity, Task
from pipeline.recurrence import Recurs
from teams import visibility
from teams.models import User

CHOOSE_DEAL = "Choose a deal from the list, or type its code."
CHOOSE_ACCOUNT = "Choose an account from the list, or type its name."


class TaskEditForm(forms.Form):
    """Plan a task or change one. What it is for is typed, and chosen from the list where that helps."""

    title = forms.CharField(max_length=200, label="Task", error_messages={"required": "Say what is to be done."})
    due_on = DayField(label="Due", required_message="Enter the day by which it is to be done.")
    recurs = forms.ChoiceField(label="Repeat", required=False, choices=[("", "Never"), *Recurs.choices])
    owner = forms.ModelChoiceField(
        User.objects.none(), empty_label=None, error_messages={"invalid_choice": "Choose somebody of the list."}
    )
    deal = forms.CharField(max_length=400, required=False, help_text="Open deals that you may change.")
    deal_choice = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    account = forms.CharField(max_length=160, required=False, help_text="For what concerns no single deal.")
    account_choice = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    description = forms.CharField(max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, user: User, task: Task | None = None, **kwargs: Any) -> None:
        self.user, self.task = user, task
        kwargs["initial"] = {"owner": user.pk, **(_initial_of(task) if task else {}), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        owners = visibility.editable_owners(user).filter(pk__in=User.objects.sellers().values("pk"))
        kept = Q(pk__in=[task.owner_id, user.pk]) if task else Q(pk=user.pk)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = User.objects.filter(Q(pk__in=owners.values("pk")) | kept)
        if task is not None and self._hides_what_it_is_for(task):
            # Who cannot see it can neither read its name here nor cut the link by saving.
            for name in ("deal", "deal_choice", "account", "account_choice"):
                del self.fields[name]

    def _hides_what_it_is_for(self, task: Task) -> bool:
        if task.opportunity_id:
            return not Opportunity.objects.visible_to(self.user).filter(pk=task.opportunity_id).exists()
        account = task.account
        return account is not None and not Account.objects.visible_to(self.user).filter(pk=account.pk).exists()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, find, problem in (("deal", self._deal, CHOOSE_DEAL), ("account", self._account, CHOOSE_ACCOUNT)):
            if name not in self.fields or name in self.errors:
                continue
            if f"{name}_choice" in self.errors:  # a hidden field has no place for its message
                self.add_error(name, problem)
                continue
            try:
                cleaned[name] = find(" ".join(cleaned[name].split()), cleaned[f"{name}_choice"])
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def _deal(self, typed: str, choice: str) -> Opportunity | None:
        if not typed:
            return None
        kept = self.task.opportunity if self.task else None
        if (
            kept is not None
            and typed.casefold() in {kept.title.casefold(), kept.code.casefold()}
            and choice in {"", kept.code}
        ):
            return kept
        deals = Opportunity.objects.editable_by(self.user).for_lists()
        deal: Opportunity | None = deals.filter(code__in=[choice, typed.upper()]).first()
        # Without JavaScript the text may have been typed over while the hidden choice stayed.
        if deal is None or typed.casefold() not in {deal.title.casefold(), deal.code.casefold()}:
            raise ValidationError(CHOOSE_DEAL)
        return deal

    def _account(self, typed: str, choice: str) -> Account | None:
        if not typed:
            return None
        visible = Account.objects.visible_to(self.user)
        found = visible.filter(pk=int(choice[:18])).first() if choice.isdecimal() else None
        if found is None or found.name.casefold() != typed.casefold():
            called = account_called(typed)
            found = visible.filter(pk=called.pk).first() if called else None
        if found is None:
            raise ValidationError(CHOOSE_ACCOUNT)
        return found

    def save(self) -> Task | None:
        """Plan or change the task; None, and errors in the form, for what is refused."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("title", "due_on", "recurs", "owner", "description")}
        if "deal" in self.fields:
            deal = data["deal"]
            fields["account"] = deal.account if deal else data["account"]
        try:
            if self.task is None:
                return task_changes.add_task(by=self.user, deal=deal, **fields)
            if "deal" in self.fields:
                fields["opportunity"] = deal
            return task_changes.edit_task(self.task, by=self.user, **fields)
        except ValidationError as refused:
            add_rule_errors(self, refused)
        except PermissionDenied as refused:
            self.add_error("owner", str(refused))
        return None


def _initial_of(task: Task) -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(task, name) for name in ("title", "due_on", "recurs", "description")}
    shown["owner"] = task.owner_id
    if task.opportunity is not None:
        return shown | {"deal": task.opportunity.title, "deal_choice": task.opportunity.code}
    return shown | ({"account": task.account.name, "account_choice": task.account_id} if task.account else {})


class SnoozeForm(forms.Form):
    """Until tomorrow, until Monday, or until a day."""

    TOMORROW, NEXT_WEEK = "tomorrow", "next-week"

    to = forms.ChoiceField(required=False, choices=[(TOMORROW, "Tomorrow"), (NEXT_WEEK, "Next week")])
    day = forms.DateField(required=False, error_messages={"invalid": "Enter a date, for example 2026-03-31."})

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("to") and not cleaned.get("day"):
            raise ValidationError("Choose a day.")
        return cleaned

    @property
    def until(self) -> date:
        if self.cleaned_data["to"] == self.TOMORROW:
            return self.today + timedelta(days=1)
        if self.cleaned_data["to"] == self.NEXT_WEEK:
            return self.today + timedelta(days=7 - self.today.weekday())
        day: date = self.cleaned_data["day"]
        return day

    @property
    def problem(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
