"""One fact of a deal, changed where it is shown: in a row of the list, or among the facts of its page."""

from typing import Any

from django.core.exceptions import ValidationError

from pipeline import services
from pipeline.forms import DealForm, VersionedForm, add_rule_errors
from pipeline.history import FIELDS
from pipeline.models import Opportunity
from teams.models import User

FACTS = ("amount", "expected_close_date", "next_step", "owner", "quantity", "stage")
# What a closed deal was won with, and when, changes through Won, Lost and Reopen.
FACTS_OF_CLOSED = ("owner", "quantity")


def facts_to_edit(deal: Opportunity) -> tuple[str, ...]:
    return FACTS if deal.is_open else FACTS_OF_CLOSED


class CellForm(VersionedForm):
    """One field of the deal's form, with the same choices and messages."""

    def __init__(self, data: Any = None, *, fact: str, deal: Opportunity, user: User) -> None:
        self.fact, self.deal, self.user = fact, deal, user
        initial = {"version": deal.version, fact: getattr(deal, fact)}
        # The id of the field is that of the value's link, so that the keyboard stays where it was.
        super().__init__(data, initial=initial, auto_id=f"cell-{deal.code}-%s")
        field = DealForm(user=user, deal=deal).fields[fact]
        field.help_text = ""
        field.widget.attrs["aria-label"] = f"{self.label} of {deal}"
        self.fields[fact] = field

    @property
    def label(self) -> str:
        return FIELDS[self.fact].label

    @property
    def cell(self) -> Any:
        return self[self.fact]

    def save(self) -> Opportunity | None:
        """Save the fact; None, and errors in the form, for a broken rule. Raise StaleDeal as the service does."""
        value, version = self.cleaned_data[self.fact], self.cleaned_data["version"]
        try:
            if self.fact == "stage":
                return services.move_deal(self.deal, by=self.user, version=version, to=value)
            return services.edit_deal(self.deal, by=self.user, version=version, **{self.fact: value})
        except ValidationError as refused:
            add_rule_errors(self, refused)
            return None
