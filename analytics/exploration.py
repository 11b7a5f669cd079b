"""What one or two columns of a gold view hold, as somebody sees them: each answer is one query and one scan.

Names come from the catalogue, never from a request, and are quoted; a query that takes too long is stopped.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg import sql

from analytics import gold
from analytics.dictionary import Column, GoldView
from teams.models import User

SQL = Path(__file__).parent / "sql" / "explorer"
SECONDS = 10
TOP_VALUES = 20
CATEGORIES = 12
POINTS = 5000
EXAMPLES = 20
MANY_ROWS = 10_000
NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class Bin:
    """From `start` up to, but not including, `end`."""

    start: Decimal
    end: Decimal
    n: int


@dataclass(frozen=True)
class Shape:
    rows: int
    filled: int
    different: int

    @property
    def missing(self) -> int:
        return self.rows - self.filled

    @property
    def missing_share(self) -> Decimal | None:
        return Decimal(self.missing) / self.rows if self.rows else None


@dataclass(frozen=True)
class Numbers(Shape):
    """`quartiles` are the 25th, 50th and 75th percentiles; `whole`: every number is one."""

    smallest: Decimal | None
    quartiles: tuple[Decimal, ...]
    largest: Decimal | None
    mean: Decimal | None
    whole: bool
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Dates(Shape):
    """`months` are the first days of those that have a row, with how many."""

    first: date | None
    median: date | None
    last: date | None
    months: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Values(Shape):
    """`top` are the most frequent values and how many rows have each; `others` the rows with any other."""

    top: tuple[tuple[str, int], ...]

    @property
    def others(self) -> int:
        return self.filled - sum(n for _, n in self.top)


@dataclass(frozen=True)
class Band:
    """Rows whose x is from `low` to `high`, and the quartiles of their y."""

    low: float
    high: float
    n: int
    quartiles: tuple[float, ...]


@dataclass(frozen=True)
class Scatter:
    """Points are all rows with both numbers, or a sample; correlation is Pearson's, None where one is constant."""

    rows: int
    filled: int
    correlation: float | None
    points: tuple[tuple[float, float], ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Box:
    """`label` is None for all other `categories` together; quantiles are at 5, 25, 50, 75 and 95 %."""

    label: str | None
    categories: int
    n: int
    mean: Decimal
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class Boxes:
    rows: int
    boxes: tuple[Box, ...]

    @property
    def filled(self) -> int:
        return sum(box.n for box in self.boxes)


@dataclass(frozen=True)
class Counts:
    """How many rows have each pair of values; months as ISO days, None for all other categories together."""

    rows: int
    pairs: tuple[tuple[str | None, str | None, int], ...]

    @property
    def filled(self) -> int:
        return sum(n for _, _, n in self.pairs)


@dataclass(frozen=True)
class Month:
    first_day: date
    n: int
    mean: Decimal
    quartiles: tuple[float, ...]


@dataclass(frozen=True)
class Line:
    rows: int
    months: tuple[Month, ...]

    @property
    def filled(self) -> int:
        return sum(month.n for month in self.months)


Profile = Numbers | Dates | Values
Pair = Scatter | Boxes | Counts | Line


def row_count(view: GoldView, *, user: User) -> int:
    """Return how many rows the viewer sees, at most MANY_ROWS + 1, which stands for more."""
    return int(_ask("row_count", view, user, most=MANY_ROWS).rows[0][0])


def example_rows(view: GoldView, *, user: User) -> list[tuple[Any, ...]]:
    """Return some rows, values in the order of the view's columns."""
    return _ask("example_rows", view, user, most=EXAMPLES).rows


def filled(view: GoldView, *, user: User) -> tuple[int, dict[str, int]]:
    """Return how many rows there are, and how many of them have each column."""
    counts = sql.SQL(", ").join(sql.SQL("count({})").format(_name(column)) for column in view.columns)
    ((rows, *by_column),) = _ask("filled", view, user, counts=counts).rows
    return rows, dict(zip((column.name for column in view.columns), by_column, strict=True))


def profile(view: GoldView, x: Column, *, user: User) -> Profile:
    if x.kind == "number":
        return _numbers(_ask_one("number", view, user, x=_name(x)))
    if x.kind == "date":
        return _dates(_ask_one("dates", view, user, x=_name(x)))
    row = _ask_one("values", view, user, x=_category(x), most=TOP_VALUES)
    return Values(row["rows"], row["filled"], row["different"], _zip(row["top"], row["counts"]))


def pair(view: GoldView, x: Column, y: Column, *, user: User) -> Pair:
    """Return what two different columns say of each other; their order only matters for two numbers."""
    kinds = {x.kind, y.kind}
    if kinds == {"number"}:
        return _scatter(view, x, y, user)
    if "number" not in kinds:
        return _counts(view, x, y, user)
    number, other = (x, y) if x.kind == "number" else (y, x)
    return _line(view, other, number, user) if other.kind == "date" else _boxes(view, other, number, user)


def _numbers(row: dict[str, Any]) -> Numbers:
    step = row["step"]
    found = dict(_zip(row["starts"], row["counts"]))
    starts = [min(found) + step * n for n in range(int((max(found) - min(found)) / step) + 1)] if found else []
    return Numbers(
        row["rows"], row["filled"], row["different"], row["smallest"], tuple(row["quartiles"]), row["largest"],
        row["mean"], row["whole"], tuple(Bin(start, start + step, int(found.get(start, 0))) for start in starts),
    )  # fmt: skip


def _dates(row: dict[str, Any]) -> Dates:
    return Dates(
        row["rows"], row["filled"], row["different"], row["first"], row["median"], row["last"],
        _zip(row["months"], row["counts"]),
    )  # fmt: skip


def _scatter(view: GoldView, x: Column, y: Column, user: User) -> Scatter:
    row = _ask_one("scatter", view, user, x=_name(x), y=_name(y), key=_names(view.key), most=POINTS)
    bands = _zip(row["lows"], row["highs"], row["counts"], row["quartiles"])
    return Scatter(
        row["rows"], row["filled"], row["correlation"], _zip(row["xs"], row["ys"]),
        tuple(Band(low, high, n, tuple(quartiles)) for low, high, n, quartiles in bands),
    )  # fmt: skip


def _boxes(view: GoldView, category: Column, number: Column, user: User) -> Boxes:
    parts = {"category": _category(category), "number": _name(number)}
    rows = _ask("boxes", view, user, **parts, most=CATEGORIES).as_dicts()
    boxes = [Box(row["label"], row["categories"], row["n"], row["mean"], tuple(row["quantiles"])) for row in rows]
    return Boxes(rows[0]["rows"] if rows else 0, tuple(boxes))


def _counts(view: GoldView, x: Column, y: Column, user: User) -> Counts:
    limits = {"most_x": _categories(x), "most_y": _categories(y)}
    rows = _ask("counts", view, user, x=_axis(x), y=_axis(y), **limits).as_dicts()
    return Counts(rows[0]["rows"] if rows else 0, tuple((row["x"], row["y"], int(row["n"])) for row in rows))


def _line(view: GoldView, day: Column, number: Column, user: User) -> Line:
    rows = _ask("line", view, user, date=_name(day), number=_name(number)).as_dicts()
    months = [Month(row["month"], row["n"], row["mean"], tuple(row["quartiles"])) for row in rows]
    return Line(rows[0]["rows"] if rows else 0, tuple(months))


def _axis(column: Column) -> sql.Composable:
    month = "date_trunc('month', {}::timestamp)::date::text"
    return sql.SQL(month).format(_name(column)) if column.kind == "date" else _category(column)


def _category(column: Column) -> sql.Composable:
    """The column as text, yes and no in words."""
    words = "case when {0} then 'Yes' when not {0} then 'No' end"
    return sql.SQL(words if column.kind == "yes/no" else "{0}::text").format(_name(column))


def _categories(column: Column) -> int:
    return NO_LIMIT if column.kind == "date" else CATEGORIES


def _name(column: Column) -> sql.Identifier:
    return sql.Identifier(column.name)


def _names(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _zip(*arrays: list[Any] | None) -> tuple[Any, ...]:
    """Join arrays of PostgreSQL, which are null where nothing was gathered."""
    return tuple(zip(*(array or [] for array in arrays), strict=True))


def _ask(name: str, view: GoldView, user: User, **parts: sql.Composable | int) -> gold.Rows:
    """Run a file of sql/explorer with its names filled in; what is not a name is a parameter."""
    names = {part: value for part, value in parts.items() if isinstance(value, sql.Composable)}
    values = {part: value for part, value in parts.items() if part not in names}
    file: Any = (SQL / f"{name}.sql").read_text()
    text = sql.SQL(file).format(view=sql.Identifier("gold", view.name), **names)
    return gold.query(text.as_string(None), values, user=user, seconds=SECONDS)


def _ask_one(name: str, view: GoldView, user: User, **parts: sql.Composable | int) -> dict[str, Any]:
    """The same for a file that always has one row."""
    return _ask(name, view, user, **parts).as_dicts()[0]
