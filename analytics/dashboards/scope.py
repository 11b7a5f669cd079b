"""What a dashboard looks at: period, comparison, region, team, agent and product, read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from analytics import gold
from analytics.account_filter import Chip
from analytics.dashboards.period import (
    COMPARISONS,
    UNITS,
    Period,
    PeriodError,
    compared_with,
    read_period,
    whole_months,
)
from pipeline.deal_filters import query_with
from pipeline.models import Product, ReportingDay
from teams import visibility
from teams.models import User

NARROWING = ("region", "team", "agent", "product")
COLUMNS = {"region": "region", "team": "team_id", "agent": "agent_id", "product": "product_id"}
IN_LISTS = {"region": "region", "team": "team", "agent": "owner", "product": "product"}
DEFAULT_PERIOD = "quarter"
DEFAULT_DAYS = 14

SUMS = """month, quarter, month_of_quarter, agent_id, agent, team_id, team, manager, region,
    product_id, product, series, won, lost, closed, units_won, revenue, revenue_squares,
    list_value_won, list_value_lost, won_cycle_days_total, lost_cycle_days_total"""
# A month that the comparison cuts short is not in the sums by month: these are its deals in the same columns.
DEALS_AS_SUMS = """close_month, close_quarter, month_of_quarter, agent_id, agent, team_id, team, manager, region,
    product_id, product, series,
    is_won::int, is_lost::int, 1, case when is_won then quantity else 0 end, coalesce(won_value, 0),
    coalesce(won_value * won_value, 0), case when is_won then list_value else 0 end,
    case when is_lost then list_value else 0 end, case when is_won then cycle_days else 0 end,
    case when is_lost then cycle_days else 0 end"""


class ScopeForm(forms.Form):
    """What is asked for; a value that is not known narrows nothing, and its chip says so."""

    period = forms.CharField(max_length=20, required=False)
    compare = forms.ChoiceField(label="Compare with", required=False, choices=list(COMPARISONS.items()))
    region = forms.ChoiceField(required=False)
    team = forms.ChoiceField(required=False)
    agent = forms.ChoiceField(required=False)
    product = forms.ChoiceField(required=False)
    days = forms.IntegerField(label="Not bought for days", min_value=0, max_value=36500, required=False)

    def __init__(self, params: QueryDict, *, user: User) -> None:
        super().__init__(params)
        teams = list(visibility.visible_teams(user).order_by("name"))
        regions = sorted({team.regional_office for team in teams if team.regional_office})
        self._offer("region", [(region, region) for region in regions])
        self._offer("team", [(str(team.pk), team.name) for team in teams])
        owners = visibility.visible_owners(user).order_by("name")
        self._offer("agent", [(str(pk), name) for pk, name in owners.values_list("pk", "name")])
        self._offer("product", [(str(pk), name) for pk, name in Product.objects.values_list("pk", "name")])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", "Any"), *choices]


@dataclass
class Scope:
    """The state of a dashboard, and the SQL that obeys it.

    `sales()` and `deals()` are relations to select from; `parameters` are their values: nothing of the address becomes
    SQL.
    """

    params: QueryDict
    user: User

    def __post_init__(self) -> None:
        self.as_of = ReportingDay.current().day
        self.form = ScopeForm(self.params, user=self.user)
        self.form.is_valid()
        chosen = self.form.cleaned_data
        self.narrowed: dict[str, str] = {name: chosen[name] for name in NARROWING if chosen.get(name)}
        # For how long an account has not bought where a page asks that.
        self.days: int = DEFAULT_DAYS if chosen.get("days") is None else chosen["days"]
        self.comparison: str = chosen.get("compare") or "previous"
        self.period = self._period(chosen.get("period") or DEFAULT_PERIOD)
        self.before = compared_with(self.period, self.comparison, self.as_of)

    def _period(self, text: str) -> Period:
        try:
            return read_period(text, self.as_of)
        except PeriodError as error:
            self.form.add_error("period", str(error))
            return read_period(DEFAULT_PERIOD, self.as_of)

    # What the address says, in words and links

    @property
    def problems(self) -> list[str]:
        return [str(error) for error in self.form.errors.get("period", [])]

    def words(self) -> str:
        """The one line under a title: quarter 4 of 2017 against quarter 3 of 2017."""
        return (self.period_words + (f" against {self.before_words}" if self.before else "")).rstrip(",")

    @property
    def period_words(self) -> str:
        return f"{self.period.name}{', not over yet,' if self.period.unfinished else ''}"

    @property
    def before_words(self) -> str:
        if self.before is None:
            return ""
        days = f"the first {self.before.days} day{'s' * (self.before.days > 1)} of " if self.before.unfinished else ""
        return f"{days}{self.before.name}"

    def chips(self) -> list[Chip]:
        return [self._chip(name) for name in (*NARROWING, "days") if self.params.get(name)]

    def _chip(self, name: str) -> Chip:
        field = self.form[name]
        value = self.params[name]
        choices: Any = getattr(field.field, "choices", [])
        words = dict(choices).get(value, value)
        return Chip(
            name, str(field.label), words, query_with(self.params, **{name: None}), bad=name in self.form.errors
        )

    def fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in (*NARROWING, "days", "compare")]

    def units(self) -> list[tuple[str, str, bool]]:
        """Month, quarter and year around the period's last day, and all time: label, address, whether it is shown."""
        shown = "all" if self.period.key == "all" else self.period.unit
        units = [(unit.capitalize(), self._around(months), shown == unit) for unit, months in UNITS.items()]
        return [*units, ("All time", query_with(self.params, period="all"), shown == "all")]

    def _around(self, months: int) -> str:
        last = self.period.last
        first = last.replace(month=(last.month - 1) // months * months + 1, day=1)
        return query_with(self.params, period=whole_months(first, months, self.as_of).key)

    @property
    def earlier(self) -> str:
        """The address of the period before, or nothing."""
        moved = self.period.moved(-self.period.months, self.as_of) if self.period.months else None
        return query_with(self.params, period=moved.key) if moved else ""

    @property
    def later(self) -> str:
        moved = self.period.moved(self.period.months, self.as_of) if self.period.months else None
        return query_with(self.params, period=moved.key) if moved and moved.first <= self.as_of else ""

    def query(self) -> str:
        """The part of the address that every chart of the page needs."""
        kept = {
            name: str(self.params[name]) for name in ("period", "compare", "days", *NARROWING) if self.params.get(name)
        }
        query = QueryDict(mutable=True)
        query.update(kept)
        return f"?{query.urlencode()}" if kept else ""

    # What it means in SQL

    @cached_property
    def parameters(self) -> dict[str, Any]:
        values: dict[str, Any] = {"as_of": self.as_of, "days": self.days}
        values |= {name: value if name == "region" else int(value) for name, value in self.narrowed.items()}
        for name, period in (("now", self.period), ("before", self.before)):
            if period is not None:
                cut = period.last.replace(day=1)
                values |= {f"{name}_first": period.first, f"{name}_last": period.last, f"{name}_cut": cut}
        return values

    def narrowing(self) -> str:
        """The condition of the filters on any view with the columns of deals; true where none is set."""
        return " and ".join(f"{COLUMNS[name]} = %({name})s" for name in self.narrowed) or "true"

    def sales(self, which: str = "now") -> str:
        """What closed in the period (`now`), in the compared one (`before`) or `ever`, as a relation."""
        if which == "ever":
            return f"(select {SUMS} from gold.sales_month where {self.narrowing()})"
        period = self.period if which == "now" else self.before
        if period is None:
            return f"(select {SUMS} from gold.sales_month where false)"
        months = f"select {SUMS} from gold.sales_month where month >= %({which}_first)s and {self.narrowing()}"
        if not period.unfinished or period.last == self.as_of:
            return f"({months} and month <= %({which}_last)s)"
        return f"""({months} and month < %({which}_cut)s
            union all
            select {DEALS_AS_SUMS} from gold.deal
            where is_closed and close_date between %({which}_cut)s and %({which}_last)s and {self.narrowing()})"""

    def deals(self) -> str:
        """All deals of the filters, of any time."""
        return f"(select * from gold.deal where {self.narrowing()})"

    def agents(self) -> str:
        """The people of the filters, whether they have deals or not; products narrow nobody."""
        columns = [f"{COLUMNS[name]} = %({name})s" for name in self.narrowed if name != "product"]
        return f"(select * from gold.agent where {' and '.join(columns) or 'true'})"

    def closed(self, which: str = "now") -> str:
        """The deals that closed in the period, or `ever`: for what the sums by month do not know, such as sectors."""
        if which == "before" and self.before is None:
            return "(select * from gold.closed_deal where false)"
        days = "true" if which == "ever" else f"close_date between %({which}_first)s and %({which}_last)s"
        return f"(select * from gold.closed_deal where {days} and {self.narrowing()})"

    def fill(self, sql: str) -> str:
        """Put the relations in the places that a chart's query leaves for them: {sales}, {before}, {ever}, {deals}…"""
        return sql.format(
            sales=self.sales(),
            before=self.sales("before"),
            ever=self.sales("ever"),
            deals=self.deals(),
            closed=self.closed(),
            closed_before=self.closed("before"),
            closed_ever=self.closed("ever"),
            agents=self.agents(),
            narrowing=self.narrowing(),
        )

    def ask(self, sql: str, more: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of one query on gold, its relations filled in, as the user sees them; `more` are its own values."""
        return gold.query(self.fill(sql), self.parameters | dict(more or {}), user=self.user).as_dicts()

    # Where a mark leads

    def deal_list(self, **filters: Any) -> str:
        """The list of exactly the deals that a figure counts: these filters, and those of the dashboard."""
        query = {IN_LISTS[name]: value for name, value in self.narrowed.items()}
        query |= {name: str(value) for name, value in filters.items() if value is not None}
        address = QueryDict(mutable=True)
        address.update(query)
        return f"{reverse('pipeline:deal_list')}?{address.urlencode()}"

    def account_list(self, **filters: Any) -> str:
        """The list of exactly the accounts that a figure counts; what narrows deals narrows no accounts."""
        address = QueryDict(mutable=True)
        address.update({name: str(value) for name, value in filters.items() if value is not None})
        return f"{reverse('analytics:account_list')}?{address.urlencode()}"

    def closed_list(self, *, kind: str = "closed", which: str = "now", **filters: Any) -> str:
        """The same for deals that closed in the period."""
        period = self.before if which == "before" and self.before else self.period
        first = None if period.key == "all" else period.first
        return self.deal_list(type=kind, closes_from=first, closes_to=period.last, **filters)

    def month_list(self, month: date, *, months: int = 1, kind: str = "closed", **filters: Any) -> str:
        """The same for deals that closed in a month, or in the months from it on."""
        span = whole_months(month, months, self.as_of)
        return self.deal_list(type=kind, closes_from=span.first, closes_to=span.last, **filters)
