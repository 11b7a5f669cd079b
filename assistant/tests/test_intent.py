"""Intents as data: there and back, refused where they are none, and never a crash whatever they ask."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from analytics import gold
from assistant.compiled import Compiled
from assistant.compiler import Viewer, compile_intent
from assistant.intent import (
    COMPARISONS,
    EVENTS,
    OPERATORS,
    Candidate,
    Comparison,
    Filter,
    Intent,
    IntentError,
    Never,
    Order,
)
from assistant.intent_schema import intent_schema
from assistant.management.commands import assistant_words
from assistant.semantic import DIMENSIONS, METRICS
from assistant.sources_choice import TIME_NAMES, Problem
from assistant.tests.asking import ask
from assistant.windows import WindowError, before, read

DAY = date(2025, 12, 31)
FULL = Intent(
    ("revenue", "wins"), ("region", "month"),
    (Filter("agent", "is", ("Zoë O'Neil", 7)), Filter("stale", "is", (True,)),
    Filter("first_bought", "between", (date(2025, 1, 1), DAY)), Filter("deal_value", "more_than", (1.5,))), "2025-Q4",
    "close", (Order("wins", descending=False),), 3, "region", (Filter("wins", "at_least", (2,)),),
    Comparison("period", "2024"), "region", True, Never("lost", (Filter("product", "is", ("GTX",)),), "2025"),
    (Never("won"),), True, "agent", True, "team", (Candidate("shlecht", "agent", "Darcel Schlecht", 0.9),),
    ("please",), 1,
)  # fmt: skip


def test_there_and_back():
    assert Intent.from_json(json.loads(json.dumps(FULL.as_json()))) == FULL
    assert Intent.from_json({}) == Intent()
    assert Intent().as_json() == {}


def test_the_sample_says_something_in_every_field():
    assert set(FULL.as_json()) == set(intent_schema()["properties"]) | {"candidates"}


NO_INTENTS = [
    None, [], "x", {"metric": []}, {"metrics": "wins"}, {"metrics": [1]}, {"limit": True}, {"limit": "3"},
    {"limit": 1.5},
    {"running": 1}, {"filters": [{}]}, {"filters": [{"member": "agent", "values": [None]}]},
    {"filters": {"member": "x"}},
    {"filters": [{"member": "agent", "values": [{"date": "2025-02-30"}]}]}, {"order": [{"by": "wins"}]},
    {"compare": "previous"}, {"never": {"event": 3}}, {"candidates": [{"text": "x"}]}, {"period": 2025},
    {"metrics": ["a\0b"]}, {"period": "\ud800"}, {"filters": [{"member": "agent", "values": ["a\0b"]}]},
    {"filters": [{"member": "list_price", "values": [float("inf")]}]},
    {"candidates": [{"text": "x", "member": "agent", "value": 1, "score": float("nan")}]},
]  # fmt: skip


@pytest.mark.parametrize("data", NO_INTENTS)
def test_what_is_no_intent_is_refused(data):
    with pytest.raises(IntentError):
        Intent.from_json(data)


def test_the_schema_names_every_member():
    schema = intent_schema()
    assert schema["properties"]["metrics"]["items"]["enum"] == list(METRICS)
    assert set(schema["properties"]["filters"]["items"]["properties"]["member"]["enum"]) == set(DIMENSIONS)
    assert schema["required"] == list(schema["properties"])


SPANS = {
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "2025-Q2": (date(2025, 4, 1), date(2025, 6, 30)),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29)),
    "2025-12-24": (date(2025, 12, 24), date(2025, 12, 24)),
    "2025-03..2025-Q2": (date(2025, 3, 1), date(2025, 6, 30)),
    "2025-03-15..2025-04": (date(2025, 3, 15), date(2025, 4, 30)),
    "this_quarter": (date(2025, 10, 1), date(2025, 12, 31)),
    "last_quarter": (date(2025, 7, 1), date(2025, 9, 30)),
    "next_month": (date(2026, 1, 1), date(2026, 1, 31)),
    "this_week": (date(2025, 12, 29), date(2026, 1, 4)),
    "last_week": (date(2025, 12, 22), date(2025, 12, 28)),
    "last_day": (date(2025, 12, 30), date(2025, 12, 30)),
    "last_3_months": (date(2025, 9, 1), date(2025, 11, 30)),
    "past_6_weeks": (date(2025, 11, 20), date(2025, 12, 31)),
    "past_10_days": (date(2025, 12, 22), date(2025, 12, 31)),
    "past_6_months": (date(2025, 7, 1), date(2025, 12, 31)),
    "next_30_days": (date(2026, 1, 1), date(2026, 1, 30)),
}


@pytest.mark.parametrize("text", SPANS)
def test_periods(text):
    span = read(text, DAY)
    assert (span.first, span.ends) == SPANS[text]


def test_open_ends():
    assert read("2025-06-01..", DAY).cut(DAY).last == DAY
    assert read("..2025-06-01", DAY).name == "up to 1 June 2025"
    assert read("", DAY) is read("all", DAY) is None


@pytest.mark.parametrize(
    "text", ["..", "2025-13", "2025-02-30", "soon", "past_0_days", "past_9999_years", "2025-Q5", "2025..2024", "9999"]
)
def test_no_periods(text):
    with pytest.raises(WindowError):
        read(text, DAY)


def test_what_came_before():
    def of(text, kind="previous", as_of=DAY):
        span = before(read(text, as_of).cut(as_of), kind, as_of)
        return span.first, span.last

    assert of("2025-Q4") == (date(2025, 7, 1), date(2025, 9, 30))
    assert of("2025-03") == (date(2025, 2, 1), date(2025, 2, 28))
    assert of("past_10_days") == (date(2025, 12, 12), date(2025, 12, 21))
    assert of("2025-Q4", "year_before") == (date(2024, 10, 1), date(2024, 12, 31))
    assert of("2024-02-20..2024-02-29", "year_before") == (date(2023, 2, 20), date(2023, 2, 28))
    assert of("this_quarter", as_of=date(2025, 11, 21)) == (date(2025, 7, 1), date(2025, 8, 21))
    assert of("this_quarter", "year_before", date(2025, 11, 21)) == (date(2024, 10, 1), date(2024, 11, 21))


NASTY = [
    "' or true --", "'; drop table teams_user; --", "\\' or 1=1 --", "\\", "''", "%", "_", "a%b_c\\", "’ OR ‘1’=‘1",
    "$$; select 1 $$", "E'\\x27'", "/* */", "名前", "Ω≈ç√", "{wins}", "%(as_of)s", "%s", "x" * 500, ")", "gold.deal",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", NASTY)
def test_a_value_is_only_a_value(text, two_books, dora):
    """Whatever a name holds, it finds the account of just that name, and nothing where there is none."""
    for operator in ("is", "contains"):
        asked = Intent(("accounts",), filters=(Filter("account", operator, (text,)),))
        assert [row["accounts"] for row in ask(asked, dora)] == [0]
    AccountFactory(name=text[:160])
    for operator in ("is", "contains"):
        asked = Intent(("accounts",), ("account",), (Filter("account", operator, (text[:160],)),))
        assert [row["account"] for row in ask(asked, dora)] == [text[:160]]
    never = Never("won", (Filter("sector", "is", (text,)),))
    assert ask(Intent(("accounts",), never=never), dora) == [{"accounts": Account.objects.count()}]


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "a\u202eb", "\ud800", "x" * 501])
def test_signs_that_nobody_sees_are_refused(text):
    found = compile_intent(Intent(("wins",), filters=(Filter("agent", "is", (text,)),)), as_of=DAY, viewer=Viewer(1))
    assert isinstance(found, Problem)


# Random intents

PERIOD = st.sampled_from(
    ["", "", "2025", "2025-Q4", "2025-11", "2025-10-05..2025-12-03", "past_6_weeks", "this_quarter", "2019"]
)
SPLITTING = [name for name, dimension in DIMENSIONS.items() if dimension.splits]
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=8)


@st.composite
def filters(draw):
    name = draw(st.sampled_from(list(DIMENSIONS)))
    dimension = DIMENSIONS[name]
    values = {"yes/no": st.booleans(), "number": st.integers(-5, 5000), "date": st.dates(date(2024, 1, 1), DAY)}
    value = values.get(dimension.kind, NAMES)
    if dimension.kind == "time" or dimension.unit == "score":
        value = st.dates(date(2024, 1, 1), DAY) if dimension.unit == "date" else st.integers(1, 5)
    elif dimension.options:
        value = st.sampled_from(dimension.options)
    many = draw(st.sampled_from([1, 1, 2]))
    chosen = tuple(draw(value) for _ in range(many))
    return Filter(
        name, draw(st.sampled_from(["is", "is_not", *OPERATORS] if many == 1 else ["is", "is_not", "between"])), chosen
    )


@st.composite
def intents(draw):
    metrics = draw(st.lists(st.sampled_from(list(METRICS)), max_size=2, unique=True))
    dimensions = draw(st.lists(st.sampled_from(SPLITTING), max_size=2, unique=True))
    ways = [*metrics, *dimensions, *(f"{name}_growth" for name in metrics)]
    compare = draw(st.sampled_from([None, None, None, *COMPARISONS]))
    never = draw(st.sampled_from([None, None, None, *EVENTS]))
    return Intent(
        metrics=tuple(metrics),
        dimensions=tuple(dimensions),
        filters=tuple(draw(st.lists(filters(), max_size=2))),
        period=draw(PERIOD),
        period_by=draw(st.sampled_from(["", "", "", *TIME_NAMES])),
        order=tuple(Order(name, draw(st.booleans())) for name in ways[: draw(st.integers(0, 2))]),
        limit=draw(st.sampled_from([None, None, 1, 3])),
        within=draw(st.sampled_from(["", "", *dimensions])),
        having=tuple(
            Filter(name, "less_than", (draw(st.integers(0, 5)),)) for name in metrics[: draw(st.integers(0, 1))]
        ),
        compare=compare and Comparison(compare, "2024" if compare == "period" else ""),
        share_of=draw(st.sampled_from(["", "", "", "total", *dimensions])),
        running=draw(st.sampled_from([False, False, True])),
        never=never and Never(never, tuple(draw(st.lists(filters(), max_size=1))), draw(PERIOD)),
        person=draw(st.sampled_from(["", "", "", "me", "team"])),
    )


@pytest.mark.django_db
def test_any_intent_runs_or_says_why_not(book, alice):
    """Also through JSON, and the same text each time."""
    ran = []

    @examples(
        max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )
    @given(intents())
    def one(intent):
        intent = Intent.from_json(intent.as_json())
        viewer = Viewer(alice.pk, (alice.team_id,))
        found = compile_intent(intent, as_of=DAY, viewer=viewer)
        if isinstance(found, Compiled):
            ran.append(intent)
            assert compile_intent(intent, as_of=DAY, viewer=viewer) == found
            with transaction.atomic():
                rows = gold.query(found.sql, user=alice)
            assert rows.columns == tuple(column.name for column in found.columns)
            for row in rows.as_dicts()[:3]:
                found.link(row)

    one()
    assert len(ran) > 30


@pytest.mark.django_db
def test_the_page_of_words_is_that_of_the_declarations():
    path = Path(settings.BASE_DIR) / "docs" / "assistant-words.md"
    assert path.read_text() == assistant_words.page(), "Run manage.py assistant_words."


@pytest.mark.django_db
def test_the_command_writes_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(assistant_words, "PAGE", tmp_path / "words.md")
    call_command("assistant_words", verbosity=0)
    assert "| **Win rate** `win_rate` | rate |" in (tmp_path / "words.md").read_text()
