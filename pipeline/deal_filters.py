"""The filters and the order of the deal list, read from the query string."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django import forms
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from accounts.models import Account
from pipeline.attention import needing_attention
from pipeline.fields import DayField, MoneyField
from pipeline.models import LostReason, Opportunity, OpportunityQuerySet, Product, Stage
from teams import visibility
from teams.models import User

CURSORS = ("after", "before")
ME = "me"
CLOSED = "closed"
EVERY = "all"
GONE = "it is gone, or you may not see it"
MOST_DAYS = 100_000
DEEP_DISCOUNT = Decimal("0.9")  # as in gold.discount
CYCLE = ExpressionWrapper(F("close_date") - F("engage_date"), output_field=DurationField())


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query string of the list without it."""

    name: str
    field: str
    operator: str
    value: str
    without: str


def query_with(params: QueryDict, **changes: str | None) -> str:
    """Return the query string with those parameters set, or dropped where None; it starts on the first page."""
    copy = params.copy()
    for name in (*CURSORS, *changes):
        copy.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            copy[name] = value
    return f"?{copy.urlencode()}" if copy else "?"


def list_query(params: QueryDict, **changes: str | None) -> str:
    """The same for an address of the deal list, where no query at all opens the user's own default view."""
    query = query_with(params, **changes)
    return f"?view={EVERY}" if query == "?" else query


class KnownChoices(forms.MultipleChoiceField):
    """Several choices, of which those that there are no longer take none of the others with them."""

    def validate(self, value: Any) -> None:
        pass


class DealFilter(forms.Form):
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    type = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    stage = KnownChoices(required=False, widget=forms.CheckboxSelectMultiple)
    owner = forms.ChoiceField(required=False)
    product = forms.ChoiceField(required=False)
    account = forms.CharField(label="Account contains", max_length=160, required=False)
    amount_min = MoneyField(label="Amount at least", required=False)
    closes_from = DayField(label="Closes from", required=False)
    closes_to = DayField(label="Closes to", required=False)
    amount_max = MoneyField(label="Amount at most", required=False)
    attention = forms.BooleanField(label="Needs attention", required=False)
    overdue = forms.BooleanField(label="Past its expected close", required=False)
    stale = forms.BooleanField(label="Stale", required=False)
    without_account = forms.BooleanField(label="Without an account", required=False)
    team = forms.ChoiceField(required=False)
    series = forms.ChoiceField(required=False)
    sector = forms.CharField(label="Sector of the account", max_length=60, required=False)
    country = forms.CharField(label="Office location of the account", max_length=80, required=False)
    reason = forms.ChoiceField(label="Lost because", required=False)
    engaged_from = DayField(label="Engaged from", required=False)
    engaged_to = DayField(label="Engaged to", required=False)
    # What a figure of a dashboard narrows its list by; they show as chips.
    region = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    of_account = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    abroad_of = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    step_overdue = forms.BooleanField(required=False, widget=forms.HiddenInput)
    unplanned = forms.BooleanField(required=False, widget=forms.HiddenInput)
    not_engaged = forms.BooleanField(required=False, widget=forms.HiddenInput)
    cycle_from = forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False, widget=forms.HiddenInput)
    cycle_to = forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False, widget=forms.HiddenInput)
    deep_discount = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, params: QueryDict, *, user: User, as_of: date) -> None:
        super().__init__(params)
        self.params, self.user, self.as_of = params, user, as_of
        self.left_out: list[str] = []
        # Asked of the database where they are shown or one of them is chosen, and then once.
        self._listed: dict[str, Callable[[], list[tuple[str, str]]]] = {}
        products = cache(lambda: list(Product.objects.all()))
        self._choices("type", "Any", lambda: [*Stage.Type.choices, (CLOSED, "Won or lost")])
        self._choices("owner", "Anybody", lambda: [(ME, "Me"), *_named(visibility.visible_owners(user))])
        self._choices("product", "Any", lambda: _named(products()))
        self._choices("series", "Any", lambda: _alike(product.series for product in products()))
        self._choices("team", "Any", lambda: _named(visibility.visible_teams(user)))
        self._choices("reason", "Any", lambda: _alike(str(reason) for reason in LostReason.objects.all()))
        for name in ("of_account", "group"):
            self._choices(name, "Any", partial(self._account, params.get(name, "")))
        self._choices("stage", "", lambda: _named(Stage.objects.all()))

    def _account(self, key: str) -> list[tuple[str, str]]:
        """The one account that an address names, if the user may see it."""
        return _named(Account.objects.visible_to(self.user).filter(pk=key)) if key.isdecimal() else []

    def _choices(self, name: str, none: str, choices: Callable[[], list[tuple[str, str]]]) -> None:
        """Let a field offer choices after the one that filters nothing, if `none` names it."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        self._listed[name] = cache(lambda: [("", none), *choices()] if none else choices())
        field.choices = self._listed[name]
        if name != "type":
            field.error_messages["invalid_choice"] = GONE

    def clean_stage(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["stage"]
        names = dict(self._listed["stage"]()) if chosen else {}
        known = [key for key in chosen if key in names]
        if len(known) < len(chosen):
            self.left_out.append(f"{LABELS['stage']}: {GONE}")
        return known

    @property
    def main_fields(self) -> list[forms.BoundField]:
        names = ("owner", "team", "product", "series", "account", "sector", "country", "reason")
        return [self[name] for name in names]

    @property
    def flags(self) -> list[forms.BoundField]:
        return [self[name] for name in ("attention", "overdue", "stale", "without_account")]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in ("closes_from", "closes_to", "engaged_from", "engaged_to")]

    def in_force(self) -> dict[str, Any]:
        """Return the filters that are set and make sense, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name in FILTERS and value}

    def apply(self, rows: OpportunityQuerySet, *, leaving_out: str = "") -> OpportunityQuerySet:
        for name, value in self.in_force().items():
            if name != leaving_out:
                rows = FILTERS[name](rows, value, self)
        return rows

    def chips(self) -> list[Chip]:
        chosen = self.in_force()
        # A tab or a switch of its own shows these.
        shown_apart = {"attention"}
        if chosen.get("type") in TABS and self.params.get("view", EVERY) == EVERY:
            shown_apart.add("type")
        return [self._chip(name) for name in chosen if name not in shown_apart]

    def _chip(self, name: str) -> Chip:
        if name in FLAGS:
            return self._named_chip(name)
        value = self.cleaned_data[name]
        if name in self._listed:
            names, chosen = dict(self._listed[name]()), value if isinstance(value, list) else [value]
            text = ", ".join(names[key] for key in chosen)
        else:
            text = _in_words(value)
        return self._named_chip(name, text)

    def _named_chip(self, name: str, text: str = "") -> Chip:
        without = list_query(self.params, **{name: None})
        return Chip(name, LABELS[name], OPERATORS.get(name, "is"), text, without)

    def blockers(self, rows: OpportunityQuerySet) -> list[Chip]:
        """Return the filters without any one of which the empty list would show something."""
        return [self._named_chip(name) for name in self.in_force() if self.apply(rows, leaving_out=name).exists()]

    @property
    def problems(self) -> list[str]:
        """What of the address is left out, and why."""
        refused = [f"{LABELS.get(name, name)}: {error}" for name, errors in self.errors.items() for error in errors]
        return refused + self.left_out


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]


def _alike(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in dict.fromkeys(names)]


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return f"${value:,}" if isinstance(value, Decimal) else str(value)


def _owned_by(rows: OpportunityQuerySet, value: str, form: DealFilter) -> OpportunityQuerySet:
    return rows.filter(owner=form.user.pk if value == ME else int(value))


FILTERS: dict[str, Callable[[OpportunityQuerySet, Any, DealFilter], OpportunityQuerySet]] = {
    "type": lambda rows, value, form: rows.closed() if value == CLOSED else rows.filter(stage_type=value),
    "stage": lambda rows, value, form: rows.filter(stage__in=value),
    "owner": _owned_by,
    "product": lambda rows, value, form: rows.filter(product=value),
    "account": lambda rows, value, form: rows.filter(account__name__icontains=" ".join(value.split())),
    "amount_min": lambda rows, value, form: rows.filter(Q(value__gte=value)),
    "amount_max": lambda rows, value, form: rows.filter(Q(value__lte=value)),
    "closes_from": lambda rows, value, form: rows.filter(Q(closes_on__gte=value)),
    "closes_to": lambda rows, value, form: rows.filter(Q(closes_on__lte=value)),
    "stale": lambda rows, value, form: rows.stale(form.as_of),
    "attention": lambda rows, value, form: needing_attention(rows, form.as_of),
    "team": lambda rows, value, form: rows.filter(owner__team=value),
    "region": lambda rows, value, form: rows.filter(owner__team__regional_office=value),
    "series": lambda rows, value, form: rows.filter(product__series=value),
    "sector": lambda rows, value, form: rows.filter(account__sector=value),
    "country": lambda rows, value, form: rows.filter(account__country=value),
    "abroad_of": lambda rows, value, form: rows.exclude(Q(account=None) | Q(account__country__in=["", value])),
    "of_account": lambda rows, value, form: rows.filter(account=value),
    "group": lambda rows, value, form: rows.filter(Q(account=value) | Q(account__parent=value)),
    "reason": lambda rows, value, form: rows.filter(lost_reason__name=value),
    "without_account": lambda rows, value, form: rows.filter(account=None),
    "overdue": lambda rows, value, form: rows.open().filter(expected_close_date__lt=form.as_of),
    "step_overdue": lambda rows, value, form: rows.next_step_overdue(form.as_of),
    "unplanned": lambda rows, value, form: rows.without_next_step(),
    "engaged_from": lambda rows, value, form: rows.filter(engage_date__gte=value),
    "engaged_to": lambda rows, value, form: rows.filter(engage_date__lte=value),
    "not_engaged": lambda rows, value, form: rows.filter(engage_date=None),
    "cycle_from": lambda rows, value, form: rows.closed().alias(cycle=CYCLE).filter(cycle__gte=timedelta(days=value)),
    "cycle_to": lambda rows, value, form: rows.closed().alias(cycle=CYCLE).filter(cycle__lte=timedelta(days=value)),
    "deep_discount": lambda rows, value, form: rows.won().filter(
        close_value__lt=F("product__list_price") * F("quantity") * DEEP_DISCOUNT
    ),
}
FLAGS = {
    "attention",
    "stale",
    "without_account",
    "overdue",
    "step_overdue",
    "unplanned",
    "not_engaged",
    "deep_discount",
}
TABS = {"", *Stage.Type.values}

OPERATORS = {
    "stage": "is any of",
    "account": "contains",
    "amount_min": "≥",
    "amount_max": "≤",
    "stale": "only",
    "closes_from": "from",
    "closes_to": "to",
    "engaged_from": "from",
    "engaged_to": "to",
    "without_account": "not entered",
    "overdue": "before today",
    "step_overdue": "before today",
    "unplanned": "none planned",
    "not_engaged": "not yet",
    "cycle_from": "days from",
    "cycle_to": "days to",
    "deep_discount": "more than 10\u00a0% below list",
    "abroad_of": "is not",
}
LABELS = {
    "type": "Open, won or lost",
    "stage": "Stage",
    "owner": "Owner",
    "product": "Product",
    "account": "Account",
    "amount_min": "Amount",
    "amount_max": "Amount",
    "closes_from": "Closes",
    "closes_to": "Closes",
    "stale": "Stale",
    "attention": "Needs attention",
    "team": "Team",
    "region": "Region",
    "series": "Series",
    "sector": "Sector",
    "country": "Office location",
    "abroad_of": "Office location",
    "of_account": "Account",
    "group": "Account or its parent",
    "reason": "Lost because",
    "without_account": "Account",
    "overdue": "Expected close",
    "step_overdue": "Next step",
    "unplanned": "Task",
    "engaged_from": "Engaged",
    "engaged_to": "Engaged",
    "not_engaged": "Engaged",
    "cycle_from": "Cycle",
    "cycle_to": "Cycle",
    "deep_discount": "Price",
}


@dataclass(frozen=True)
class Order:
    """How the list is ordered: a key that is never NULL, and the query strings of the headers."""

    name: str
    key: str
    descending: bool

    def apply(self, rows: OpportunityQuerySet) -> QuerySet[Opportunity]:
        if self.key == "account_name":
            return rows.annotate(account_name=Coalesce("account__name", Value("")))
        if self.key == "closing_on":
            # Deals without a date come last, whichever way the list runs.
            missing = date.min if self.descending else date.max
            return rows.annotate(closing_on=Coalesce("closes_on", Value(missing)))
        return rows


SORTS = {
    "newest": ("pk", True),
    "account": ("account_name", False),
    "stage": ("stage__position", False),
    "value": ("value", True),
    "close": ("closing_on", False),
    "owner": ("owner__name", False),
}


def chosen_order(params: QueryDict) -> Order:
    """Read `sort`: a name of SORTS, with `-` for the other way round; the newest first by default."""
    wanted = params.get("sort", "")
    name = wanted.removeprefix("-")
    if name not in SORTS:
        name, wanted = "newest", ""
    key, first_way = SORTS[name]
    return Order(name=name, key=key, descending=first_way != wanted.startswith("-"))
