"""The sentence of an answer, on the real data set as of 2018-01-01."""

import re

import pytest

from assistant.asking import answer_intent
from assistant.cells import cell
from assistant.intent import Comparison, Filter, Intent, Never, Order
from assistant.semantic import METRICS
from assistant.tests.test_members import intents_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_run", "read_within")]

GTK = Filter("product", "is", ("GTK 500",))
EAST = Filter("region", "is", ("East",))
TWO = Filter("agent", "is", ("Hayden Neloms", "Maureen Marcano"))
MOST, LEAST = Order("revenue"), Order("revenue", False)
SENTENCES = {
    "a figure": (Intent(("revenue",)), "Won value is $10,005,534"),
    "a count": (Intent(("wins",), filters=(Filter("agent", "is", ("Darcel Schlecht",)),)),
        "Wins for Darcel Schlecht: 349"),
    "a day": (Intent(("revenue",), period="2017-12-24"), "Won value on 24 December 2017 by close date is $25,051"),
    "some days": (Intent(("wins",), period="2017-11-05..2017-11-07"),
        "Wins from 5 November 2017 to 7 November 2017 by close date: 38"),
    "a rate": (Intent(("win_rate",)),
        "Win rate is 63.2 % (4,238 of 6,711 closed deals, 95 % interval 62.0 % to 64.3 %)"),
    "several figures": (Intent(("revenue", "wins"), period="2017-Q4"),
        "In Q4 2017 by close date: won value $2,802,496, wins 1,196"),
    "a period and the one before": (Intent(("revenue",), period="2017-Q4", compare=Comparison()),
        "Won value in Q4 2017 by close date is $2,802,496, against $2,982,255 in Q3 2017: −$179,759 (−6.0 %)"),
    "two rates that chance could part": (Intent(("win_rate",), period="2017-Q4", compare=Comparison()),
        "Win rate in Q4 2017 by close date is 60.3 % (1,196 of 1,985 closed deals, 95 % interval 58.1 % to 62.4 %), "
        "against 61.4 % in Q3 2017: −1.2 points, a difference that is not significant"),
    "a share": (
        Intent(("revenue",), filters=(Filter("country", "is_not", ("United States",)),), share_of="total"),
        "Won value where country is not United States is $1,578,579, 15.8 % of $10,005,534"),
    "nothing there": (Intent(("wins",), filters=(GTK, EAST)), "Nothing was found for GTK 500 and East: wins 0"),
    "nothing of one's own": (Intent(("revenue",), person="me"), "Nothing of your own was found: won value $0"),
    "no rows": (Intent(("revenue",), ("product",), filters=(GTK, EAST)),
        "Nothing was found for this: Won value by product for GTK 500 and East"),
    "no rate of nothing": (Intent(("win_rate",), filters=(Filter("agent", "is", ("Carl Lin",)),)),
        "There is no win rate for Carl Lin: nothing to count it from"),
    "the first": (Intent(("revenue",), ("product",), order=(MOST,), limit=1),
        "GTX Pro has the highest won value: $3,510,578"),
    "the last": (Intent(("revenue",), ("manager",), order=(LEAST,), limit=1),
        "Dustin Brinkmann has the lowest won value: $1,094,363"),
    "the second": (Intent(("revenue",), ("product",), order=(MOST,), limit=2, skip=1),
        "GTX Plus Pro takes place 2 by won value: $2,629,651"),
    "the last but one": (Intent(("wins",), ("team",), order=(Order("wins", False),), limit=2, skip=1),
        "Team Celia Rouche takes place 2 from the last by wins: 610"),
    "a shared place": (Intent(("revenue",), ("account",), order=(MOST,), limit=11, skip=10),
        "Mathtouch and Singletechno share place 11 by won value: $163,339 each"),
    "the most": (Intent(("wins",), ("account",), order=(Order("wins"),), limit=1), "Kan-code has the most wins: 115"),
    "shared places": (
        Intent(("recency",), ("account",), having=(Filter("recency", "between", (15, 16)),)),
        "Bioplex and Goodsilron lead in days since the last purchase with 16.0 d each; 2 accounts with days since the "
        "last purchase from 15 d to 16 d"),
    "names as they are": (Intent(("revenue",), ("sector",), order=(MOST,), limit=3),
        "retail leads in won value with $1,867,528, then technology with $1,515,487"),
    "rates alike": (Intent(("win_rate",), ("region",)),
        "West leads in win rate with 63.9 % (1,438 of 2,249 closed deals, 95 % interval 61.9 % to 65.9 %), then East "
        "with 63.0 %; the differences are not significant"),
    "who fell most": (
        Intent(("revenue_growth",), ("region",), period="2017-Q4", order=(Order("revenue_growth", False),), limit=1),
        "East fell most in Q4 2017 by close date: −10.3 %, −$94,914, from $919,767 to $824,853"),
    "shares of all": (Intent(("revenue",), ("agent",), share_of="total"),
        "Darcel Schlecht leads in won value with $1,153,214, 11.5 % of the whole, then Vicki Laflamme with $478,396; "
        "30 agents in all"),
    "over time": (Intent(("revenue",), ("month",), period="2017"),
        "Won value by month in 2017 by close date went from $1,134,672 (Mar 2017) to $1,131,573 (Dec 2017); the "
        "highest was $1,338,466 (Jun 2017), the lowest $696,932 (Jul 2017)"),
    "by quarter": (Intent(("wins",), ("quarter",), order=(Order("wins"),), limit=1),
        "Q3 2017 has the most wins: 1,257"),
    "two side by side": (Intent(("win_rate",), ("agent",), filters=(TWO,), compare=Comparison("members")),
        "Win rate: Hayden Neloms 70.4 % (107 of 152 closed deals, 95 % interval 62.7 % to 77.1 %), Maureen Marcano "
        "70.0 % (149 of 213 closed deals, 95 % interval 63.5 % to 75.7 %); the difference is not significant"),
    "the first of each": (Intent(("revenue",), ("region", "agent"), order=(MOST,), limit=1, within="region"),
        "The highest won value in each region: Central Darcel Schlecht ($1,153,214), East Cassey Cress ($450,489), "
        "West Vicki Laflamme ($478,396)"),
    "who never": (Intent((), ("agent",), never=Never("deal")),
        "5 agents without a deal: Carl Lin, Carol Thompson, Elizabeth Anderson, Mei-Mei Johns and Natalya Ivanova"),
    "how many never": (Intent(("accounts",), never=Never("won", (GTK,))), "Accounts without a win for GTK 500: 73"),
    "more than are shown": (Intent((), ("deal",)),
        "More than 1,000 deals: 0000I7AO, 00400B1S, 005JS57S and 997 more; only the first 1,000 are shown"),
}  # fmt: skip


def said(intent, user):
    answer = answer_intent(intent, user=user)
    assert answer.status == "answered", answer
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("name", SENTENCES)
def test_it_says_what_was_found(name, dora):
    intent, expected = SENTENCES[name]
    assert said(intent, dora) == f"{expected}, as of 1 Jan 2018."


def test_every_figure_can_be_told_alone_and_by_dimensions(dora):
    """One sentence that ends with the day, whatever the rows hold."""
    for metric in METRICS.values():
        for intent in [*intents_of(metric)][::25]:  # each metric alone among them
            answer = answer_intent(intent, user=dora)
            assert answer.status in {"answered", "clarify", "refused"}, intent
            if answer.status == "answered":
                assert answer.text.endswith(", as of 1 Jan 2018."), (intent, answer.text)
                assert not re.search(r"\bNone\b|\bnan\b|Decimal|\{", answer.text), (intent, answer.text)


@pytest.mark.parametrize(
    ("metric", "dimension"), [("revenue", "agent"), ("average_deal", "product"), ("wins", "team")]
)
def test_numbers_come_from_the_rows(metric, dimension, dora):
    answer = answer_intent(Intent((metric,), (dimension,)), user=dora)
    cells = {cell(value, column) for row in answer.rows for value, column in zip(row, answer.columns, strict=True)}
    values = re.findall(r"with (\S+?)(?:,? |;)", answer.text)
    assert len(values) == 2
    assert set(values) <= cells
