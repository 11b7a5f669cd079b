"""Names that a model wrote are those of the asker's lists, or asked about; what a question says is in the reading."""

import pytest

from assistant.filled import AskBack, Understood
from assistant.intent import Comparison, Filter, Intent, Never, Order
from assistant.llm.checks import hold_against, is_plain
from assistant.llm.names import NotSaid, find, linked, mentioned
from assistant.tests.llm_world import ASKER, VALUES


def of(member, *values, operator="is"):
    return Intent(("revenue",), filters=(Filter(member, operator, values),))


@pytest.mark.parametrize(
    ("member", "typed", "read"),
    [
        ("agent", "Darcel Schlecht", "Darcel Schlecht"),
        ("agent", "darcel shlecht", "Darcel Schlecht"),
        ("agent", "schlect", "Darcel Schlecht"),
        ("account", "kan code", "Kan-code"),
        ("account", "acme", "Acme"),
        ("product", "gtk500", "GTK 500"),
        ("product", "pro", "GTX Pro"),
    ],
)
def test_a_name_is_found(member, typed, read):
    intent, said = linked(of(member, typed), f"Revenue of {typed}", ASKER, None)
    assert intent == of(member, read)
    assert said == (
        [] if typed.casefold() == read.casefold() or typed == "kan code" else [f"Read “{typed}” as {read}."]
    )


@pytest.mark.parametrize(
    ("member", "typed", "options"),
    [
        ("agent", "Hayden", ["Agent: Hayden Neloms", "Agent: Hayden Nelson"]),
        ("product", "GTX", ["Product: GTX Pro", "Product: GTX Basic"]),
        ("account", "West", ["Region: West"]),
        ("account", "Nobody Ltd", []),
        ("agent", "Ann Lee", ["Agent: Ann Lee (4)", "Agent: Ann Lee (5)"]),
    ],
)
def test_a_name_that_is_not_one_is_asked_about(member, typed, options):
    back = linked(of(member, typed), f"Revenue of {typed}", ASKER, None)
    assert isinstance(back, AskBack)
    assert f"“{typed}”" in back.text
    assert [option.label for option in back.options] == options


def test_a_button_has_the_whole_question():
    back = linked(of("account", "West"), "Revenue of West", ASKER, None)
    assert back.options[0].intent == of("region", "West")
    namesakes = linked(of("agent", "Ann Lee"), "Revenue of Ann Lee", ASKER, None)
    assert [option.intent for option in namesakes.options] == [of("agent", 4), of("agent", 5)]


def test_names_in_never_are_held_too():
    intent = Intent((), ("account",), never=Never("won", (Filter("product", "is", ("gtx pro",)),)))
    found, _ = linked(intent, "who never bought gtx pro", ASKER, None)
    assert found.never.filters == (Filter("product", "is", ("GTX Pro",)),)
    with pytest.raises(NotSaid):
        linked(intent, "who never bought anything", ASKER, None)


def test_names_of_the_dialogue_may_stay():
    before = of("agent", 4)
    assert linked(before, "and last quarter?", ASKER, before) == (before, [])


def test_mentioned_names_without_those_inside_longer_ones():
    assert mentioned("GTX Pro to Acme East, and Acme, in the west", VALUES) == [
        "acme east",
        "gtx pro",
        "acme",
        "west",
        "acme",
        "east",
    ]
    assert mentioned("what did Darcel Shlecht sell", VALUES) == ["darcel"]
    assert mentioned("Westward ho with engaging people", VALUES) == []


LOST = [
    ("Revenue of Kan-code", Intent(("revenue",))),
    ("Wins of GTX Basic by GTX Pro buyers", Intent(("wins",), filters=(Filter("product", "is", ("GTX Basic",)),))),
    ("Deals over $10k", Intent(("deals",))),
    ("Top 5 agents", Intent(("revenue",), ("agent",), limit=3)),
    ("Revenue in Q3", Intent(("revenue",), period="2017-Q2")),
    ("Revenue this year", Intent(("revenue",), ("month",))),
    ("Revenue in the past few weeks", Intent(("revenue",))),
    ("Revenue since October", Intent(("revenue",))),
    ("Top five agents", Intent(("revenue",), ("agent",), limit=3)),
    ("Customers with over ten thousand employees", Intent((), ("account",))),
    ("Months with over a million dollars", Intent(("revenue",), ("month",))),
    ("Share of each product", Intent(("revenue",), ("product",))),
    ("Top 2 agents in each region", Intent(("revenue",), ("region", "agent"), limit=2)),
    ("Revenue in 2017 compared with 2017-Q4", Intent(("revenue",), period="2017-Q4..2017")),
    ("What did Darcel Shlecht sell", Intent(("revenue",))),
    ("Revenue except Kan-code", of("account", "Kan-code")),
    ("Which region sold least", Intent(("revenue",), ("region",), order=(Order("revenue"),), limit=1)),
    ("My wins", Intent(("wins",))),
    ("What did I win", Intent(("wins",))),
    ("Wins of my team", Intent(("wins",), person="me")),
    ("Wins of everybody", Intent(("wins",), person="me")),
]
KEPT = [
    ("Wins over $10k", Intent(("wins",), filters=(Filter("deal_value", "more_than", (10000,)),))),
    ("Wins over 1.5 million", Intent(("wins",), filters=(Filter("deal_value", "more_than", (1500000.0,)),))),
    ("Wins more than 10 % below list", Intent(("wins",), filters=(Filter("price_level", "less_than", (0.9,)),))),
    ("Wins under 80 % of list", Intent(("wins",), filters=(Filter("price_level", "less_than", (0.8,)),))),
    ("Revenue in Q3 '17", Intent(("revenue",), period="2017-Q3")),
    ("Revenue on 12/24/2017", Intent(("revenue",), period="2017-12-24")),
    ("Revenue in H1 2017", Intent(("revenue",), period="2017-01..2017-06")),
    ("Wins of GTK 500", Intent(("wins",), filters=(Filter("product", "is", ("GTK 500",)),))),
    ("Revenue against the previous quarter", Intent(("revenue",), compare=Comparison())),
    ("Accounts quiet for the last 14 days", Intent((), ("account",), (Filter("recency_days", "at_least", (14,)),))),
    ("Revenue by month", Intent(("revenue",), ("month",))),
    ("Revenue except Kan-code", Intent(("revenue",), filters=(Filter("account", "is_not", ("Kan-code",)),))),
    ("Agents with at least 10 wins", Intent(("wins",), ("agent",), having=(Filter("wins", "at_least", (10,)),))),
    ("Five grand or more", Intent(("wins",), filters=(Filter("deal_value", "at_least", (5000,)),))),
    ("Months with over a million", Intent(("revenue",), ("month",), having=(Filter("revenue", "more_than", (1e6,)),))),
    ("Best agent in every region", Intent(("revenue",), ("region", "agent"), limit=1, within="region")),
    ("Show me wins", Intent(("wins",))),
    ("What did I win", Intent(("wins",), person="me")),
    ("Wins of my team", Intent(("wins",), person="team")),
]  # fmt: skip


@pytest.mark.parametrize(("question", "intent"), LOST, ids=[question for question, _ in LOST])
def test_what_a_question_says_may_not_be_dropped(question, intent):
    with pytest.raises(NotSaid):
        hold_against(question, intent, VALUES)


@pytest.mark.parametrize(("question", "intent"), KEPT, ids=[question for question, _ in KEPT])
def test_a_reading_that_says_it_all_holds(question, intent):
    hold_against(question, intent, VALUES)


def test_a_follow_up_stays_with_whom_the_dialogue_is_about():
    mine = Intent(("wins",), period="2017", person="me")
    hold_against("and in 2017?", mine, VALUES, mine)
    with pytest.raises(NotSaid):
        hold_against("and in 2017?", mine, VALUES, Intent(("wins",)))


def test_numbers_in_a_sentence_are_those_of_the_question():
    assert is_plain("Which 2017 is meant?", "Revenue in 2017")
    assert not is_plain("It was 4,821.", "Revenue in 2017")


@pytest.mark.parametrize("text", ["", "  ", "—"])
def test_no_name_at_all(text):
    assert find(text, VALUES["agent"]) == []
    assert not isinstance(linked(of("agent", text), "Revenue", ASKER, None), Understood)
