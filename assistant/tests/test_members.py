"""Every metric with every dimension it can be split by: it compiles, runs and says what its columns are."""

import pytest
from django.db import DatabaseError

from analytics import dictionary, gold
from assistant.compiled import Compiled
from assistant.compiler import compile_intent
from assistant.intent import Filter, Intent
from assistant.semantic import DIMENSIONS, METRICS, SOURCES
from assistant.semantic.dimensions import GRAINS
from assistant.semantic.members import Metric
from assistant.semantic.values import values_sql
from assistant.sources_choice import Problem, simple_parts, splits
from assistant.tests.asking import viewer_of
from pipeline.models import ReportingDay

pytestmark = pytest.mark.django_db

SAMPLES = {"yes/no": True, "number": 3}


def dates_of(metric: Metric) -> tuple[str, ...]:
    measures = [measure for part in simple_parts(metric) for measure in part.measures]
    return tuple(dict.fromkeys(["", *(time for measure in measures for time in measure.times)]))


def intents_of(metric: Metric):
    """The metric alone and by each dimension, with what its kind needs: a period to compare, a time to run along."""
    needs = {"cumulative": {"dimensions": ("month",)}, "change": {"period": "this_quarter"}}
    needs["growth"] = needs["change"]
    yield Intent((metric.name,), **needs.get(metric.kind, {}))
    for name, dimension in DIMENSIONS.items():
        if not dimension.splits or not splits(metric, name):
            continue
        if dimension.is_time:
            if metric.kind not in needs or name in GRAINS:
                yield from (Intent((metric.name,), (name,), period_by=by) for by in dates_of(metric))
        elif metric.kind == "cumulative":
            yield Intent((metric.name,), ("month", name))
        else:
            yield Intent((metric.name,), (name,), **needs.get(metric.kind, {}))


def found_for(intent: Intent, user) -> Compiled | Problem:
    return compile_intent(intent, as_of=ReportingDay.current().day, viewer=viewer_of(user))


def run(intent: Intent, user) -> list[tuple]:
    found = found_for(intent, user)
    assert isinstance(found, Compiled), (intent.as_json(), found)
    try:
        rows = gold.query(found.sql, user=user)
    except DatabaseError as error:
        raise AssertionError(f"{intent.as_json()}\n{found.sql}") from error
    assert rows.columns == tuple(column.name for column in found.columns), found.sql
    return rows.rows


def together() -> list[tuple[str, ...]]:
    """Metrics of the same measures and dates, by sixes: what one query can show."""
    alike: dict[tuple, list[str]] = {}
    for metric in METRICS.values():
        if metric.kind in {"simple", "ratio", "derived"}:
            views = tuple(sorted({m.source for part in simple_parts(metric) for m in part.measures}))
            alike.setdefault((views, dates_of(metric)), []).append(metric.name)
        else:
            alike[metric.name,] = [metric.name]
    return [tuple(names[n : n + 5]) for names in alike.values() for n in range(0, len(names), 5)]


def test_there_are_enough_of_them():
    assert len(METRICS) >= 40
    assert sum(dimension.splits for dimension in DIMENSIONS.values()) >= 30


def test_every_metric_compiles_by_every_dimension(pinned_day, dora):
    for metric in METRICS.values():
        pairs: dict[tuple[str, ...], list[Compiled | Problem]] = {}
        for intent in intents_of(metric):
            pairs.setdefault(intent.dimensions, []).append(found_for(intent, dora))
        for dimensions, found in pairs.items():
            assert any(isinstance(one, Compiled) for one in found), (metric.name, dimensions, found)


def in_few_queries(names: tuple[str, ...], user):
    """All dimensions of the metrics, three at a time where one view has them all."""
    common = [d for d in DIMENSIONS if DIMENSIONS[d].splits and all(splits(METRICS[name], d) for name in names)]
    plain = [name for name in common if not DIMENSIONS[name].is_time]
    if METRICS[names[0]].base:  # needs a period or a time to run along
        yield from (one for one in intents_of(METRICS[names[0]]) if isinstance(found_for(one, user), Compiled))
        return
    yield Intent(names)
    for three in (tuple(plain[n : n + 3]) for n in range(0, len(plain), 3)):
        if isinstance(found_for(Intent(names, three), user), Compiled):
            yield Intent(names, three)
        else:
            yield from (Intent(names, (name,)) for name in three)
    for name in common:
        for by in dates_of(METRICS[names[0]]) if DIMENSIONS[name].is_time else []:
            if isinstance(found_for(Intent(names, (name,), period_by=by), user), Compiled):
                yield Intent(names, (name,), period_by=by)


@pytest.mark.parametrize("who", ["alice", "dora"])
def test_every_metric_by_every_dimension_runs(who, book, request):
    """The book holds something for every metric; a representative sees less, in the same columns."""
    user, ran = request.getfixturevalue(who), dict.fromkeys(METRICS, 0)
    for names in together():
        for intent in in_few_queries(names, user):
            ran |= {name: ran[name] + len(run(intent, user)) for name in names}
    empty = {name for name, rows in ran.items() if not rows}
    assert empty <= ({"teams"} if who == "alice" else set())


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_says_what_it_is(name):
    metric = METRICS[name]
    assert metric.name == name
    assert metric.synonyms
    assert metric.example
    assert metric.about or metric.column
    assert [part for part in simple_parts(metric) if not part.measures] == []
    assert set(metric.with_also) <= set(METRICS)


def test_every_dimension_splits_or_narrows_something(book, dora):
    for name, dimension in DIMENSIONS.items():
        metrics = [metric for metric in METRICS.values() if dimension.is_time or any(
            name in SOURCES[measure.source].columns for part in simple_parts(metric) for measure in part.measures
        )]  # fmt: skip
        assert metrics, name
        if not dimension.is_time:
            assert dimension.splits is False or any(splits(metric, name) for metric in metrics), name


def test_values_and_descriptions_are_columns_of_gold(book):
    views = {view.name: view for view in dictionary.catalogue()}

    def exists(path: str) -> bool:
        view, _, column = path.partition(".")
        return view in views and views[view].column(column) is not None

    named = [d.values for d in DIMENSIONS.values() if d.values] + [m.column for m in METRICS.values() if m.column]
    keys = [f"{d.values.partition('.')[0]}.{d.key}" for d in DIMENSIONS.values() if d.key]
    assert [path for path in [*named, *keys] if not exists(path)] == []
    assert set(SOURCES) <= set(views)


def test_units_are_those_of_the_columns_that_describe_them(book):
    views = {view.name: view for view in dictionary.catalogue()}
    for metric in METRICS.values():
        if metric.column:
            view, _, name = metric.column.partition(".")
            unit = views[view].column(name).unit
            assert metric.unit == unit or unit == "yes/no", metric.name


def test_every_dimension_narrows(book, dora):
    for name, dimension in DIMENSIONS.items():
        metric = next((m for m in METRICS.values() if m.kind == "simple" and any(
            name in SOURCES[measure.source].columns for measure in m.measures)), None)  # fmt: skip
        if metric is None:
            continue
        value = SAMPLES.get(dimension.kind, "x")
        value = ReportingDay.current().day if dimension.kind == "date" else value
        value = int(dimension.options[0]) if dimension.unit == "score" else value
        value = dimension.options[0] if dimension.options and dimension.unit == "text" else value
        found = run(Intent((metric.name,), filters=(Filter(name, "is", (value,)),)), dora)
        assert found, name


def test_every_list_of_values_can_be_read(book, alice, dora):
    for dimension in DIMENSIONS.values():
        if dimension.values:
            seen = {who.name: gold.query(values_sql(dimension), user=who).rows for who in (alice, dora)}
            assert {str(value) for value, _ in seen[alice.name]} <= {str(value) for value, _ in seen[dora.name]}
    agents = gold.query(values_sql(DIMENSIONS["agent"]), user=alice).rows
    assert agents == [("Alice Ames", alice.pk)]


def test_dimensions_have_values_options_or_a_kind_that_needs_none():
    bare = [d.name for d in DIMENSIONS.values() if d.kind == "text" and not d.values and not d.options]
    assert bare == []
