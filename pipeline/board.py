"""The board of deals: a column for each open stage, its cards by key, and what stands in its header."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.http import QueryDict
from django.urls import reverse

from pipeline.deal_filters import DealFilter, Order, chosen_order, list_query, query_with
from pipeline.models import Opportunity, OpportunityQuerySet, ReportingDay, Stage, Task
from teams import visibility
from teams.models import User
from teams.paging import Page, page_by_key

SIZE = 25
COUNT_CAP = 10_000
SORTS = {
    "newest": "Newest first",
    "value": "Largest amount first",
    "close": "Closing soonest first",
    "age": "Longest in stage first",
}
BY_AGE = Order(name="age", key="in_stage_since", descending=False)


@dataclass(frozen=True)
class Card:
    """A deal, the earliest thing to do for it, and whether the viewer may move it."""

    deal: Opportunity
    task: Task | None
    movable: bool


@dataclass(frozen=True)
class Column:
    """`more` is the address of the cards after these; empty where there are none."""

    stage: Stage
    cards: list[Card]
    more: str


@dataclass(frozen=True)
class ColumnSums:
    """How many deals of a stage the filters leave and what they are worth; past the cap that is unknown."""

    stage: Stage
    count: int
    value: Decimal | None

    @property
    def capped(self) -> bool:
        return self.count > COUNT_CAP

    @property
    def dollars(self) -> int:
        return round(self.value or 0)

    @property
    def weighted(self) -> int:
        return round((self.value or 0) * self.stage.probability / 100)


@dataclass(frozen=True)
class Sums:
    columns: list[ColumnSums]

    @property
    def capped(self) -> bool:
        return any(column.capped for column in self.columns)

    @property
    def count(self) -> int:
        return sum(column.count for column in self.columns)

    @property
    def dollars(self) -> int:
        return round(sum(column.value or 0 for column in self.columns))


class Board:
    """What one query string shows to one viewer. The cursor of a page is no part of it: the board has none."""

    def __init__(self, params: QueryDict, *, user: User, reporting_day: ReportingDay) -> None:
        self.params = QueryDict(query_with(params).removeprefix("?"))
        self.user = user
        self.as_of: date = reporting_day.day
        self.today: date = reporting_day.entry_day
        self.filters = DealFilter(self.params, user=user, as_of=self.as_of)
        self.order = chosen_board_order(self.params)
        self.stages = list(Stage.objects.open())
        # As a list: of a subquery PostgreSQL does not know how many deals it leaves, and walks the wrong index.
        self._owners = (
            None
            if visibility.sees_everything(user)
            else list(visibility.visible_owners(user).values_list("pk", flat=True))
        )

    @property
    def query(self) -> str:
        """The query string, with its `?`."""
        return list_query(self.params)

    @property
    def from_here(self) -> str:
        """What a link of the board carries along, so that the way back is to the same board."""
        return urlencode({"board": self.query})

    @property
    def address(self) -> str:
        return reverse("pipeline:deal_board") + self.query.removesuffix("?")

    @property
    def sums_address(self) -> str:
        return reverse("pipeline:board_sums") + self.query.removesuffix("?")

    @property
    def visible(self) -> OpportunityQuerySet:
        deals: OpportunityQuerySet = Opportunity.objects.open().with_value().with_close()
        return deals if self._owners is None else deals.filter(owner__in=self._owners)

    def columns(self, stages: Iterable[Stage] | None = None, *, cursor: QueryDict | None = None) -> list[Column]:
        """Return the columns of all stages, or of some, from the top or from a cursor."""
        pages = [(stage, self._page(stage, cursor)) for stage in (self.stages if stages is None else stages)]
        cards = iter(self._cards([deal for _, page in pages for deal in page.rows]))
        return [Column(stage, [next(cards) for _ in page.rows], _more(stage, page)) for stage, page in pages]

    def card(self, deal: Opportunity) -> Card | None:
        """Return the card of a deal as it is now; None where the board does not show it."""
        rows = self.filters.apply(self.visible).filter(pk=deal.pk)
        return next(iter(self._cards(list(rows.with_age(self.as_of).for_lists()))), None)

    def sums(self) -> Sums:
        rows = self.filters.apply(self.visible).order_by()
        return Sums([_sums(stage, rows.filter(stage=stage)) for stage in self.stages])

    def sorts(self) -> list[tuple[str, str, bool]]:
        """Return the orders to choose from: the words, the query string, whether it is the one in force."""
        return [
            (label, query_with(self.params, sort=None if name == "newest" else name), name == self.order.name)
            for name, label in SORTS.items()
        ]

    @property
    def sort_label(self) -> str:
        return SORTS[self.order.name]

    def _page(self, stage: Stage, cursor: QueryDict | None) -> Page[Opportunity]:
        rows = self.filters.apply(self.visible).filter(stage=stage)
        if self.order == BY_AGE:
            rows = _with_stay(rows, stage)
        ordered = self.order.apply(rows.with_age(self.as_of).for_lists())
        params = self.params if cursor is None else cursor
        return page_by_key(ordered, params, key=self.order.key, descending=self.order.descending, size=SIZE)

    def _cards(self, deals: list[Opportunity]) -> list[Card]:
        tasks = next_tasks(deals)
        owners = visibility.editable_owners(self.user).filter(pk__in={deal.owner_id for deal in deals})
        editable = set(owners.values_list("pk", flat=True))
        return [Card(deal, tasks.get(deal.pk), movable=deal.owner_id in editable) for deal in deals]


def chosen_board_order(params: QueryDict) -> Order:
    """Read `sort` as the list does; an order that the board does not have is the newest first."""
    if params.get("sort") == BY_AGE.name:
        return BY_AGE
    order = chosen_order(params)
    return order if order.name in SORTS else chosen_order(QueryDict())


def ends() -> list[Stage]:
    """Return the stage that a win leads to, and that of a loss: the first of their type."""
    return list(Stage.objects.exclude(type=Stage.Type.OPEN).order_by("-type", "position").distinct("type"))


def next_tasks(deals: list[Opportunity]) -> dict[int | None, Task]:
    """Return the open task that is due first, by the deal's id."""
    waiting = Task.objects.filter(opportunity__in=[deal.pk for deal in deals], done_at=None)
    first = waiting.order_by("opportunity_id", "due_on", "id").distinct("opportunity_id")
    return {task.opportunity_id: task for task in first}


def _with_stay(rows: OpportunityQuerySet, stage: Stage) -> OpportunityQuerySet:
    """Annotate `in_stage_since` from the stay that has not ended: an index has these in order."""
    staying = rows.filter(stage_changes__to_stage=stage, stage_changes__left_at=None)
    return staying.annotate(in_stage_since=F("stage_changes__changed_at"))


def _sums(stage: Stage, rows: OpportunityQuerySet) -> ColumnSums:
    found = rows[: COUNT_CAP + 1].aggregate(count=Count("pk"), total=Sum("value"))
    return ColumnSums(stage, found["count"], found["total"])


def _more(stage: Stage, page: Page[Opportunity]) -> str:
    return reverse("pipeline:board_column", args=[stage.pk]) + page.next if page.next else ""
