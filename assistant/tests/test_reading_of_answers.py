"""Charts by rule, chips that can be taken away or changed, what to ask next, and where rows lead."""

import json
from datetime import date

import pytest
from django.http import QueryDict

from accounts.models import Account
from analytics.account_filter import AccountFilter
from assistant.asking import answer_intent
from assistant.chart_figures import figure_of
from assistant.intent import Candidate, Comparison, Filter, Intent, Never, Order
from assistant.tests.asking import ask as rows_of
from pipeline.deal_filters import DealFilter
from pipeline.models import Opportunity

AS_OF = date(2018, 1, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_run", "read_within")]

CHARTS = {
    "a figure": (Intent(("revenue",)), None),
    "a list": (Intent((), ("agent",)), None),
    "one row": (Intent(("revenue",), ("agent",), order=(Order("revenue"),), limit=1), None),
    "names": (Intent(("revenue",), ("region",)), ("bar", "region", ("revenue",), "")),
    "what was": (Intent(("revenue",), ("region",), period="2017-Q4", compare=Comparison()),
        ("bar", "region", ("revenue", "revenue_before"), "")),
    "months": (Intent(("revenue",), ("month",)), ("line", "month", ("revenue",), "")),
    "the best months": (Intent(("revenue",), ("month",), order=(Order("revenue"),), limit=3),
        ("bar", "month", ("revenue",), "")),
    "weekdays": (Intent(("wins",), ("weekday",)), ("bar", "weekday", ("wins",), "")),
    "months of regions": (Intent(("revenue",), ("region", "month")), ("line", "month", ("revenue",), "region")),
    "months of agents": (Intent(("revenue",), ("agent", "month")), ("heat", "month", ("revenue",), "agent")),
    "two": (Intent(("wins",), ("region", "product")), ("grouped_bar", "product", ("wins",), "region")),
    "many by many": (Intent(("wins",), ("agent", "product")), ("heat", "product", ("wins",), "agent")),
    "three": (Intent(("wins",), ("agent", "product", "month")), None),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_the_chart_is_chosen_by_rule_and_drawn(name, dora):
    intent, expected = CHARTS[name]
    answer = answer_intent(intent, user=dora)
    spec = answer.chart
    assert ((spec.kind, spec.x, spec.y, spec.series) if spec else None) == expected
    figure = figure_of(answer)
    assert (figure is None) == (spec is None)
    if figure:
        assert figure["data"]
        json.dumps(figure, default=float)


def test_a_mark_leads_where_its_row_leads(dora):
    answer = answer_intent(Intent(("revenue",), ("region",)), user=dora)
    (bars,) = figure_of(answer)["data"]
    assert bars["y"] == ["West", "Central", "East"]
    assert bars["customdata"] == list(answer.links)
    assert bars["customdata"][0] == "/deals/?type=won&region=West&closes_to=2018-01-01"


RETAIL = Filter("sector", "is", ("retail",))
SPECIAL = Filter("product", "is", ("MG Special",))
COUNTED = [
    Intent(("wins",), ("region",)),
    Intent(("wins",), ("agent",), filters=(SPECIAL,), period="2017-Q4"),
    Intent(("deals",), ("stage",)),
    Intent(("losses",), ("month",), filters=(RETAIL,)),
    Intent(("accounts",), ("sector",)),
]


@pytest.mark.parametrize("intent", COUNTED, ids=lambda intent: intent.metrics[0])
def test_the_list_behind_a_row_has_what_it_counts(intent, dora):
    answer = answer_intent(intent, user=dora)
    place = [column.name for column in answer.columns].index(intent.metrics[0])
    assert all(answer.links)
    assert [listed(link, dora) for link in answer.links] == [row[place] for row in answer.rows]


def listed(link, user):
    path, _, query = link.partition("?")
    if path == "/deals/":
        deals = Opportunity.objects.visible_to(user).with_close()
        return DealFilter(QueryDict(query), user=user, as_of=AS_OF).apply(deals).count()
    return AccountFilter(QueryDict(query), user=user).apply(Account.objects.visible_to(user)).count()


FULL = Intent(
    ("revenue", "wins"), ("agent",), filters=(Filter("region", "is", ("West",)),), period="2017-Q4",
    order=(Order("revenue"),), limit=5, having=(Filter("wins", "at_least", (10,)),), compare=Comparison(),
    share_of="total", candidates=(Candidate("west", "region", "West"), Candidate("west", "account", "Westward")),
)  # fmt: skip


def test_every_part_of_the_reading_is_a_chip(dora):
    chips = answer_intent(FULL, user=dora).chips
    assert [(chip.kind, chip.text) for chip in chips] == [
        ("figure", "Won value"), ("figure", "Wins"), ("split", "by agent"), ("filter", "region is West"),
        ("period", "Q4 2017 by close date"), ("compare", "against the period before"), ("share", "share of all"),
        ("having", "wins ≥ 10"), ("order", "the first 5 by won value"),
    ]  # fmt: skip
    filters = next(chip for chip in chips if chip.kind == "filter")
    assert "Account is Westward" in [option.label for option in filters.instead]
    more = answer_intent(Intent((), ("agent",), never=Never("deal")), user=dora).chips
    assert [(chip.kind, chip.text) for chip in more] == [("split", "by agent"), ("never", "without a deal")]


OFFERING = [
    FULL,
    Intent(("revenue",)),
    Intent((), ("agent",), never=Never("deal")),
    Intent((), ("account",), ever=(Never("won", (SPECIAL,)),), tally=True),
    Intent(("revenue",), mean_over="account"),
    Intent(("revenue",), ("month",), running=True),
    Intent(("revenue",), ("region", "agent"), order=(Order("revenue"),), limit=1, within="region"),
    Intent(("revenue_rank",), ("agent",), filters=(Filter("agent", "is", ("Darcel Schlecht",)),)),
    Intent(("revenue_share",), ("product",), period="last_quarter"),
]


@pytest.mark.parametrize("intent", OFFERING)
def test_whatever_is_offered_has_an_answer(intent, dora):
    answer = answer_intent(intent, user=dora)
    offered = [chip.without for chip in answer.chips if chip.without]
    offered += [option.intent for chip in answer.chips for option in chip.instead]
    offered += [option.intent for option in answer.suggestions]
    assert offered
    for each in offered:
        rows_of(each, dora)  # which raises where it does not compile or run


def test_three_questions_follow(dora):
    follow = [
        option.label
        for option in answer_intent(Intent(("revenue",), ("region",), period="2017-Q4"), user=dora).suggestions
    ]
    assert follow == [
        "Won value by region and team, Q4 2017",
        "Won value by region, Q4 2017, against the period before",
        "Won value by month, Q4 2017",
    ]
