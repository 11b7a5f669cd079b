"""What is drawn is what the table says: values, units, addresses, order."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from analytics.dashboards import plots
from analytics.dashboards.parts import Chart, Column, Table

COLUMNS = (
    Column("name", "Name"),
    Column("month", "Month", "month"),
    Column("value", "Value", "$", lambda row, scope: f"/deals/?owner={row['name']}"),
    Column("rate", "Rate", "rate"),
)


def table(*rows):
    chart = Chart("c", "C", "", "", COLUMNS)
    keys = ("name", "value", "before", "rate", "low", "high", "month")
    return Table(chart, SimpleNamespace(), [dict(zip(keys, row, strict=False)) for row in rows])


TWO = table(
    ("Ann", Decimal(12000), Decimal(9000), Decimal("0.5"), Decimal("0.4"), Decimal("0.7"), date(2025, 12, 1)),
    ("Ben", Decimal(500), Decimal(0), None, None, None, date(2026, 1, 1)),
)


def test_bars_lie_in_the_tables_order_and_lead_to_its_rows():
    figure = plots.rows(TWO, "name", "value", "$", before="before")
    now, past = figure["data"]
    assert (now["y"], now["x"], past["x"]) == (["Ann", "Ben"], [12, 0.5], [9, 0])
    assert now["customdata"] == ["/deals/?owner=Ann", "/deals/?owner=Ben"]
    assert "\N{NO-BREAK SPACE}k" in now["texttemplate"]
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"


def test_small_dollars_stay_dollars():
    figure = plots.columns(table(("Ann", 900), ("Ben", 20)), "name", "value", "$")
    assert figure["data"][0]["y"] == [900, 20]
    assert figure["layout"]["yaxis"]["tickprefix"] == "$"
    assert "ticksuffix" not in figure["layout"]["yaxis"]


def test_a_rate_carries_its_interval_as_distances():
    figure = plots.columns(TWO, "name", "rate", "rate", low="low", high="high")
    error = figure["data"][0]["error_y"]
    assert figure["data"][0]["y"] == [50, None]
    assert (error["arrayminus"][0], error["array"][0]) == (pytest.approx(10), pytest.approx(20))
    assert error["array"][1] is None
    assert figure["layout"]["xaxis"]["ticktext"] == ["Ann<br>50.0\N{NO-BREAK SPACE}%", "Ben<br>–"]


def test_intervals_are_held_against_their_base():
    figure = plots.intervals(TWO, "name", "rate", "low", "high", base=Decimal("0.63"))
    assert figure["layout"]["shapes"][0]["x0"] == pytest.approx(63)


def test_months_are_short_with_the_year_where_it_begins():
    axis = plots.category_axis(TWO.values("month"))
    assert axis["ticktext"] == ["Dec<br>2025", "Jan<br>2026"]
    assert axis["tickvals"] == ["Dec 2025", "Jan 2026"]


def test_of_many_months_the_first_of_a_quarter_is_written():
    months = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(1, 20)]
    axis = plots.category_axis(months)
    assert axis["ticktext"] == ["Apr<br>2025", "Jul", "Oct", "Jan<br>2026", "Apr", "Jul"]
    assert axis["tickvals"][0] == "Apr 2025"


def test_parts_are_stacked_in_one_unit():
    rows = table(("Ann", 6000), ("Ben", 7000))
    for row, month in zip(rows.rows, (date(2026, 1, 1),) * 2, strict=True):
        row["month"] = month
    figure = plots.stacked(rows, "month", "name", "value", "$")
    assert [trace["y"] for trace in figure["data"]] == [[6], [7]]
    assert [trace["name"] for trace in figure["data"]] == ["Ann", "Ben"]


def test_pairs_that_do_not_exist_stay_empty():
    rows = table(("Ann", 1, 0, Decimal("0.5"), 0, 0, "x"), ("Ben", 1, 0, Decimal("0.2"), 0, 0, "y"))
    assert plots.heatmap(rows, "month", "name", "rate", "rate")["data"][0]["z"] == [[50, None], [None, 20]]


def test_totals_add_only_what_may_be_added():
    chart = Chart(
        "c", "C", "", "", (Column("name", "Name"), Column("value", "Value", "count", total=True), COLUMNS[3])
    )
    rows = Table(chart, SimpleNamespace(), TWO.rows)
    assert [cell.value for cell in rows.totals()] == ["", Decimal(12500), ""]
    assert rows.where(name="Ann").totals() is None


def test_bars_side_by_side_share_a_scale():
    figure = plots.side_by_side(TWO, "name", [("value", "Open"), ("before", "Weighted")], "$")
    assert [(bar["name"], bar["x"]) for bar in figure["data"]] == [("Open", [12, 0.5]), ("Weighted", [9, 0])]
    assert figure["data"][0]["customdata"] == ["/deals/?owner=Ann", "/deals/?owner=Ben"]


def test_marks_may_lead_to_the_list_of_another_column():
    assert plots.rows(TWO, "name", "before", "$", leads="value")["data"][0]["customdata"][0] == "/deals/?owner=Ann"
    dots = plots.intervals(TWO, "name", "rate", "low", "high", leads="value")["data"][0]
    assert dots["customdata"] == ["/deals/?owner=Ann", "/deals/?owner=Ben"]


def test_boxes_lie_beside_their_names_in_the_tables_order():
    chart = Chart("c", "C", "", "", COLUMNS)
    ends = {"low": 0.7, "q1": 0.9, "median": 1, "q3": 1.1, "high": 1.3}
    boxes = Table(chart, SimpleNamespace(), [{"name": "Ann"} | ends, {"name": "Ben"} | ends])
    figure = plots.boxes(boxes, "name", "ratio", base=1)
    [trace] = figure["data"]
    assert (trace["y"], trace["orientation"]) == (["Ann", "Ben"], "h")
    drawn = [trace[end][0] for end in ("lowerfence", "q1", "median", "q3", "upperfence")]
    assert drawn == pytest.approx([70, 90, 100, 110, 130])
    assert figure["layout"]["shapes"][0]["x0"] == 100
