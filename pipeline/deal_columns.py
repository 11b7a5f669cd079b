"""The columns of the deal list: which there are, which were chosen and in what order, and their headers."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import QueryDict

from pipeline.deal_filters import SORTS, Order, list_query
from pipeline.models import OpportunityQuerySet, Task


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    sort: str = ""
    numeric: bool = False
    narrow: bool = False  # whether a phone shows it, too

    @property
    def classes(self) -> str:
        return " ".join(name for name, on in (("num", self.numeric), ("wide-only", not self.narrow)) if on)


@dataclass(frozen=True)
class Header:
    column: Column
    url: str = ""
    sorted: str = ""


GONE = "there is no such column"
DEAL = Column("deal", "Deal", "newest", narrow=True)  # always the first
COLUMNS = {
    column.key: column
    for column in (
        Column("account", "Account", "account"),
        Column("stage", "Stage", "stage", narrow=True),
        Column("amount", "Amount", "value", numeric=True, narrow=True),
        Column("probability", "Probability", numeric=True),
        Column("close", "Close date", "close", narrow=True),
        Column("age", "In stage", numeric=True, narrow=True),
        Column("activity", "Next activity"),
        Column("owner", "Owner", "owner"),
        Column("next_step", "Next step"),
        Column("quantity", "Quantity", numeric=True),
        Column("team", "Team"),
        Column("engaged", "Engaged"),
        Column("reason", "Lost because"),
        Column("code", "Code"),
    )
}
DEFAULT = ("account", "stage", "amount", "probability", "close", "age", "activity", "owner")


def chosen_columns(params: QueryDict) -> list[Column]:
    """Read `columns`: keys in the order in which they are shown; what is unknown is left out."""
    keys = known_columns(params.get("columns", "").split(","))
    return [COLUMNS[key] for key in keys or DEFAULT]


def known_columns(keys: list[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if key in COLUMNS]


def unknown_columns(params: QueryDict) -> list[str]:
    return [key for key in params.get("columns", "").split(",") if key and key not in COLUMNS]


def written_columns(keys: list[str]) -> str | None:
    """Return what `columns` says in an address; nothing for those that are shown anyway."""
    return None if not keys or tuple(keys) == DEFAULT else ",".join(keys)


def moved_column(keys: list[str], key: str, *, by: int) -> list[str]:
    """Return the keys with one of them moved by so many places."""
    if key not in keys:
        return keys
    at = keys.index(key)
    others = [other for other in keys if other != key]
    place = min(max(at + by, 0), len(others))
    return [*others[:place], key, *others[place:]]


def with_columns(rows: OpportunityQuerySet, columns: list[Column]) -> OpportunityQuerySet:
    """Read beside the rows what the columns show of other tables, in a number of queries that depends on none."""
    keys = {column.key for column in columns}
    if "team" in keys:
        rows = rows.select_related("owner__team")
    if "reason" in keys:
        rows = rows.select_related("lost_reason")
    if "activity" in keys:
        open_tasks = Task.objects.filter(done_at__isnull=True)
        rows = rows.prefetch_related(Prefetch("tasks", open_tasks, to_attr="open_tasks"))
    return rows


def headers(params: QueryDict, order: Order, columns: list[Column]) -> list[Header]:
    return [_header(params, order, column) for column in (DEAL, *columns)]


def _header(params: QueryDict, order: Order, column: Column) -> Header:
    name = column.sort
    if not name:
        return Header(column)
    if name != order.name:
        return Header(column, list_query(params, sort=None if name == "newest" else name))
    reverse = name if order.descending != SORTS[name][1] else f"-{name}"
    way = "descending" if order.descending else "ascending"
    return Header(column, list_query(params, sort=reverse), way)
