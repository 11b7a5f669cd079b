"""What each bulk action asks for before it is done, and what it says of itself then."""

from typing import Any

from django import forms

from pipeline.bulk_models import BulkRun
from pipeline.forms import MESSAGES
from pipeline.models import LostReason, Stage
from teams import visibility
from teams.models import User

Action = BulkRun.Action


class BulkForm(forms.Form):
    """Nothing but the certainty that it is meant; actions that need more add one field."""

    action: Action
    done_one = "{n} deal changed"
    done_many = "{n} deals changed"
    button = "Change"

    def __init__(self, data: Any = None, *, user: User) -> None:
        self.user = user
        super().__init__(data, auto_id="id_bulk_%s")

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = rows

    @property
    def parameters(self) -> dict[str, Any]:
        return {name: row.pk for name, row in self.cleaned_data.items()}

    @property
    def heading(self) -> str:
        """What is done, in words: "Change owner: Bob Berg"."""
        return ": ".join([self.action.label, *(str(row) for row in self.cleaned_data.values())])


class OwnerForm(BulkForm):
    action = Action.OWNER
    button = "Change owner"
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="New owner",
        empty_label="Choose an owner",
        error_messages={"required": "Choose the new owner.", "invalid_choice": "Choose an owner from the list."},
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, user=user)
        sellers = User.objects.sellers().values("pk")
        self._offer("owner", visibility.editable_owners(user).filter(pk__in=sellers))


class StageForm(BulkForm):
    action = Action.STAGE
    button = "Move"
    stage = forms.ModelChoiceField(
        Stage.objects.none(),
        label="Stage",
        empty_label="Choose a stage",
        error_messages={"required": "Choose the stage.", "invalid_choice": "Choose a stage from the list."},
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, user=user)
        self._offer("stage", Stage.objects.filter(type=Stage.Type.OPEN))


class LostForm(BulkForm):
    action = Action.LOST
    button = "Mark as lost"
    lost_reason = forms.ModelChoiceField(
        LostReason.objects.filter(imported_only=False),
        label="Reason",
        empty_label="Choose a reason",
        error_messages={"required": MESSAGES["lost_needs_reason"], "invalid_choice": "Choose a reason from the list."},
    )


class DeleteForm(BulkForm):
    action = Action.DELETE
    button = "Delete"


FORMS: dict[str, type[BulkForm]] = {form.action: form for form in (OwnerForm, StageForm, LostForm, DeleteForm)}
