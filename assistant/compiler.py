"""From an intent to one SELECT over gold: counted once, then compared, shared, ranked and cut as asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from assistant import sources_choice as choice
from assistant.columns import TALLY, described
from assistant.compiled import Column, Compiled, Drill
from assistant.intent import Filter, Intent, Order
from assistant.layers import derived, final, labelled, ranked
from assistant.reading import STEPS, Happened, Reading, Viewer, read, words
from assistant.semantic import DIMENSIONS, METRICS, SOURCES, members
from assistant.semantic.members import Metric
from assistant.semantic.sources import ROSTERS
from assistant.sources_choice import Asked, Branch, Leaf, Problem, Unanswerable
from assistant.sql_text import Select, ValueProblem, condition, with_parts, without_values
from assistant.validation import problems
from assistant.windows import EARLIEST, LATEST, Span, months_on

MOST_ROWS = 1000
MOST_RELATIONS = 6
RELATION = re.compile(r"\bgold\.\w+")
ZERO = "cast(null as numeric)"


def compile_intent(intent: Intent, *, as_of: date, viewer: Viewer) -> Compiled | Problem:
    """Return the query for what is asked, or why there is none. The same intent, day and viewer give the same text."""
    wrong = problems(intent)
    if wrong:
        return wrong[0]
    try:
        if intent.mean_over:
            inner = replace(
                intent, dimensions=(*intent.dimensions, intent.mean_over), mean_over="", order=(), having=()
            )
            return _Compiler(read(inner, as_of, viewer), as_of).averaged(intent)
        return _Compiler(read(intent, as_of, viewer), as_of).compiled()
    except Unanswerable as unanswerable:
        return unanswerable.problem
    except ValueProblem as error:
        return Problem("value", str(error))


@dataclass(frozen=True)
class Variant:
    """One way that the metrics are counted: in the period, in the compared one (`_before`), or of all (`_whole`)."""

    suffix: str
    filters: tuple[Filter, ...]
    span: Span | None


# SQL of a counted metric in a variant, by the metric's name.
Counting = Callable[[str, Variant], str]


@dataclass
class _Compiler:
    reading: Reading
    as_of: date
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        intent = self.reading.intent
        spans = tuple(variant.span for variant in self.variants)
        filters = (*self.reading.inside, *self.reading.outside)
        self.asked = Asked(intent.dimensions, filters, spans, intent.period_by)

    @property
    def variants(self) -> list[Variant]:
        reading = self.reading
        span = reading.span
        if reading.steps and span and span.first != EARLIEST:
            # The step before the first one is counted too, to compare with, and not shown.
            span = Span(self._step_back(span.first), span.last, span.ends)
        found = [Variant("", reading.inside, span)]
        if reading.before:
            found.append(Variant("_before", reading.inside, reading.before))
        if reading.whole:
            found.append(Variant("_whole", (), span))
        return found

    def _step_back(self, day: date) -> date:
        yearly = self.reading.intent.compare and self.reading.intent.compare.kind == "year_before"
        months = {"month": 1, "quarter": 3, "year": 12}.get(self.reading.time, 0)
        if yearly or months:
            return months_on(day, -12 if yearly else -months)
        return date.fromordinal(day.toordinal() - (7 if self.reading.time == "week" else 1))

    def compiled(self) -> Compiled:
        reading = self.reading
        only = ROSTERS[reading.never_in][0] if reading.never_in else ""
        leaves = choice.choose(list(reading.leaves), self.asked, only) if reading.leaves else []
        parts = choice.branches(leaves, self.asked) or [self._lister(only)]
        figures = self._figures(parts)
        names = [column for column, _ in self._dimension_columns(parts)]
        layers, last = self._layers(figures, names)
        if reading.intent.tally:
            last.order, last.limit = [], None
            layers, last = [*layers, ("listed", str(last))], Select([("count(*)", TALLY)], "listed")
        sql = with_parts(layers, last)
        return self._result(sql, leaves, parts, last)

    def averaged(self, intent: Intent) -> Compiled:
        """The mean of the rows over the members of one dimension, and of how many."""
        inner = self.compiled()
        kept = [c for c in inner.columns if c.member != intent.mean_over and c.role != "metric"]
        metrics = [c for c in inner.columns if c.role == "metric"]
        columns = [(f"listed.{c.name}", c.name) for c in kept]
        columns += [(f"avg(listed.{c.name})", c.name) for c in metrics] + [("count(*)", TALLY)]
        last = Select(columns, "listed", group=[f"listed.{c.name}" for c in kept])
        last.order = [name for _, name in columns[: len(kept)]]
        label = DIMENSIONS[intent.mean_over].label.lower()
        means = [
            *kept,
            *(replace(c, label=f"{c.label} per {label}", about=f"mean over each {label}") for c in metrics),
        ]
        many = Column(TALLY, f"Number of {label}s", "count", "metric")
        body = inner.sql.replace(f"\nlimit {MOST_ROWS + 1}", "")
        return replace(inner, sql=with_parts([("listed", body)], last), columns=(*means, many), drill=Drill())

    def _lister(self, only: str) -> Branch:
        if only:
            view, where = ROSTERS[self.reading.never_in]
            return Branch(SOURCES[view], "", extra=(where,) if where else ())
        return choice.lister(self.asked)

    # Counting

    def _figures(self, parts: list[Branch]) -> Select:
        roster = self._roster(parts)
        if len(parts) == 1 and not roster:
            return self._scan(parts[0], parts, flat=True)
        scans = [self._scan(part, parts, flat=False) for part in [*parts, *roster]]
        stack = Select(source="parts")
        for name, _ in self._dimension_columns(parts):
            stack.columns.append((f"parts.{name}", name))
            stack.group.append(f"parts.{name}")
        self._add_metrics(stack, lambda leaf, variant: f"sum(parts.{leaf}{variant.suffix})")
        self.stacked = "\nunion all\n".join(str(scan) for scan in scans)
        return stack

    stacked = ""

    def _scan(self, part: Branch, parts: list[Branch], *, flat: bool) -> Select:
        """One pass over a view: the dimensions and, flat, the metrics or, in a stack, the leaves of all parts."""
        select = Select(source=f"gold.{part.source.view}")
        for name, expressions in self._dimension_columns(parts):
            expression = expressions[parts.index(part)] if part in parts else self._roster_column(part, name)
            select.columns.append((expression, name))
            if part.leaves or not flat:
                select.group.append(expression)
        counted = {leaf.metric.name: leaf for leaf in part.leaves}
        conditions = {(n, v.suffix): self._conditions(leaf, v) for n, leaf in counted.items() for v in self.variants}
        shared = self._shared(list(conditions.values()))
        select.where = [*part.extra, *shared, *self._never(part), *self._either(conditions, shared)]
        if not part.leaves:
            select.where += self._member_filters(part)

        def counting(name: str, variant: Variant) -> str:
            if name not in counted:
                return "0" if METRICS[name].additive else ZERO
            rest = [text for text in conditions[name, variant.suffix] if text not in shared]
            return self._aggregate(counted[name], rest)

        if flat and not part.leaves:
            select.group = [expression for expression, _ in select.columns]
        elif flat:
            self._add_metrics(select, counting)
        else:
            leaves = [leaf.name for leaf in self.reading.leaves]
            select.columns += [(counting(n, v), f"{n}{v.suffix}") for n in leaves for v in self.variants]
        select.joins = choice.joins(part.source, [str(select)])
        return select

    def _aggregate(self, leaf: Leaf, rest: list[str]) -> str:
        rest = [text for text in rest if text != leaf.measure.matters]
        return leaf.measure.aggregate + (f" filter (where {' and '.join(rest)})" if rest else "")

    def _add_metrics(self, select: Select, counting: Counting) -> None:
        for metric in self.reading.shown:
            for variant in self.variants:
                select.columns.append((self._formula(metric, variant, counting), f"{metric.name}{variant.suffix}"))

    def _formula(self, metric: Metric, variant: Variant, counting: Counting, *, in_ratio: bool = False) -> str:
        if metric.kind == "simple":
            text = counting(metric.name, variant)
            # A part of a rate stays empty where there is nothing: no 0 of 0.
            zero = metric.additive and not in_ratio and not text.startswith("count(") and text != "0"
            return f"coalesce({text}, 0)" if zero else text
        ratio = metric.kind == "ratio"
        parts = {n: self._formula(METRICS[n], variant, counting, in_ratio=ratio) for n in choice.part_names(metric)}
        return metric.formula.format(**parts)

    def _conditions(self, leaf: Leaf, variant: Variant) -> list[str]:
        texts = [text for text in (leaf.measure.where, leaf.measure.matters) if text]
        if variant.span:
            texts.append(choice.span_sql(leaf.source, leaf.by, variant.span))
        texts += [choice.filter_sql(leaf.source, leaf.by, asked) for asked in variant.filters]
        if self.reading.time and not variant.span:
            texts.append(f"{leaf.source.times[leaf.by]} is not null")
        return texts

    def _shared(self, lists: list[list[str]]) -> list[str]:
        return [text for text in dict.fromkeys(lists[0]) if all(text in other for other in lists)] if lists else []

    def _either(self, conditions: dict[tuple[str, str], list[str]], shared: list[str]) -> list[str]:
        """What a row must meet to count in anything at all, where metrics count different rows."""
        rests = [[text for text in texts if text not in shared] for texts in conditions.values()]
        if not rests or not all(rests):
            return []
        texts = dict.fromkeys(" and ".join(rest) for rest in rests)
        return ["(" + " or ".join(f"({t})" if " and " in t else t for t in texts) + ")"]

    def _member_filters(self, part: Branch) -> list[str]:
        """Filters on a list of members: all of them, or on a roster those that it knows."""
        known = [f for f in self.reading.inside if f.member in part.source.columns or DIMENSIONS[f.member].is_time]
        texts = [choice.filter_sql(part.source, part.by, asked) for asked in known]
        if self.reading.span and part.by:
            texts.append(choice.span_sql(part.source, part.by, self.reading.span))
        return texts

    def _never(self, part: Branch) -> list[str]:
        """The members with, or without, such deals."""
        reading = self.reading
        if not reading.never_in:
            return []
        key = part.source.columns[reading.never_in].key
        texts = [self._exists(one, key) for one in reading.happened]
        roster = ROSTERS[reading.never_in][1]
        return (
            [roster, *texts]
            if roster and roster not in part.extra and not self._counts_roster(part, roster)
            else texts
        )

    def _exists(self, one: Happened, key: str) -> str:
        deal = SOURCES["deal"]
        by = "close" if one.event in {"won", "lost", "closed"} else "engage"
        where = [f"deal.{key.rpartition('.')[2]} = {key}"] + ([] if one.event == "deal" else [f"deal.is_{one.event}"])
        where += [choice.filter_sql(deal, by, asked) for asked in one.filters]
        if one.span:
            where.append(choice.span_sql(deal, by, one.span))
        inner = Select([("1", "found")], "gold.deal", choice.joins(deal, where[1:]), where)
        lines = str(inner).replace("\n", "\n    ")
        return f"{'not ' if one.never else ''}exists (\n    {lines}\n)"

    def _counts_roster(self, part: Branch, roster: str) -> bool:
        return any(leaf.measure.where == roster for leaf in part.leaves)

    # Who is there with nothing

    def _roster(self, parts: list[Branch]) -> list[Branch]:
        """Members with 0, where the least is asked for: those whom no row speaks of."""
        intent = self.reading.intent
        if len(intent.dimensions) != 1 or intent.dimensions[0] not in ROSTERS or self.reading.never_in:
            return []
        view, where = ROSTERS[intent.dimensions[0]]
        if not self._asks_for_least() or any(part.source.view == view or not part.leaves for part in parts):
            return []
        self.notes.append(f"Every {DIMENSIONS[intent.dimensions[0]].label.lower()} is counted, also with 0.")
        return [Branch(SOURCES[view], "", extra=(where,) if where else ())]

    def _asks_for_least(self) -> bool:
        intent = self.reading.intent
        least = {"at_most", "less_than"}
        low = any(
            METRICS[f.member].additive
            for f in intent.having
            if f.member in METRICS and (f.operator in least or 0 in f.values)
        )
        first = intent.order[0] if intent.order else None
        lowest = first and not first.descending and first.member in METRICS and METRICS[first.member].additive
        return bool(low or (lowest and intent.limit))

    def _roster_column(self, part: Branch, name: str) -> str:
        found = part.source.columns[self.reading.intent.dimensions[0]]
        return found.key if name.endswith("_key") else found.label

    # Columns

    def _dimension_columns(self, parts: list[Branch]) -> list[tuple[str, list[str]]]:
        """The names of dimension columns with their SQL on each part; keys where all parts have them."""
        found: list[tuple[str, list[str]]] = []
        for name in self.reading.intent.dimensions:
            columns = [self._column(part, name) for part in parts]
            found.append((name, [column.label for column in columns]))
            if all(column.key for column in columns):
                found.append((f"{name}_key", [column.key for column in columns]))
        return found

    def _column(self, part: Branch, name: str) -> members.Column:
        return choice.column(part.source, name, part.by)

    # What is done with what was counted

    def _layers(self, figures: Select, names: list[str]) -> tuple[list[tuple[str, str]], Select]:
        reading, intent = self.reading, self.reading.intent
        parts = [("parts", self.stacked)] if self.stacked else []
        more = derived(reading, names)
        wants_rank = intent.limit is not None or reading.rank
        if not more and not wants_rank:
            figures.having = [self._having(figures, asked) for asked in intent.having]
            figures.order = labelled(reading, names)
            figures.limit = MOST_ROWS + 1 if names else None
            figures.order = figures.order if names else []
            return parts, figures
        parts.append(("figures", str(figures)))
        last, have = "figures", [name for _, name in figures.columns]
        if more:
            parts.append(("compared", str(more.select(have))))
            last, have = "compared", [*have, *more.names]
        where = [condition(self._shown_name(last, asked, have), asked) for asked in (*intent.having, *reading.outside)]
        chosen = where[len(intent.having) :] if reading.rank else []
        where = where[: len(intent.having)] if reading.rank else where
        where += [f"{last}.{reading.time} >= {self._shown_from()}"] if reading.steps and reading.span else []
        if wants_rank:
            parts.append(("ranked", str(ranked(reading, last, have, where))))
            last, have = "ranked", [*have, "place", "of_all"]
            where = (
                [condition(self._shown_name("ranked", asked, have), asked) for asked in reading.outside]
                if chosen
                else []
            )
        return parts, final(reading, last, have, names, where, MOST_ROWS + 1)

    def _shown_name(self, layer: str, asked: Filter, have: list[str]) -> str:
        """The column that a filter on rows is about: numbers mean the key of what has one."""
        keyed = asked.values and all(isinstance(value, int) and not isinstance(value, bool) for value in asked.values)
        name = f"{asked.member}_key" if keyed and f"{asked.member}_key" in have else asked.member
        return f"{layer}.{name}"

    def _shown_from(self) -> str:
        span, grain = self.reading.span, self.reading.time
        assert span is not None  # noqa: S101 - tells the type checker
        first = span.first
        if grain == "year":
            return str(first.year)
        if grain == "week":
            first = date.fromordinal(first.toordinal() - first.weekday())
        elif grain in {"month", "quarter"}:
            months = {"month": 1, "quarter": 3}[grain]
            first = date(first.year, (first.month - 1) // months * months + 1, 1)
        return f"date '{first.isoformat()}'"

    def _having(self, figures: Select, asked: Filter) -> str:
        expression = next(text for text, name in figures.columns if name == asked.member)
        return condition(f"({expression})" if " " in expression else expression, asked)

    # The answer's frame

    def _result(self, sql: str, leaves: list[Leaf], parts: list[Branch], last: Select) -> Compiled:
        found = RELATION.findall(without_values(sql))
        if len(found) > MOST_RELATIONS:
            raise Unanswerable("too_much", "This asks for too much at once. Ask for fewer figures.")
        by = next((leaf.by for leaf in leaves), parts[0].by)
        period, before = words(self.reading, by, self.as_of)
        limit = self.reading.intent.limit
        within = self.reading.intent.within
        skip = self.reading.intent.skip
        which = f"places {skip + 1} to {limit}" if skip else f"the first {limit}"
        places = f"{which}, with equal values" if limit else ""
        return Compiled(
            sql=sql,
            columns=tuple(described(name, self.reading.intent.dimensions) for _, name in last.columns),
            relations=tuple(dict.fromkeys(found)),
            span=self.reading.span,
            before=self.reading.before,
            period=period,
            period_before=before,
            most_rows=MOST_ROWS,
            ends_after=f"{places} in each {DIMENSIONS[within].label.lower()}" if places and within else places,
            notes=tuple(self.notes),
            drill=self._drill(leaves),
        )

    def _drill(self, leaves: list[Leaf]) -> Drill:
        reading = self.reading
        metric = reading.shown[0] if reading.shown else None
        if metric is None or reading.never_in or reading.intent.tally or not leaves:
            return Drill()
        deals = leaves[0].measure.source in {"deal", "sales_month", "discount"}
        found = metric.deals if deals else metric.accounts if leaves[0].measure.source == "account_360" else None
        if found is None:
            return Drill()
        leaf, span = leaves[0], reading.span
        if leaf.measure.time == "close" and span is None:
            span = Span(EARLIEST, self.as_of, LATEST)
        by = leaf.by if span else ""
        return Drill("deals" if deals else "accounts", tuple(found.items()), reading.inside, by, span)


__all__ = ["STEPS", "Compiled", "Order", "Problem", "Viewer", "compile_intent"]
