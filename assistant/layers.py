"""What is done with figures once they are counted: compared, shared, added up, ranked, cut and ordered."""

from dataclasses import dataclass

from assistant.intent import Order
from assistant.reading import STEPS, Reading
from assistant.semantic import DIMENSIONS
from assistant.sql_text import Select


@dataclass
class Derived:
    """Columns made of columns of `figures`."""

    columns: list[tuple[str, str]]
    joins: list[str]

    @property
    def names(self) -> list[str]:
        return [name for _, name in self.columns]

    def select(self, have: list[str]) -> Select:
        kept = [(f"figures.{name}", name) for name in have]
        return Select([*kept, *self.columns], "figures", self.joins)


def derived(reading: Reading, names: list[str]) -> Derived | None:
    """Return the columns that look at other rows or other variants; nothing where there are none."""
    intent = reading.intent
    columns: list[tuple[str, str]] = []
    joins: list[str] = []
    if reading.steps:
        joins.append(_earlier(reading, names))
    if reading.change:
        for metric in reading.shown:
            columns += _change(metric.name, steps=reading.steps)
    if reading.gap:
        columns += [(_gap(metric.name), f"{metric.name}_gap") for metric in reading.shown]
    for metric in reading.shown:
        if intent.share_of and metric.additive:
            columns.append((_share(reading, metric.name), f"{metric.name}_share"))
        if intent.running and metric.additive:
            columns.append((_running(reading, metric.name), f"{metric.name}_to_date"))
    return Derived(columns, joins) if columns or reading.outside else None


def _earlier(reading: Reading, names: list[str]) -> str:
    """Join each row to that of the step of time before it."""
    time = reading.time
    yearly = reading.intent.compare is not None and reading.intent.compare.kind == "year_before"
    if time == "year":
        step = "figures.year - 1"
    else:
        step = f"cast(figures.{time} - interval '{'1 year' if yearly else STEPS[time]}' as date)"
    same = [f"earlier.{name} is not distinct from figures.{name}" for name in names if name != time]
    return "left join figures as earlier on " + " and ".join([f"earlier.{time} = {step}", *same])


def _change(name: str, *, steps: bool) -> list[tuple[str, str]]:
    now, before = f"figures.{name}", f"earlier.{name}" if steps else f"figures.{name}_before"
    own = [(before, f"{name}_before")] if steps else []
    return [
        *own,
        (f"{now} - {before}", f"{name}_change"),
        (f"1.0 * ({now} - {before}) / nullif({before}, 0)", f"{name}_growth"),
    ]


def _gap(name: str) -> str:
    return f"figures.{name} - max(figures.{name}) over ()"


def _share(reading: Reading, name: str) -> str:
    if reading.whole:
        return f"1.0 * figures.{name} / nullif(figures.{name}_whole, 0)"
    within = reading.intent.share_of
    over = f"partition by figures.{within}" if within != "total" else ""
    return f"1.0 * figures.{name} / nullif(sum(figures.{name}) over ({over}), 0)"


def _running(reading: Reading, name: str) -> str:
    others = [f"figures.{other}" for other in reading.intent.dimensions if other != reading.time]
    over = f"partition by {', '.join(others)} " if others else ""
    return f"sum(figures.{name}) over ({over}order by figures.{reading.time})"


def ranked(reading: Reading, source: str, have: list[str], where: list[str]) -> Select:
    """Give each row its place: equal values share one. What has no value has none."""
    first = ordering(reading)[0]
    within = reading.intent.within
    over = f"partition by {source}.{within} " if within else ""
    way = "desc" if first.descending else "asc"
    columns = [(f"{source}.{name}", name) for name in have]
    columns.append((f"rank() over ({over}order by {source}.{first.member} {way} nulls last)", "place"))
    columns.append(("count(*) over ()", "of_all"))
    known = f"{source}.{first.member} is not null"
    return Select(columns, source, where=[*dict.fromkeys([*where, known])])


def final(reading: Reading, source: str, have: list[str], names: list[str], where: list[str], most: int) -> Select:
    intent = reading.intent
    select = Select([(f"{source}.{name}", name) for name in have], source, where=where)
    if intent.limit is not None:
        select.where = [*where, f"{source}.place <= {intent.limit}"]
        select.where += [f"{source}.place > {intent.skip}"] if intent.skip else []
    if not names:
        return select
    if intent.limit is not None or reading.rank:
        within = [f"{source}.{intent.within}"] if intent.within else []
        select.order = [*within, f"{source}.place", *(f"{source}.{n}" for n in names if n != intent.within)]
    else:
        select.order = [_way(f"{source}.{part.member}", part) for part in ordering(reading)]
        select.order += [
            f"{source}.{name}" for name in names if f"{source}.{name}" not in " ".join(select.order).split()
        ]
    select.limit = most if names else None
    return select


def labelled(reading: Reading, names: list[str]) -> list[str]:
    """The order of a plain query, by the names of its columns."""
    order = [_way(part.member, part) for part in ordering(reading)] if names else []
    chosen = {part.split(" ")[0] for part in order}
    return [*order, *(name for name in names if name not in chosen)]


def _way(expression: str, part: Order) -> str:
    return f"{expression} desc nulls last" if part.descending else f"{expression} nulls last"


def ordering(reading: Reading) -> list[Order]:
    """By what rows are ordered: as asked, else by time, else by the first figure, the largest first."""
    intent = reading.intent
    if intent.order:
        return list(intent.order)
    times = [Order(name, descending=False) for name in intent.dimensions if DIMENSIONS[name].is_time]
    if times and intent.limit is None and not reading.rank:
        return times
    if reading.shown:
        return [Order(reading.shown[0].name)]
    return [Order(name, descending=False) for name in intent.dimensions]
