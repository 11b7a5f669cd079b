"""Columns drawn from dollars."""

from decimal import Decimal

import pytest

from analytics.charts import BOTTOM, TOP, bar_chart


def test_the_axis_reaches_above_the_highest_column():
    chart = bar_chart([("Jan", Decimal(52_000)), ("Feb", Decimal(13_000))])
    assert [tick.label for tick in chart.ticks] == ["$0\N{NO-BREAK SPACE}k", "$20\N{NO-BREAK SPACE}k",
                                                     "$40\N{NO-BREAK SPACE}k", "$60\N{NO-BREAK SPACE}k"]  # fmt: skip
    assert [bar.value for bar in chart.bars] == ["52", "13"]
    assert TOP <= float(chart.bars[0].y) < float(chart.bars[1].y) < BOTTOM


def test_small_sums_are_in_dollars():
    chart = bar_chart([("Jan", Decimal(550))])
    assert (chart.thousands, chart.bars[0].value) == (False, "550")


def test_what_is_not_nothing_is_never_written_as_nothing():
    chart = bar_chart([("Jan", Decimal(50_000)), ("Feb", Decimal(60)), ("Mar", Decimal(0))])
    assert [bar.value for bar in chart.bars] == ["50", "<1", ""]


@pytest.mark.parametrize("values", [[], [("Jan", Decimal(0))]])
def test_nothing_can_be_drawn(values):
    assert len(bar_chart(values).bars) == len(values)


@pytest.mark.parametrize("largest", [1, 9, 10, 99, 1000, 9999, 10_000, 12_345_678])
def test_every_size_has_few_ticks(largest):
    assert 2 <= len(bar_chart([("Jan", Decimal(largest))]).ticks) <= 5
