"""Figures of the explorer by hand on small data, and for every column of every gold view."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from analytics import exploration, gold
from analytics.dictionary import Column, GoldView, catalogue
from analytics.exploration import Bin, Boxes, Counts, Dates, Line, Numbers, Scatter, Values
from analytics.explorer_plots import (
    bin_name,
    boxes,
    histogram,
    line,
    matrix,
    period_bars,
    periods,
    scatter,
    value_bars,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def little(dora):
    """Explore a view made of a few rows: `little("text", "a", "a", None)` is about column x; pairs have y too."""

    def made(kind, *rows, unit=""):
        pairs = [row if isinstance(row, tuple) else (row, None) for row in rows]
        kinds = kind if isinstance(kind, tuple) else (kind, "text")
        with connection.cursor() as cursor:
            cursor.execute("drop view if exists gold.little")
            values = ", ".join(cursor.mogrify("(%s, %s, %s)", [n, *pair]) for n, pair in enumerate(pairs))
            chosen = (
                f"(values {values}) as v (id, x, y)"
                if pairs
                else "(select null as id, null as x, null as y) as v where false"
            )
            casts = ", ".join(f"{name}::text::{of} as {name}" for name, of in zip("xy", kinds, strict=True))
            cursor.execute(f"create view gold.little as select id, {casts} from {chosen}")
        columns = tuple(Column(name, of, unit or of, "") for name, of in zip("xy", kinds, strict=True))
        return GoldView("little", "one row per number", ("id",), "", columns, (), (), (), stored=False)

    return made


def profile(view, user):
    return exploration.profile(view, view.columns[0], user=user)


def pair(view, user):
    return exploration.pair(view, *view.columns, user=user)


def test_numbers_by_hand(little, dora):
    found = profile(little("numeric", 1, 2, 2, 3, 10, None), dora)
    assert (found.rows, found.filled, found.missing, found.different) == (6, 5, 1, 4)
    assert (found.smallest, found.largest, found.mean) == (1, 10, Decimal("3.6"))
    assert found.quartiles == (2, 2, 3)
    assert found.missing_share == Decimal(1) / 6
    assert [(each.start, each.n) for each in found.bins if each.n] == [(1, 1), (2, 2), (3, 1), (10, 1)]
    assert len(found.bins) == 10


def test_quartiles_are_postgresqls_own(little, dora):
    view = little("numeric", *[n * n % 101 / 7 for n in range(50)])
    wanted = gold.query(
        "select percentile_cont(array[0.25, 0.5, 0.75]) within group (order by x) from gold.little", user=dora
    ).rows[0][0]
    assert [float(value) for value in profile(view, dora).quartiles] == pytest.approx(wanted)


@pytest.mark.parametrize(
    "numbers",
    [
        [5],
        [0.63],
        [0, 0, 0],
        [-3, 4],
        [0.001, 0.0012, 0.9],
        [1, 30_288],
        [-1_000_000, 2_000_000.5],
        list(range(25)),
        [n / 10 for n in range(100)],
    ],
    ids=str,
)
def test_every_number_is_in_the_bin_that_says_so(little, dora, numbers):
    found = profile(little("numeric", *numbers), dora)
    for each in found.bins:
        assert each.n == sum(each.start <= Decimal(str(number)) < each.end for number in numbers)
    assert sum(each.n for each in found.bins) == len(numbers)
    assert len(found.bins) <= 26
    if found.whole:
        assert all(each.end - each.start >= 1 and each.start == int(each.start) for each in found.bins)


def test_dates_by_hand(little, dora):
    found = profile(little("date", date(2017, 3, 1), date(2017, 3, 31), date(2017, 5, 2), None), dora)
    assert (found.rows, found.filled, found.different) == (4, 3, 3)
    assert (found.first, found.median, found.last) == (date(2017, 3, 1), date(2017, 3, 31), date(2017, 5, 2))
    assert periods(found) == [("Mar 2017", 2), ("Apr 2017", 0), ("May 2017", 1)]


def test_values_by_hand(little, dora):
    found = profile(little("text", "b", "a", "b", None, ""), dora)
    assert (found.rows, found.filled, found.different) == (5, 4, 3)
    assert found.top == (("b", 2), ("", 1), ("a", 1))
    assert found.others == 0


def test_many_values_leave_others(little, dora):
    found = profile(little("text", "often", "often", *(f"v{n:02}" for n in range(30))), dora)
    assert len(found.top) == exploration.TOP_VALUES
    assert (found.top[0], found.others) == (("often", 2), 32 - 2 - 19)
    assert value_bars(found)["data"][0]["x"][-1] == 11


def test_yes_and_no_are_words(little, dora):
    found = profile(little("boolean", True, True, False, None, unit="yes/no"), dora)
    assert found.top == (("Yes", 2), ("No", 1))


def test_a_long_text_is_cut(little, dora):
    ((value, n),) = profile(little("text", "x" * 5000), dora).top
    assert (len(value), n) == (200, 1)


def test_numbers_against_numbers(little, dora):
    found = pair(little(("numeric", "numeric"), *((n, 2 * n) for n in range(10)), (1, None), (None, 1)), dora)
    assert isinstance(found, Scatter)
    assert (found.rows, found.filled, found.correlation) == (12, 10, pytest.approx(1))
    assert sorted(found.points) == [(n, 2 * n) for n in range(10)]
    assert [(band.low, band.high, band.n, band.quartiles[1]) for band in found.bands] == [
        (0, 1, 2, 1), (2, 3, 2, 5), (4, 5, 2, 9), (6, 7, 2, 13), (8, 9, 2, 17)
    ]  # fmt: skip


def test_a_sample_is_the_same_each_time(little, dora, monkeypatch):
    monkeypatch.setattr(exploration, "POINTS", 20)
    view = little(("numeric", "numeric"), *((n, n) for n in range(100)))
    first, second = pair(view, dora), pair(view, dora)
    assert len(first.points) == 20
    assert first == second
    assert sum(band.n for band in first.bands) == 100


def test_one_constant_has_no_correlation(little, dora):
    assert pair(little(("numeric", "numeric"), (1, 5), (2, 5)), dora).correlation is None


def test_numbers_by_category(little, dora, monkeypatch):
    monkeypatch.setattr(exploration, "CATEGORIES", 1)
    rows = [("a", 1), ("a", 2), ("a", 3), ("b", 10), ("c", 20), ("d", None)]
    turned = [(number, category) for category, number in rows]
    for kinds, given in ((("text", "numeric"), rows), (("numeric", "text"), turned)):
        found = pair(little(kinds, *given), dora)
        assert isinstance(found, Boxes)
        assert (found.rows, found.filled) == (6, 5)
        assert [(b.label, b.categories, b.n, b.mean, b.quantiles[2]) for b in found.boxes] == [
            ("a", 1, 3, 2, 2.0), (None, 2, 2, 15, 15.0)
        ]  # fmt: skip


def test_categories_against_categories(little, dora, monkeypatch):
    monkeypatch.setattr(exploration, "CATEGORIES", 1)
    rows = [("a", "p"), ("a", "p"), ("a", "q"), ("b", "q"), ("c", "p"), (None, "p")]
    view = little(("text", "text"), *rows)
    found = pair(view, dora)
    assert isinstance(found, Counts)
    assert (found.rows, found.filled) == (6, 5)
    table = matrix(found, *view.columns)
    assert table.columns == ["a", "All others"]
    assert [(name, [n for n, _ in cells]) for name, cells in table.rows] == [("p", [2, 1]), ("All others", [1, 1])]
    assert table.rows[0][1][0][1] > table.rows[0][1][1][1]


def test_months_against_categories_keep_the_empty_month(little, dora):
    view = little(("date", "text"), (date(2017, 1, 5), "a"), (date(2017, 3, 5), "a"), (date(2017, 3, 6), "b"))
    table = matrix(pair(view, dora), *view.columns)
    assert table.columns == ["Jan 2017", "Feb 2017", "Mar 2017"]
    assert [(name, [n for n, _ in cells]) for name, cells in table.rows] == [("a", [1, 0, 1]), ("b", [0, 0, 1])]
    assert table.rows[1][1][0][1] == 0


def test_numbers_by_month(little, dora):
    view = little(("date", "numeric"), (date(2017, 1, 5), 1), (date(2017, 1, 6), 3), (date(2017, 3, 5), 7))
    found = pair(view, dora)
    assert isinstance(found, Line)
    assert [(month.first_day, month.n, month.quartiles) for month in found.months] == [
        (date(2017, 1, 1), 2, (1.5, 2.0, 2.5)), (date(2017, 3, 1), 1, (7.0, 7.0, 7.0))
    ]  # fmt: skip
    assert line(found, view.columns[1])["data"][2]["y"] == [2.0, None, 7.0]


KINDS = ["numeric", "date", "text"]


@pytest.mark.parametrize("rows", [[], [None], [None, None, None]], ids=["empty", "one", "all missing"])
@pytest.mark.parametrize("x", KINDS)
@pytest.mark.parametrize("y", KINDS)
def test_nothing_is_no_error(little, dora, x, y, rows):
    view = little((x, y), *((row, row) for row in rows))
    alone, both = profile(view, dora), pair(view, dora)
    assert (alone.rows, alone.filled, alone.different, both.filled) == (len(rows), 0, 0, 0)


def test_a_query_that_takes_too_long_is_stopped(little, dora, monkeypatch):
    view = little("text", "a")
    with connection.cursor() as cursor:
        cursor.execute("create or replace view gold.little as select 1 as id, pg_sleep(9)::text as x, null::text as y")
    monkeypatch.setattr(exploration, "SECONDS", 0.02)
    with pytest.raises(gold.TookTooLong):
        profile(view, dora)
    assert gold.query("select 1", user=dora).rows == [(1,)]


def test_a_name_is_quoted(dora):
    column = Column('x" from gold.deal; --', "text", "text", "")
    view = GoldView("little", "one row per number", ("id",), "", (column,), (), (), (), stored=False)
    with connection.cursor() as cursor:
        cursor.execute("""create view gold.little as select 1 as id, 'a'::text as "x"" from gold.deal; --" """)
    assert profile(view, dora).top == (("a", 1),)


def drawn(view, column, found):
    """Every figure that the page would draw of it."""
    if isinstance(found, Numbers):
        return histogram(found, column), [bin_name(each, column, whole=found.whole) for each in found.bins]
    return period_bars(periods(found)) if isinstance(found, Dates) else value_bars(found)


def drawn_pair(x, y, found):
    if isinstance(found, Counts):
        return matrix(found, x, y)
    number = x if x.kind == "number" else y
    if isinstance(found, Scatter):
        return scatter(found, x, y)
    return (boxes if isinstance(found, Boxes) else line)(found, number) if found.filled else None


def test_every_column_of_every_view(two_books, dora):
    kinds = set()
    for view in catalogue():
        rows, filled = exploration.filled(view, user=dora)
        assert exploration.row_count(view, user=dora) == rows
        assert len(exploration.example_rows(view, user=dora)) == min(rows, exploration.EXAMPLES)
        for column in view.columns:
            found = exploration.profile(view, column, user=dora)
            assert (found.rows, found.filled) == (rows, filled[column.name]), (view.name, column.name)
            assert drawn(view, column, found)
            kinds.add(type(found))
    assert kinds == {Numbers, Dates, Values}


def test_every_pair_of_kinds_in_every_view(two_books, dora):
    for view in catalogue():
        of_kind = {column.kind: column for column in view.columns}
        for x in of_kind.values():
            for y in view.columns[:3]:
                if x != y:
                    found = exploration.pair(view, x, y, user=dora)
                    drawn_pair(x, y, found)
                    assert found.filled <= found.rows


@pytest.mark.parametrize(("who", "deals"), [("alice", 4), ("charlie", 1), ("dora", 5)])
def test_a_viewer_explores_what_they_see(request, two_books, who, deals):
    user = request.getfixturevalue(who)
    view = next(view for view in catalogue() if view.name == "deal")
    agent = view.column("agent")
    found = exploration.profile(view, agent, user=user)
    assert found.rows == exploration.row_count(view, user=user) == deals
    assert dict(found.top).get("Alice Ames", 0) == (0 if who == "charlie" else 4)


def test_one_scan_of_the_view(two_books, dora):
    """The view's name stands once in each file, and what it gives is read once."""
    for path in exploration.SQL.glob("*.sql"):
        assert path.read_text().count("{view}") == 1, path.name


def test_a_bin_says_what_it_holds():
    dollars = Column("x", "numeric", "$", "")
    assert bin_name(Bin(Decimal(10), Decimal(20), 1), dollars, whole=True) == "$10 to $19"
    assert bin_name(Bin(Decimal(3), Decimal(4), 1), dollars, whole=True) == "$3"
    assert bin_name(Bin(Decimal("2.5"), Decimal(5), 1), dollars, whole=False) == "$2.50 to below $5"


def test_a_label_is_text_and_never_a_link(little, dora):
    found = profile(little("text", '<a href="//evil.example">x</a>', "plain"), dora)
    spec = value_bars(found)
    assert "<" not in "".join(spec["layout"]["yaxis"]["ticktext"] + spec["data"][0]["hovertext"])
    assert "customdata" not in spec["data"][0]


def test_labels_cut_to_the_same_words_keep_their_own_bars(little, dora):
    spec = value_bars(profile(little("text", "x" * 60 + "1", "x" * 60 + "2"), dora))
    assert len(set(spec["layout"]["yaxis"]["ticktext"])) == 1
    assert spec["data"][0]["y"] == [0, 1]
