"""The forms of a deal. Each saves through services and puts the rules' messages beside the fields they are about."""

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from pipeline import parties, services
from pipeline.account_choice import AccountChoice
from pipeline.fields import DayField, MoneyField
from pipeline.models import Activity, Competitor, LostReason, Opportunity, Product, ReportingDay, Stage, Task
from pipeline.rules import FIELD_OF_RULE, RULES
from teams import visibility
from teams.models import User

MESSAGES = {rule.name: rule.message for rule in RULES}
LARGEST_INTEGER = 2_147_483_647


def add_rule_errors(form: forms.Form, refused: ValidationError, renamed: dict[str, str] | None = None) -> None:
    """Put each message of a refused save beside the field that it is about; what has no field goes on top."""
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.error_list}
    for name, errors in by_field.items():
        for error in errors:
            field = FIELD_OF_RULE.get(error.code or "", name)
            field = (renamed or {}).get(field, field)
            form.add_error(field if field in form.fields else None, error)


class VersionedForm(forms.Form):
    """A form over a deal as it was at `version`."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST_INTEGER, widget=forms.HiddenInput)

    def at_version(self, version: int) -> None:
        """Let the next save of what was typed replace that version."""
        data: Any = copy(self.data)
        data["version"] = str(version)
        self.data = data


class DealForm(AccountChoice, VersionedForm):
    """Create a deal, or edit one."""

    product = forms.ModelChoiceField(
        Product.objects.none(), empty_label="Choose a product", error_messages={"required": "Choose a product."}
    )
    quantity = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_INTEGER,
        initial=1,
        error_messages={
            "required": MESSAGES["quantity_positive"],
            "invalid": MESSAGES["quantity_positive"],
            "min_value": MESSAGES["quantity_positive"],
        },
    )
    amount = MoneyField(required=False, help_text="Empty means list price × quantity.")
    stage = forms.ModelChoiceField(Stage.objects.none(), empty_label=None)
    owner = forms.ModelChoiceField(User.objects.none(), empty_label=None)
    engage_date = DayField(label="Engaged on", required=False, help_text="Every stage after the first needs it.")
    expected_close_date = DayField(label="Expected close", required=False)
    next_step = forms.CharField(max_length=200, required=False)
    next_step_on = DayField(label="Next step on", required=False)

    field_order = ["account", "product", "quantity", "amount", "stage", "owner", "engage_date"]
    dropped: list[str] = []

    def __init__(self, data: Any = None, *, user: User, deal: Opportunity | None = None, **kwargs: Any) -> None:
        self.user, self.deal = user, deal
        kwargs["initial"] = {**(initial_of(deal) if deal else self._first_values(user)), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        if deal is None:
            del self.fields["version"]
        if deal is not None and not deal.is_open:
            # Its stage, close date and value change through Won, Lost and Reopen.
            del self.fields["stage"]
        if deal is not None and deal.items.exists():
            del self.fields["amount"]  # it is their sum
        self._offer_rows()

    @staticmethod
    def _first_values(user: User) -> dict[str, Any]:
        return {"owner": user.pk, "stage": Stage.objects.open().first()}

    def _offer_rows(self) -> None:
        deal = self.deal
        kept = Q(pk=deal.product_id) if deal else Q(pk__in=[])
        self._offer("product", Product.objects.filter(Q(status=Product.Status.ACTIVE) | kept))
        if "stage" in self.fields:
            self._offer("stage", Stage.objects.open())
        sellers = visibility.editable_owners(self.user)
        stays = Q(pk=deal.owner_id) if deal else Q(pk__in=[])
        self._offer("owner", sellers.filter(Q(pk__in=User.objects.sellers().values("pk")) | stays))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = rows

    def save(self) -> Opportunity | None:
        """Create or edit the deal, and the account if it is new; None, and errors in the form, for a broken rule.

        Raise StaleDeal where the deal has changed since `version`.
        """
        try:
            with transaction.atomic():
                return self._store()
        except ValidationError as refused:
            add_rule_errors(self, refused, {"name": "account"})
            return None

    def _store(self) -> Opportunity:
        names = [name for name in self.fields if name in services.EDITABLE_FIELDS and name != "account"]
        fields = {name: self.cleaned_data[name] for name in names} | {"account": self.account_to_save()}
        if self.deal is None:
            return services.create_deal(by=self.user, **fields)
        people = dict(self.deal.people.values_list("pk", "contact__name"))
        saved = services.edit_deal(self.deal, by=self.user, version=self.cleaned_data["version"], **fields)
        stayed = set(saved.people.values_list("pk", flat=True)) if people else set()
        self.dropped = [name for key, name in people.items() if key not in stayed]
        return saved


def initial_of(deal: Opportunity) -> dict[str, Any]:
    """Return what the edit form shows for a stored deal."""
    names = ["version", "product", "quantity", "amount", "stage", "owner", "engage_date", "expected_close_date"]
    names += ["next_step", "next_step_on"]
    account = {"account": deal.account.name, "account_choice": deal.account.pk} if deal.account else {}
    return {name: getattr(deal, name) for name in names} | account


class CloseForm(VersionedForm):
    """What closing a deal asks for; Won and Lost add a field each."""

    close_date = DayField(label="Closed on", required_message="Enter the day on which it was closed.")

    stage_type: Stage.Type
    heading: str
    moved_with: tuple[str, ...]

    def __init__(self, data: Any = None, *, deal: Opportunity, user: User) -> None:
        self.deal, self.user = deal, user
        # Both forms are on a deal's page: their fields' ids must not be the same.
        super().__init__(data, initial=self._proposal(), auto_id=f"id_{self.stage_type.value}_%s")

    @property
    def dialog_id(self) -> str:
        return f"deal-{self.stage_type.value}"

    @property
    def action(self) -> str:
        return reverse(f"pipeline:deal_{self.stage_type.value}", args=[self.deal.code])

    def _proposal(self) -> dict[str, Any]:
        day: date = self.deal.close_date or ReportingDay.current().entry_day
        return {"version": self.deal.version, "close_date": day}

    def save(self) -> Opportunity | None:
        stage = Stage.objects.filter(type=self.stage_type).first()
        if stage is None:
            raise PermissionDenied("There is no such stage.")
        try:
            with transaction.atomic():
                return self._close(stage)
        except ValidationError as refused:
            add_rule_errors(self, refused)
            return None

    def _close(self, stage: Stage) -> Opportunity:
        details = {name: self.cleaned_data[name] for name in self.moved_with}
        version = self.cleaned_data["version"]
        return services.move_deal(self.deal, by=self.user, version=version, to=stage, **details)


class WonForm(CloseForm):
    stage_type = Stage.Type.WON
    heading = "Mark as won"
    moved_with = ("close_date", "close_value")
    close_value = MoneyField(label="Amount won", required_message=MESSAGES["won_needs_value"])

    field_order = ["close_value"]

    def _proposal(self) -> dict[str, Any]:
        deal = self.deal
        proposed = deal.amount if deal.amount is not None else deal.list_value
        return super()._proposal() | {"close_value": deal.close_value or proposed}


class LostForm(CloseForm):
    stage_type = Stage.Type.LOST
    heading = "Mark as lost"
    moved_with = ("close_date", "lost_reason")
    lost_reason = forms.ModelChoiceField(
        LostReason.objects.none(),
        label="Reason",
        empty_label="Choose a reason",
        error_messages={"required": MESSAGES["lost_needs_reason"]},
    )
    won_by = forms.ModelChoiceField(
        Competitor.objects.none(), label="Who won it", required=False, empty_label="Not known"
    )

    field_order = ["lost_reason", "close_date", "won_by"]

    def __init__(self, data: Any = None, *, deal: Opportunity, user: User) -> None:
        super().__init__(data, deal=deal, user=user)
        field = self.fields["lost_reason"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = LostReason.objects.filter(Q(imported_only=False) | Q(pk=self.deal.lost_reason_id))
        rivals = self.fields["won_by"]
        assert isinstance(rivals, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        rivals.queryset = Competitor.objects.filter(Q(is_active=True) | Q(deals__opportunity=self.deal)).distinct()
        if not rivals.queryset.exists():
            del self.fields["won_by"]

    def _proposal(self) -> dict[str, Any]:
        lost = self.deal.stage_type == Stage.Type.LOST
        named = self.deal.competitors.filter(won_it=True).values_list("competitor", flat=True)
        winner = named.first() if lost else None
        return super()._proposal() | {"lost_reason": self.deal.lost_reason_id, "won_by": winner}

    def _close(self, stage: Stage) -> Opportunity:
        moved = super()._close(stage)
        parties.name_winner(moved, by=self.user, competitor=self.cleaned_data.get("won_by"))
        return moved


class MoveForm(VersionedForm):
    stage = forms.ModelChoiceField(
        Stage.objects.all(),
        error_messages={
            "required": "Choose a stage.",
            "invalid_choice": "This stage is no longer there. Reload the page and choose another.",
        },
    )

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence: the version is nothing that people type."""
        refused = self.errors.get("stage", ["Reload the page and move the deal again."])
        return " ".join(str(each) for each in refused)


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(choices=Activity.Kind.choices, initial=Activity.Kind.NOTE, widget=forms.RadioSelect)
    text = forms.CharField(
        max_length=20_000,
        error_messages={"required": "Write what was said or done."},
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "Write what was said or done", "aria-label": "Text"}),
    )


class TaskForm(forms.Form):
    title = forms.CharField(max_length=200, label="Task", error_messages={"required": "Say what is to be done."})
    due_on = DayField(label="Due", required_message="Enter the day by which it is to be done.")

    def save(self, deal: Opportunity, *, by: User) -> Task:
        return services.add_task(by=by, deal=deal, **self.cleaned_data)
