"""The page of lifetime value: what a viewer's accounts are expected to bring, and how well that was tested."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from math import ceil
from typing import Any

from django.http import QueryDict

from analytics import gold
from analytics.account_filter import AccountFilter
from analytics.charts import nice_step
from analytics.dashboards import equality, plots
from analytics.dashboards.parts import Chart, Column, LegendEntry, Row, Table
from analytics.dashboards.scope import Scope
from analytics.lifetime_value import LEVELS, champion, ranges
from analytics.models import ModelRun
from pipeline.models import ReportingDay
from teams.table_files import Column as FileColumn
from teams.table_files import Kind
from teams.table_files import Table as FileTable

FILTERS = ("segment", "sector", "country")
COLUMNS = {"segment": "segment_key"}
BINS, DRAWN = 12, 15
# A file's intervals are computed while one waits: so many accounts take some seconds.
IN_FILES, AT_ONCE = 2_000, 500


class AccountScope(Scope):
    """The accounts of the page's filters; what narrows the dashboards' deals narrows nothing here."""

    def __post_init__(self) -> None:
        self.as_of = ReportingDay.current().day
        self.filters = AccountFilter(self.params, user=self.user, form_id="lifetime-value-filter")
        self.narrowed = {name: value for name, value in self.filters.in_force.items() if name in FILTERS}
        asked = self.params.get("level", "")
        self.level = int(asked) if asked in {str(level) for level in LEVELS} else LEVELS[0]

    @cached_property
    def parameters(self) -> dict[str, Any]:
        return dict(self.narrowed)

    def fill(self, sql: str) -> str:
        conditions = " and ".join(f"{COLUMNS.get(name, name)} = %({name})s" for name in self.narrowed) or "true"
        accounts = f"(select * from gold.account_lifetime_value where {conditions})"  # noqa: S608 - of fixed names
        return sql.format(accounts=accounts)

    def kept(self, **more: str) -> QueryDict:
        """The filters, for addresses that must show the same accounts."""
        query = QueryDict(mutable=True)
        query.update(self.narrowed | ({"level": str(self.level)} if self.level != LEVELS[0] else {}) | more)
        return query

    def query(self) -> str:
        kept = self.kept()
        return f"?{kept.urlencode()}" if kept else ""


@dataclass(frozen=True)
class Totals:
    """Of all accounts of the scope; `last_year` is their won revenue of the last 365 days."""

    accounts: int
    lifetime_value: Decimal | None
    last_year: Decimal
    median: float | None
    top_share: Decimal | None
    most: float | None

    @property
    def change(self) -> Decimal | None:
        if self.lifetime_value is None or not self.last_year:
            return None
        return self.lifetime_value / self.last_year - 1

    @property
    def gap(self) -> Decimal | None:
        return None if self.change is None else abs(self.change)


TOTALS = """
    with account as (select *, row_number() over (order by cltv desc nulls last) as place from {accounts} as account)
    select count(*) as accounts, sum(cltv) as lifetime_value, coalesce(sum(monetary_last_year), 0) as last_year,
        percentile_cont(0.5) within group (order by cltv) as median,
        sum(cltv) filter (where place <= 10) / nullif(sum(cltv), 0) as top_share,
        percentile_disc(0.95) within group (order by cltv)::float8 as most
    from account"""


def totals(scope: AccountScope) -> Totals:
    [row] = scope.ask(TOTALS)
    return Totals(**row)


def _steps(scope: Scope) -> Row:
    assert isinstance(scope, AccountScope)  # noqa: S101 - tells the type checker
    most = totals(scope).most or 1.0
    step = nice_step(most / BINS)
    return {"step": step, "last": max(1, ceil(most / step))}


DISTRIBUTION = Chart(
    key="distribution",
    title="How lifetime value is spread",
    about="Accounts by the revenue expected of them in the next 12 months, in $\u00a0k",
    sql="""
        with account as (
            select least(floor(cltv / %(step)s::numeric), %(last)s)::int as bin, cltv, monetary_last_year
            from {accounts} as account where cltv is not null
        )
        select
            trim_scale(bin * %(step)s::numeric / 1000)
                || case when bin = %(last)s then '+' else '–' || trim_scale((bin + 1) * %(step)s::numeric / 1000) end
                as name,
            count(cltv) as accounts, coalesce(sum(cltv), 0) as cltv, coalesce(sum(monetary_last_year), 0) as last_year
        from generate_series((select min(bin) from account), %(last)s) as series (bin) left join account using (bin)
        group by bin having bin < %(last)s or count(cltv) > 0 order by bin""",
    parameters=_steps,
    columns=(
        Column("name", "Lifetime value, $\u00a0k"),
        Column("accounts", "Accounts", "count", total=True),
        Column("cltv", "Their lifetime value", "$", total=True),
        Column("last_year", "Won in the last 12 months", "$", total=True),
    ),
    plot=lambda table: plots.columns(table, "name", "accounts", "count"),
    sentence=lambda table: ", ".join(f"{row['name']}: {row['accounts']:,}" for row in table.rows if row["accounts"]),
    empty="No account has a lifetime value yet",
)

TOP = Chart(
    key="top-accounts",
    title="Accounts of the greatest lifetime value",
    about="Dot: expected revenue of the next 12 months, discounted. Line: between these it will lie",
    sql="""
        select account_id, account, segment, cltv, monetary_last_year, monetary, expected_purchases, p_alive
        from {accounts} as account where cltv is not null order by cltv desc, account_id desc limit %(limit)s""",
    parameters=lambda scope: {"limit": DRAWN},
    columns=(
        Column("account", "Account"),
        Column("cltv", "Lifetime value", "$"),
        Column("low", "From", "$"),
        Column("high", "To", "$"),
        Column("monetary_last_year", "Won in the last 12 months", "$"),
    ),
    plot=lambda table: plots.intervals(table, "account", "cltv", "low", "high", unit="$"),
    sentence=lambda table: f"{table.rows[0]['account']}: {table.rows[0]['cltv']:,.0f} dollars",
    empty="No account has a lifetime value yet",
)

GROUPS = Chart(
    key="predicted",
    title="Actual against predicted",
    about="Mean revenue of groups of accounts in the held-out days. Across: actual; up: predicted; dotted: both equal",
    legend=lambda table: [LegendEntry("series-1", "Baseline"), LegendEntry("series-2", "BG/NBD model")],
    note=lambda table: "All accounts, grouped by what the baseline expected",
    sql="",
    columns=(
        Column("name", "Accounts, by expected revenue"),
        Column("accounts", "Accounts", "count", total=True),
        Column("actual", "Actual mean", "$"),
        Column("baseline", "Baseline", "$"),
        Column("champion", "BG/NBD model", "$"),
    ),
    plot=lambda table: equality.against_equal(
        table, "actual", [("baseline", "Baseline"), ("champion", "BG/NBD model")], "name", "$"
    ),
    sentence=lambda table: ", ".join(
        f"{row['name']}: {row['actual']:,.0f}, expected {row['baseline']:,.0f}" for row in table.rows
    ),
    empty="No accounts were held out to compare",
)


def distribution(scope: AccountScope) -> Table:
    return DISTRIBUTION.table(scope)


def top_accounts(scope: AccountScope) -> Table:
    table = TOP.table(scope)
    return Table(TOP, scope, _with_ranges(table.rows, scope.level))


def predicted(scope: AccountScope) -> Table:
    """Groups of the run's back-test, of all accounts: five at least in each, so that they tell nobody's revenue."""
    run = champion()
    return Table(GROUPS, scope, _groups(run) if run else [])


def _groups(run: ModelRun) -> list[Row]:
    groups = (run.metrics.get("holdout") or {}).get("groups", [])
    return [{"name": f"Group {place} of {len(groups)}", **group} for place, group in enumerate(groups, start=1)]


def _with_ranges(rows: list[Row], level: int) -> list[Row]:
    found = ranges([row["account_id"] for row in rows], level)
    ends = [found.get(row["account_id"]) for row in rows]
    return [row | {"low": end and end.low, "high": end and end.high} for row, end in zip(rows, ends, strict=True)]


CHARTS: dict[str, Callable[[AccountScope], Table]] = {
    DISTRIBUTION.key: distribution,
    TOP.key: top_accounts,
    GROUPS.key: predicted,
}


def of_accounts(accounts: list[int], scope: AccountScope) -> dict[int, Row]:
    """What the view says of some accounts, by account."""
    sql = "select * from {accounts} as account where account_id = any(%(some)s)"
    return {row["account_id"]: row for row in scope.ask(sql, {"some": accounts})}


def file_of_accounts(scope: AccountScope) -> FileTable:
    """The accounts of the greatest lifetime value with their intervals, 2,000 at most."""
    columns = (
        FileColumn("account", label="Account"),
        FileColumn("segment", label="Segment"),
        FileColumn("cltv", Kind.NUMBER, label="CLTV", unit="$", places=2),
        FileColumn("low", Kind.NUMBER, label=f"CLTV, {scope.level} % from", unit="$", places=2),
        FileColumn("high", Kind.NUMBER, label=f"CLTV, {scope.level} % to", unit="$", places=2),
        FileColumn("monetary_last_year", Kind.NUMBER, label="Won in the last 12 months", unit="$", places=2),
        FileColumn("monetary", Kind.NUMBER, label="Won, all time", unit="$", places=2),
        FileColumn("expected_purchases", Kind.NUMBER, label="Purchase days expected", places=4),
        FileColumn("p_alive", Kind.NUMBER, label="P(alive)", places=4),
    )
    rows = gold.query(scope.fill(TOP.sql), {**scope.parameters, "limit": IN_FILES}, user=scope.user).as_dicts()

    def told() -> Iterator[tuple[Any, ...]]:
        rest = iter(rows)
        while some := list(islice(rest, AT_ONCE)):
            for row in _with_ranges(some, scope.level):
                yield tuple(row[column.name] for column in columns)

    return FileTable("lifetime-value", columns, told(), lambda: len(rows))
