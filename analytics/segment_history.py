"""How a segment grew and shrank by month, and who came and left; all accounts' moves of one month."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics import gold
from analytics.customers import heat
from analytics.dashboards.parts import Row
from analytics.models import Segment
from teams.models import User

MONTHS, MOVES = 12, 5
NOT_YET = "Not yet a customer"
BY_MONTH = """
    select month, max(as_of) as as_of, bool_and(is_complete) as is_complete,
        count(*) filter (where segment = %(segment)s) as accounts,
        count(*) filter (where segment = %(segment)s and is_move) as came,
        count(*) filter (where segment_before = %(segment)s and is_move) as gone,
        coalesce(sum(monetary) filter (where segment = %(segment)s), 0) as monetary
    from gold.account_month
    where month >= %(since)s and (segment = %(segment)s or segment_before = %(segment)s)
    group by month order by month"""
WHO_MOVED = """
    select * from (
        select account_id, account, segment_before, segment, monetary,
            row_number() over (partition by segment = %(segment)s order by monetary desc, account_id) as place
        from gold.account_month
        where month = %(month)s and is_move and (segment = %(segment)s or segment_before = %(segment)s)
    ) as moved
    where place <= %(most)s order by place"""
MIGRATION = """
    select segment_before, segment_after, accounts, is_complete, as_of
    from gold.segment_migration where month = %(month)s"""


@dataclass(frozen=True)
class Course:
    """A segment's months, the newest last; who came and who left in the last that ended, by won revenue."""

    months: list[Row]
    month: Row | None
    came: list[Row]
    left: list[Row]


@dataclass(frozen=True)
class FlowCell:
    """So many accounts came from one segment to another; heat from 1 (fewest) to 5, 0 for who stayed or nobody."""

    after: Segment
    accounts: int
    heat: int
    stayed: bool


@dataclass(frozen=True)
class FlowRow:
    before: str
    cells: list[FlowCell]

    @property
    def accounts(self) -> int:
        return sum(cell.accounts for cell in self.cells)


@dataclass(frozen=True)
class Flow:
    """The moves of a month; rows are segments before, columns segments after."""

    month: date
    is_complete: bool
    after: list[Segment]
    rows: list[FlowRow]

    @property
    def accounts(self) -> int:
        return sum(row.accounts for row in self.rows)

    @property
    def moved(self) -> int:
        return sum(cell.accounts for row in self.rows for cell in row.cells if not cell.stayed)

    @property
    def totals(self) -> list[int]:
        return [sum(row.cells[place].accounts for row in self.rows) for place in range(len(self.after))]


def course(segment: Segment, *, day: date, user: User) -> Course:
    """The last months up to the reporting day's."""
    values: dict[str, Any] = {"segment": segment.name, "since": months_up_to(day)[-1], "most": MOVES}
    months = gold.query(BY_MONTH, values, user=user).as_dicts()
    ended = [month for month in months if month["is_complete"]]
    if not ended:
        return Course(months, None, [], [])
    moved = gold.query(WHO_MOVED, {**values, "month": ended[-1]["month"]}, user=user).as_dicts()
    came = [row for row in moved if row["segment"] == segment.name]
    return Course(months, ended[-1], came, [row for row in moved if row not in came])


def flow(month: date, *, user: User) -> Flow | None:
    """Who moved from where to where in the month of that first day; None where no account had bought by then."""
    rows = gold.query(MIGRATION, {"month": month}, user=user).as_dicts()
    if not rows:
        return None
    counts = {(row["segment_before"], row["segment_after"]): int(row["accounts"]) for row in rows}
    levels = heat([count for (before, after), count in counts.items() if before != after]) | {0: 0}
    segments = list(Segment.objects.all())
    lines = [
        FlowRow(before, [_cell(counts.get((before, after.name), 0), before, after, levels) for after in segments])
        for before in [*[segment.name for segment in segments], NOT_YET]
    ]
    complete = all(row["is_complete"] for row in rows)
    return Flow(month, complete, segments, [line for line in lines if line.accounts])


def _cell(accounts: int, before: str, after: Segment, levels: dict[int, int]) -> FlowCell:
    stayed = before == after.name
    return FlowCell(after, accounts, 0 if stayed else levels[accounts], stayed)


def months_up_to(day: date) -> list[date]:
    """The first days of the last months, that of the day first."""
    numbers = [day.year * 12 + day.month - 1 - back for back in range(MONTHS)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
