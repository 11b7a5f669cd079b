"""Asking on the pages: with and without JavaScript, follow-ups, chips, questions back, refusals, forged requests."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from assistant import executor
from assistant.answer import Answer, ChartSpec
from assistant.compiled import Column
from assistant.models import Conversation, Turn
from assistant.posted import as_posted
from assistant.starters import STARTERS
from assistant.tests.told import ALL, ANSWERED, BACK, BY_REGION, FAILED, REFUSED, WEST

pytestmark = pytest.mark.django_db
ASK = reverse("assistant:ask")
HTMX = {"HX-Request": "true"}


def test_the_start_offers_the_questions_of_the_role(client, alice):
    client.force_login(alice)
    page = client.get(reverse("assistant:start")).text
    assert all(f'name="question" value="{question}"' in page for question in STARTERS["rep"])
    assert 'aria-current="page"' in page


def test_an_address_can_bring_a_question_along_without_asking_it(client, alice, told):
    client.force_login(alice)
    page = client.get(reverse("assistant:start"), {"question": "Won <by> region"}).text
    assert "Won &lt;by&gt; region</textarea>" in page
    assert told.asked == []


def test_without_javascript_a_question_leads_to_its_conversation(client, alice, told):
    client.force_login(alice)
    answer = client.post(ASK, {"question": " Won value by region "})
    turn = Turn.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/assistant/conversations/{turn.conversation_id}/#question-1")
    assert told.asked == [("ask", "Won value by region", None)]
    page = client.get(answer.url).text
    assert told.asked[1:] == [("answer_intent", BY_REGION)]
    for part in ("West leads with", "Read wesst as West.", "$824,853", 'href="/deals/?region=West"', "Q4 2017",
                 "select region from gold.sales_month", "By product", "1.9", 'data-chart="figure-turn-'):  # fmt: skip
        assert part in page


def test_how_a_name_was_read_is_said_whenever_the_answer_is_shown(client, hers, told):
    conversation = hers("Won value in wesst")
    told.answer = replace(ANSWERED, notes=("Rates are sums over sums.",))
    page = client.get(conversation.get_absolute_url()).text
    assert page.index("Read wesst as West.") < page.index("Rates are sums over sums.")


def test_names_in_an_answer_are_text(client, hers):
    page = client.get(hers("Won value by region").get_absolute_url()).text
    assert "&lt;b&gt;East&lt;/b&gt;" in page
    assert "<b>East</b>" not in page


def test_the_colours_of_a_chart_are_explained(client, hers):
    before = Column("revenue_before", "Won value before", "$", "metric", "revenue", "before")
    compared = replace(
        ANSWERED,
        columns=(*ANSWERED.columns[:3], before),
        chart=ChartSpec("bar", "region", ("revenue", "revenue_before")),
        period="Q4 2017",
        period_before="Q3 2017",
    )
    page = client.get(hers("Won value by region", answer=compared).get_absolute_url()).text
    assert '<li class="series-6 past">Q3 2017</li><li class="series-1">Q4 2017</li>' in page


def test_each_series_of_a_chart_has_its_colour(client, hers):
    columns = (Column("month", "Month", "date", "dimension", "month"), ANSWERED.columns[0], ANSWERED.columns[2])
    rows = tuple((date(2017, month, 1), name, 5) for month in (1, 2) for name in ("West", "<i>"))
    chart = ChartSpec("line", "month", ("revenue",), "region")
    shown = replace(ANSWERED, columns=columns, rows=rows, chart=chart, links=())
    page = client.get(hers("Won value by month and region", answer=shown).get_absolute_url()).text
    assert '<li class="series-1">West</li><li class="series-2">&lt;i&gt;</li>' in page
    assert "Won value by month and region</b>" in page


def test_htmx_gets_the_answer_at_once_and_asks_a_single_time(client, alice, told):
    client.force_login(alice)
    answer = client.post(ASK, {"question": "Won value by region"}, headers=HTMX)
    address = Conversation.objects.get().get_absolute_url()
    assert (answer.status_code, answer["HX-Push-Url"]) == (200, address)
    assert json.loads(answer["HX-Trigger"]) == {"announce": {"value": ANSWERED.text}}
    assert "$989,861" in answer.text
    assert len(told.asked) == 1


def test_a_follow_up_changes_the_newest_answer(client, hers, told):
    conversation = hers("Won value by region")
    hers("Our profit?", answer=REFUSED, to=conversation)
    client.post(reverse("assistant:conversation_ask", args=[conversation.pk]), {"question": "only West"})
    assert told.asked == [("ask", "only West", BY_REGION)]
    assert list(conversation.turns.values_list("position", flat=True)) == [1, 2, 3]


def test_a_chip_asks_what_it_carries_and_says_it_in_its_own_words(client, hers, told):
    conversation = hers("Won value by region")
    posted = {"intent": as_posted(ALL), "question": "<script>"}
    client.post(reverse("assistant:conversation_ask", args=[conversation.pk]), posted)
    assert told.asked == [("answer_intent", ALL)]
    assert conversation.turns.latest("position").question == "In other words"


def test_every_button_of_the_reading_carries_an_intent_of_its_own(client, hers):
    page = client.get(hers("Won value by region").get_absolute_url()).text
    for intent in (ALL, replace(BY_REGION, metrics=("wins",)), replace(BY_REGION, dimensions=("product",))):
        assert as_posted(intent).replace('"', "&quot;") in page


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"question": "   "},
        {"question": "x" * 1_001},
        {"question": "nul \0 inside"},
        {"intent": "{"},
        {"intent": '{"metrics": "revenue"}'},
        {"intent": '{"drop": 1}'},
        {"intent": '{"limit": 1e400}'},
        {"intent": '{"metrics": ["\\u0000"]}'},
        {"intent": "[" * 19_000},
        {"intent": "x" * 20_001},
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_a_question_is_refused_and_not_kept(client, alice, told, posted, headers):
    client.force_login(alice)
    answer = client.post(ASK, posted, headers=headers)
    assert (answer.status_code, told.asked, Turn.objects.count()) == (422, [], 0)
    assert 'aria-invalid="true"' in answer.text


def test_what_was_typed_stays(client, alice, told):
    client.force_login(alice)
    typed = "West? " * 300
    assert f"{typed}</textarea>" in client.post(ASK, {"question": typed}).text


def test_a_question_back_keeps_its_buttons(client, hers, told):
    page = client.get(hers("West?", answer=BACK).get_absolute_url()).text
    assert "Which West?" in page
    assert as_posted(WEST).replace('"', "&quot;") in page
    assert told.asked == []


def test_a_refusal_says_what_can_be_asked(client, hers, told):
    page = client.get(hers("Our profit?", answer=REFUSED).get_absolute_url()).text
    assert REFUSED.text in page
    assert 'name="question" value="Won value by region"' in page
    assert told.asked == []


def test_a_failure_is_an_alert_and_nothing_to_export(client, hers):
    page = client.get(hers("Everything", answer=FAILED).get_absolute_url()).text
    assert 'role="alert"' in page
    assert FAILED.text in page
    assert "export.csv" not in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_while_figures_are_rebuilt_nothing_is_kept(client, alice, told, headers):
    told.answer = Answer("error", executor.REBUILT, rule="rebuilt")
    client.force_login(alice)
    assert client.post(ASK, {"question": "Won value"}, headers=headers).status_code == 503
    assert Conversation.objects.count() == 0


def test_while_figures_are_rebuilt_a_conversation_waits(client, hers, told):
    conversation = hers("Won value by region")
    told.answer = Answer("error", executor.REBUILT, rule="rebuilt")
    assert client.get(conversation.get_absolute_url()).status_code == 503


def test_nobody_asks_in_the_conversation_of_another(client, hers, told, dora):
    conversation = hers("Won value by region")
    client.force_login(dora)
    for name in ("conversation_ask", "conversation_query"):
        assert client.post(reverse(f"assistant:{name}", args=[conversation.pk]), {"question": "x", "sql": "select 1"})
    assert (told.asked, conversation.turns.count()) == ([], 1)


def test_only_the_newest_turn_is_asked_again(client, hers, told):
    conversation = hers("Won value by region", "And wins?", "And losses?")
    page = client.get(conversation.get_absolute_url()).text
    assert told.asked == [("answer_intent", BY_REGION)]
    for turn in conversation.turns.all()[:2]:
        assert f'hx-get="{turn.get_absolute_url()}"' in page


def test_an_older_turn_opens_in_its_place_and_on_a_page(client, hers):
    address = hers("Won value by region").turns.get().get_absolute_url()
    fragment, page = client.get(address, headers=HTMX).text, client.get(address).text
    assert ("<html" in fragment, "<html" in page) == (False, True)
    for text in (fragment, page):
        assert "$824,853" in text


def test_earlier_turns_are_a_page_back(client, hers, monkeypatch):
    monkeypatch.setattr("assistant.views.conversations.TURNS_SHOWN", 2)
    conversation = hers("one", "two", "three")
    page = client.get(conversation.get_absolute_url()).text
    assert ('href="?before=2"' in page, 'id="question-1"' in page) == (True, False)
    earlier = client.get(conversation.get_absolute_url(), {"before": "2"}).text
    assert ('id="question-1"' in earlier, 'id="question-2"' in earlier) == (True, False)
    for wrong in ("x", "-1", "9" * 30, "²"):
        assert client.get(conversation.get_absolute_url(), {"before": wrong}).status_code == 200


@pytest.mark.parametrize("many", [3, 25])
def test_a_conversation_takes_the_same_queries_however_long(client, hers, many, django_assert_num_queries):
    conversation = hers(*[f"Question {number}" for number in range(many)])
    with django_assert_num_queries(6):
        client.get(conversation.get_absolute_url())
