"""The filters and the order of the account list, read from the query string."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django import forms
from django.db.models import DecimalField, Exists, IntegerField, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict

from accounts.models import Account, AccountQuerySet
from analytics.models import AccountMonth, Segment
from pipeline.deal_filters import ME, query_with
from pipeline.models import Opportunity, OpportunityQuerySet, Product, ReportingDay
from teams.models import User

SCORES = [(str(score), str(score)) for score in range(5, 0, -1)]


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query string of the page without it."""

    name: str
    label: str
    value: str
    without: str
    bad: bool = False
    operator: str = "is"


@dataclass(frozen=True)
class Order:
    key: str
    descending: bool = False


MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=16, decimal_places=2)
# By what a list can be ordered: annotations that are never NULL, as paging by key wants them.
KEYS = {
    "name": "name",
    "monetary": "won_value",
    "frequency": "wins",
    "cltv": "lifetime_value",
}


def short_address(request: HttpRequest) -> str:
    """Where a filter form has sent its empty fields too: the address without them, to show and to share; else ""."""
    empty = [name for name, value in request.GET.items() if not value]
    return request.path + query_with(request.GET, **dict.fromkeys(empty)) if empty else ""


@dataclass(frozen=True)
class Choices:
    """What somebody can filter by: (value, words) of each field. Read once where many filters are."""

    segment: list[tuple[str, str]]
    product: list[tuple[str, str]]
    sector: list[tuple[str, str]]
    country: list[tuple[str, str]]

    @classmethod
    def of(cls, user: User) -> Self:
        accounts: AccountQuerySet = Account.objects.visible_to(user)
        return cls(
            segment=list(Segment.objects.values_list("key", "name")),
            product=[(str(pk), name) for pk, name in Product.objects.values_list("pk", "name")],
            sector=_values(accounts, "sector"),
            country=_values(accounts, "country"),
        )


def _values(accounts: AccountQuerySet, name: str) -> list[tuple[str, str]]:
    found = accounts.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
    return [(value, value) for value in found]


class AccountFilter(forms.Form):
    """A filter that makes no sense filters nothing and says so in its chip."""

    q = forms.CharField(label="Name contains", max_length=160, required=False)
    segment = forms.ChoiceField(required=False)
    sector = forms.ChoiceField(required=False)
    country = forms.ChoiceField(label="Office location", required=False)
    type = forms.ChoiceField(required=False, choices=[("", "Any"), *Account.Type.choices])
    r = forms.ChoiceField(label="Recency score", required=False, choices=[("", "Any"), *SCORES])
    f = forms.ChoiceField(label="Frequency score", required=False, choices=[("", "Any"), *SCORES])
    m = forms.ChoiceField(label="Monetary score", required=False, choices=[("", "Any"), *SCORES])
    bought = forms.ChoiceField(
        label="Has bought", required=False, choices=[("", "Any"), ("yes", "Yes"), ("no", "Not yet")]
    )
    open = forms.ChoiceField(
        label="Has open deals", required=False, choices=[("", "Any"), ("yes", "Yes"), ("no", "No")]
    )

    product = forms.ChoiceField(label="Has bought the product", required=False)
    not_bought = forms.ChoiceField(label="Has bought, but never the product", required=False)
    quiet = forms.IntegerField(label="Days since the last purchase over", min_value=0, max_value=36500, required=False)

    seller = forms.ChoiceField(label="Deals of", required=False, choices=[("", "Anybody"), (ME, "Me")])
    moved = forms.ChoiceField(
        label="Segment changed this month", required=False, choices=[("", "Any"), ("yes", "Yes")]
    )

    def __init__(
        self, params: QueryDict, *, user: User, form_id: str = "account-filter", choices: Choices | None = None
    ) -> None:
        super().__init__(params)
        self.params, self.user = params, user
        self.accounts: AccountQuerySet = Account.objects.visible_to(user)
        choices = choices or Choices.of(user)
        self._offer("segment", choices.segment)
        self._offer("product", choices.product)
        self._offer("not_bought", choices.product)
        self._offer("sector", choices.sector)
        self._offer("country", choices.country)
        for field in self.fields.values():
            # The fields are swapped with the rows; this keeps them parts of the form, which stays.
            field.widget.attrs |= {"form": form_id}

    def apply(self, rows: AccountQuerySet, *names: str) -> AccountQuerySet:
        """Filter by all filters in force, or by those of the names."""
        for name, value in self.in_force.items():
            if not names or name in names:
                rows = FILTERS[name](rows, value, self.user)
        return rows

    @cached_property
    def in_force(self) -> dict[str, str]:
        """The filters that are set and make sense, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in {"", None}}

    def chips(self, *names: str) -> list[Chip]:
        self.is_valid()
        shown = names or [name for name in self.fields if name != "q"]
        return [self._chip(name) for name in shown if self.params.get(name) and name in self.fields]

    def bound_fields(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names or self.fields if name != "q"]

    @property
    def order(self) -> Order:
        name = self.params.get("sort", "")
        key = KEYS.get(name.removeprefix("-"))
        return Order(key, name.startswith("-")) if key else Order("name")

    def _chip(self, name: str) -> Chip:
        field = self[name]
        value = self.params[name]
        words = dict(getattr(field.field, "choices", [])).get(value, value)
        without = query_with(self.params, **{name: None})
        operator = "" if name == "quiet" else "is"
        return Chip(name, str(field.label), words, without, bad=name in self.errors, operator=operator)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", "Any"), *choices]


def with_order_keys(rows: AccountQuerySet) -> AccountQuerySet:
    return rows.annotate(
        won_value=Coalesce("metrics__monetary", Value(0, MONEY), output_field=MONEY),
        wins=Coalesce("metrics__frequency", Value(0), output_field=IntegerField()),
        lifetime_value=Coalesce("metrics__cltv", Value(0, MONEY), output_field=MONEY),
    )


def _equal(path: str) -> Callable[[AccountQuerySet, str, User], AccountQuerySet]:
    return lambda rows, value, user: rows.filter(**{path: value})


def _bought(rows: AccountQuerySet, value: str, user: User) -> AccountQuerySet:
    bought = Q(metrics__frequency__gt=0)
    return rows.filter(bought if value == "yes" else Q(metrics=None) | Q(metrics__frequency=0))


def _open_deals(rows: AccountQuerySet, value: str, user: User) -> AccountQuerySet:
    deals = Opportunity.objects.visible_to(user).open().filter(account=OuterRef("pk"))
    return rows.filter(Exists(deals) if value == "yes" else ~Exists(deals))


def _bought_product(rows: AccountQuerySet, value: str, user: User) -> AccountQuerySet:
    return rows.filter(Exists(_won(user).filter(product=int(value))))


def _never_bought_product(rows: AccountQuerySet, value: str, user: User) -> AccountQuerySet:
    """Customers without the product: who has bought nothing at all lacks no product in particular."""
    return rows.filter(Exists(_won(user)), ~Exists(_won(user).filter(product=int(value))))


def _won(user: User) -> OpportunityQuerySet:
    """The account's deals that the user sees won by the reporting day."""
    won: OpportunityQuerySet = Opportunity.objects.visible_to(user).won()
    return won.filter(account=OuterRef("pk"), close_date__lte=ReportingDay.current().day)


FILTERS: dict[str, Callable[[AccountQuerySet, str, User], AccountQuerySet]] = {
    "q": lambda rows, value, user: rows.search(value),
    "segment": _equal("metrics__segment__key"),
    "sector": _equal("sector"),
    "country": _equal("country"),
    "type": _equal("type"),
    "r": _equal("metrics__r_score"),
    "f": _equal("metrics__f_score"),
    "m": _equal("metrics__m_score"),
    "bought": _bought,
    "open": _open_deals,
    "product": _bought_product,
    "not_bought": _never_bought_product,
    "seller": lambda rows, value, user: rows.filter(
        Exists(Opportunity.objects.filter(account=OuterRef("pk"), owner=user.pk))
    ),
    "moved": lambda rows, value, user: rows.filter(
        Exists(AccountMonth.objects.moved_in(ReportingDay.current().day).filter(account=OuterRef("pk")))
    ),
    "quiet": lambda rows, value, user: rows.filter(metrics__recency__gt=value),
}
