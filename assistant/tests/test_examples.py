"""Every figure and every split is understood in the words that its own example uses."""

import pytest

from assistant.filled import AskBack, Understood
from assistant.semantic import DIMENSIONS, METRICS
from assistant.tests.grammar_world import read

# Splits that a figure of their own says better.
FIGURES = {"has_bought": "customers"}


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_the_example_of_a_figure_asks_for_it(metric):
    found = read(metric.example)
    assert isinstance(found, Understood), found
    assert {metric.name, metric.base} & set(found.intent.metrics), found.intent


@pytest.mark.parametrize(
    "dimension", [one for one in DIMENSIONS.values() if one.name != "is_move"], ids=lambda one: one.name
)
def test_the_example_of_a_split_uses_it(dimension):
    found = read(dimension.example)
    assert isinstance(found, Understood), found
    used = {*found.intent.dimensions, *(one.member for one in found.intent.filters)}
    assert dimension.name in used or FIGURES.get(dimension.name) in found.intent.metrics, found.intent


def test_moves_between_segments_are_asked_back():
    assert isinstance(read(DIMENSIONS["is_move"].example), AskBack)
