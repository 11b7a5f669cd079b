"""The forms of what hangs on a deal: line items, people, competitors, files."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import Account, Contact
from pipeline import attachments, line_items, parties
from pipeline.fields import MoneyField
from pipeline.file_kinds import ALLOWED, KINDS
from pipeline.forms import LARGEST_INTEGER, VersionedForm, add_rule_errors
from pipeline.models import Attachment, Competitor, DealContact, LineItem, Opportunity, Product
from teams.models import User

QUANTITY = "Enter a quantity of 1 or more."
DISCOUNT = "Enter a discount from 0 to 100."


class LineItemForm(VersionedForm):
    """A line of a deal, new or as it is; without a price it costs what the product costs."""

    product = forms.ModelChoiceField(
        Product.objects.none(), empty_label="Choose a product", error_messages={"required": "Choose a product."}
    )
    quantity = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_INTEGER,
        error_messages={"required": QUANTITY, "invalid": QUANTITY, "min_value": QUANTITY},
    )
    unit_price = MoneyField(label="Unit price", required=False)
    discount = forms.DecimalField(
        label="Discount, %",
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a discount, for example 7.5.",
            "min_value": DISCOUNT,
            "max_value": DISCOUNT,
            "max_decimal_places": "Enter at most two digits after the point.",
        },
    )

    def __init__(
        self, data: Any = None, *, deal: Opportunity, item: LineItem | None = None, first: bool = False
    ) -> None:
        self.deal, self.item = deal, item
        super().__init__(data, initial=_item_values(deal, item, first), auto_id=f"id_line{item.pk if item else ''}_%s")
        # Each control is told apart from those of other lines, also where it stands outside of its form.
        self.form_id = f"line-form-{item.pk}" if item else "line-form-new"
        for field in self.fields.values():
            field.widget.attrs["form"] = self.form_id
        offered = self.fields["product"]
        assert isinstance(offered, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        kept = Q(pk=item.product_id) if item else Q(pk__in=[])
        offered.queryset = Product.objects.filter(Q(status=Product.Status.ACTIVE) | kept)

    def clean_discount(self) -> Decimal:
        return self.cleaned_data["discount"] or Decimal(0)

    def save(self, *, by: User) -> LineItem | None:
        """Add or change the line; None, and errors in the form, for a broken rule. Raise StaleDeal."""
        fields = dict(self.cleaned_data)
        try:
            if self.item is None:
                return line_items.add_item(self.deal, by=by, **fields)
            return line_items.change_item(self.item, by=by, **fields)
        except ValidationError as refused:
            add_rule_errors(self, refused)
            return None


def _item_values(deal: Opportunity, item: LineItem | None, first: bool) -> dict[str, Any]:
    """A line as it is; the first one proposes what the deal is about."""
    row: Any = item or (deal if first else None)
    names = ["product", "quantity"] + (["unit_price", "discount"] if item else [])
    values: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {"quantity": 1}
    if item:
        values["discount"] = f"{item.discount.normalize():f}" if item.discount else ""
    return values | {"version": deal.version}


class PersonForm(forms.Form):
    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        empty_label="Choose a contact",
        error_messages={
            "required": "Choose a contact.",
            "invalid_choice": "Choose a contact of the deal's account or of its group.",
        },
    )
    role = forms.ChoiceField(
        choices=DealContact.Role.choices,
        initial=DealContact.Role.DECISION_MAKER,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role."},
    )

    def __init__(self, data: Any = None, *, deal: Opportunity, user: User) -> None:
        self.deal, self.user = deal, user
        super().__init__(data, auto_id="id_person_%s")
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = parties.possible_contacts(deal, user)

    def save(self) -> DealContact | None:
        try:
            return parties.add_contact(self.deal, by=self.user, **self.cleaned_data)
        except ValidationError as refused:
            add_rule_errors(self, refused)
            return None


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=DealContact.Role.choices)


class RivalForm(forms.Form):
    competitor = forms.ModelChoiceField(
        Competitor.objects.filter(is_active=True),
        empty_label="Choose a competitor",
        error_messages={"required": "Choose a competitor.", "invalid_choice": "Choose a competitor from the list."},
    )

    def __init__(self, data: Any = None, *, deal: Opportunity, user: User) -> None:
        self.deal, self.user = deal, user
        super().__init__(data, auto_id="id_rival_%s")

    def save(self) -> bool:
        try:
            parties.add_competitor(self.deal, by=self.user, **self.cleaned_data)
        except ValidationError as refused:
            add_rule_errors(self, refused)
            return False
        return True


class AttachmentForm(forms.Form):
    """A file to keep. What is wrong with it is said by the service, which looks into it."""

    file = forms.FileField(
        allow_empty_file=True,
        help_text=f"{ALLOWED}.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
        error_messages={"required": "Choose a file.", "missing": "Choose a file.", "invalid": "Choose a file."},
    )
    about = forms.CharField(label="What it is", max_length=200, required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="id_attachment_%s")

    def save(self, record: Opportunity | Account, *, by: User) -> Attachment | None:
        try:
            if isinstance(record, Opportunity):
                return attachments.attach_to_deal(record, by=by, **self.cleaned_data)
            return attachments.attach_to_account(record, by=by, **self.cleaned_data)
        except ValidationError as refused:
            self.add_error("file", refused)
            return None
