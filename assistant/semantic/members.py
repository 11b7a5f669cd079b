"""What the semantic layer is made of: views with their columns, figures and the ways to split them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_FILTERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Column:
    """SQL of a dimension on a view, written with the view's name; `key` is what tells namesakes apart."""

    label: str
    key: str = ""


@dataclass(frozen=True, eq=False)
class Source:
    """A gold view to count or add up rows of.

    `times` are its dates by what happened on them; `grains` columns that already hold a month or quarter, by date and
    grain. `joins` are other views by the condition on which their one row belongs to each row here. A `monthly` view
    knows whole months only.
    """

    view: str
    columns: Mapping[str, Column]
    times: Mapping[str, str] = field(default_factory=dict)
    grains: Mapping[tuple[str, str], str] = field(default_factory=dict)
    joins: Mapping[str, str] = field(default_factory=dict)
    monthly: bool = False


@dataclass(frozen=True)
class Measure:
    """How a metric is counted on a source: an aggregate over the rows that meet `where`.

    `matters` leaves out rows that would add 0, so that only members with something have a row.
    `time` is the date that a period is about unless the question says another of `times`; a measure without `time`
    is as of the reporting day, and a period must say which date it means.
    """

    source: str
    aggregate: str
    where: str = ""
    time: str = ""
    times: tuple[str, ...] = ()
    matters: str = ""


@dataclass(frozen=True, eq=False)
class Metric:
    """A figure. `kind`: simple (measures), ratio or derived (a formula over other metrics), or of another metric,
    `base`: cumulative (running total), change and growth (period over period), share, rank.

    `synonyms` as people say it; `unit` as in the comments of gold; `additive`: members add up to the whole and
    nothing is 0. `with_also` are metrics that must stand beside it, such as the n of a rate. `column` is the gold
    column that describes it. `deals` or `accounts` are the filters under which a list shows what it counts.
    """

    name: str
    label: str
    unit: str
    synonyms: tuple[str, ...]
    example: str
    kind: str = "simple"
    measures: tuple[Measure, ...] = ()
    formula: str = ""
    base: str = ""
    about: str = ""
    column: str = ""
    additive: bool = False
    best_is_low: bool = False
    with_also: tuple[str, ...] = ()
    deals: Mapping[str, str] | None = None
    accounts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Dimension:
    """A way to split or to narrow figures.

    `kind`: text, yes/no, number (narrows only), date (narrows only) or time (a grain). `values` is the gold view and
    column with its full list of values, for linking words to them, and `key` the column beside it with their numbers.
    `deal_filter` and `account_filter` are names in the lists' addresses; `by_key`: they take the number.
    """

    name: str
    label: str
    synonyms: tuple[str, ...]
    example: str
    kind: str = "text"
    unit: str = "text"
    values: str = ""
    key: str = ""
    options: tuple[str, ...] = ()
    deal_filter: str = ""
    account_filter: str = ""
    by_key: bool = False
    about: str = ""

    @property
    def is_time(self) -> bool:
        return self.kind == "time"

    @property
    def splits(self) -> bool:
        return self.kind not in {"number", "date"}
