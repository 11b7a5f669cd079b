"""What pages do with what is kept: the list of conversations, ratings, pins, files, an analyst's own query, words."""

import json
from dataclasses import replace

import pytest
from django.urls import reverse

from assistant.filled import FreeSql
from assistant.models import Conversation, Pin, Turn
from assistant.semantic import DIMENSIONS, METRICS
from assistant.tests.told import ANSWERED, BY_REGION, FAILED, REFUSED
from teams.models import Role

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = reverse("assistant:conversations")


def at(name, what, *more):
    return reverse(f"assistant:{name}", args=[what.pk, *more])


def pinned(client, conversation):
    for turn in conversation.turns.all():
        client.post(at("turn_pin", turn))
    return list(Pin.objects.all())


def test_the_list_is_searched_by_title_and_question(client, hers):
    conversation = hers("Won value by region", "And only GTX Pro?")
    hers("Stale deals by agent")
    found = {words: client.get(LIST, {"q": words}).text for words in ("gtx", "stale", "nothing of it", "a\0b")}
    assert ("Won value by region" in found["gtx"], "Stale deals" in found["gtx"]) == (True, False)
    assert ("Won value by region" in found["stale"], "Stale deals" in found["stale"]) == (False, True)
    assert "No conversation says that" in found["nothing of it"]
    assert conversation.get_absolute_url() not in found["a\0b"]


def test_an_empty_list_says_what_will_be_there(client, alice):
    client.force_login(alice)
    assert "Nothing asked yet" in client.get(LIST).text


def test_nobody_finds_the_conversations_of_another(client, hers, dora):
    hers("Won value by region")
    client.force_login(dora)
    for address in (LIST, f"{LIST}?q=won", reverse("assistant:start")):
        assert "Won value by region" not in client.get(address).text


@pytest.mark.parametrize("many", [2, 20])
def test_the_list_takes_the_same_queries_however_long(client, hers, many, django_assert_num_queries):
    for number in range(many):
        hers(f"Question {number}")
    with django_assert_num_queries(4):
        client.get(LIST)


def test_a_conversation_is_renamed(client, hers):
    conversation = hers("Won value by region")
    client.post(at("conversation_rename", conversation), {"title": "Regions"})
    assert Conversation.objects.get().title == "Regions"
    for wrong in ("", "x" * 81):
        refused = client.post(at("conversation_rename", conversation), {"title": wrong})
        assert (refused.status_code, Conversation.objects.get().title) == (422, "Regions")


def test_a_deleted_conversation_is_gone_with_its_turns(client, hers):
    conversation = hers("Won value by region")
    page = client.post(at("conversation_delete", conversation), follow=True).text
    assert "deleted" in page
    assert (client.get(conversation.get_absolute_url()).status_code, Turn.objects.count()) == (404, 0)


def test_an_answer_is_rated_in_its_place(client, hers):
    turn = hers("Won value by region").turns.get()
    fragment = client.post(at("turn_rate", turn), {"feedback": "down"}, headers=HTMX).text
    assert ('aria-pressed="true"' in fragment, "<html" in fragment) == (True, False)
    client.post(at("turn_rate", turn), {"feedback": "down", "note": "East is missing"})
    assert Turn.objects.values_list("feedback", "note").get() == ("down", "East is missing")
    for wrong in ({"feedback": "sideways"}, {"feedback": "up", "note": "x" * 501}):
        assert client.post(at("turn_rate", turn), wrong, headers=HTMX).status_code == 422
    assert Turn.objects.get().feedback == "down"


def test_a_pinned_answer_is_asked_again_when_it_is_shown(client, hers, told):
    (pin,) = pinned(client, hers("Won value by region"))
    page = client.get(reverse("assistant:pins")).text
    assert (f'hx-get="{at("pin", pin)}"' in page, told.asked) == (True, [])
    card, alone = client.get(at("pin", pin), headers=HTMX).text, client.get(at("pin", pin)).text
    assert told.asked == [("answer_intent", BY_REGION)] * 2
    assert (f"figure-pin-{pin.pk}" in card, "$824,853" in alone) == (True, True)


def test_what_was_not_answered_is_not_pinned(client, hers):
    assert pinned(client, hers("Our profit?", answer=REFUSED)) == []


def test_pins_are_named_moved_and_removed(client, hers, told):
    for name in ("wins", "losses"):
        hers(name, answer=replace(ANSWERED, intent=replace(BY_REGION, metrics=(name,))))
    for turn in Turn.objects.order_by("pk"):
        client.post(at("turn_pin", turn))
    first, second = Pin.objects.all()
    client.post(at("pin_move", second), {"to": "earlier"})
    client.post(at("pin_rename", first), {"title": "Won deals"})
    assert [pin.title for pin in Pin.objects.all()] == ["losses", "Won deals"]
    assert client.post(at("pin_rename", first), {"title": ""}).status_code == 422
    client.post(at("pin_remove", first))
    assert [pin.title for pin in Pin.objects.all()] == ["losses"]


def test_a_pin_of_a_former_form_says_so(client, hers):
    (pin,) = pinned(client, hers("Won value by region"))
    Pin.objects.update(intent={"measures": ["revenue"]})
    assert "no longer known" in client.get(at("pin", pin)).text
    assert client.get(at("pin_export", pin, "csv")).status_code == 400


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_of_pins_takes_the_same_queries(client, hers, many, django_assert_num_queries):
    for number in range(many):
        hers(f"{number}", answer=replace(ANSWERED, intent=replace(BY_REGION, limit=number + 1)))
    for turn in Turn.objects.all():
        client.post(at("turn_pin", turn))
    with django_assert_num_queries(4):
        client.get(reverse("assistant:pins"))


def test_a_file_has_the_rows_of_the_table_and_no_formula(client, hers):
    turn = hers("Won value by region").turns.get()
    text = b"".join(client.get(at("turn_export", turn, "csv"))).decode("utf-8-sig")
    assert text.splitlines() == [
        '"Region","Won value","Growth of won value"', '"West",989861,-0.019', "\"'=1+1\",987782,0.062",
        '"<b>East</b>",824853,',
    ]  # fmt: skip
    rows = json.loads(b"".join(client.get(at("turn_export", turn, "json"))))
    assert rows[0] == {"region": "West", "revenue": 989861, "revenue_growth": "-0.019"}
    for extension in ("xlsx", "parquet"):
        assert b"".join(client.get(at("turn_export", turn, extension)))
    assert client.get(at("turn_export", turn, "exe")).status_code == 400


@pytest.mark.parametrize("answer", [REFUSED, FAILED])
def test_what_has_no_rows_is_no_file(client, hers, answer):
    turn = hers("Our profit?", answer=answer).turns.get()
    refused = client.get(at("turn_export", turn, "csv"))
    assert (refused.status_code, answer.text in refused.text) == (400, True)


@pytest.fixture
def analyst(alice):
    alice.role = Role.ANALYST
    alice.save()
    return alice


def test_an_analyst_runs_a_changed_query(client, hers, told, analyst):
    conversation = hers("Won value by region")
    assert "Change the query" in client.get(conversation.get_absolute_url()).text
    told.asked.clear()
    client.post(at("conversation_query", conversation), {"sql": "select 1"})
    assert told.asked == [("answer_sql", "select 1")]
    newest = conversation.turns.latest("position")
    assert (newest.question, newest.filled_by, newest.intent) == ("select 1", "sql", None)
    page = client.get(conversation.get_absolute_url()).text
    assert told.asked[1:] == [("answer_sql", "select 1")]
    assert "$824,853" in page


def test_a_refused_query_can_be_mended(client, hers, told, analyst):
    conversation = hers("Won value by region")
    told.answer = replace(REFUSED, instead=())
    client.post(at("conversation_query", conversation), {"sql": "select pg_sleep(1)"})
    assert "select pg_sleep(1)</textarea>" in client.get(conversation.get_absolute_url()).text


@pytest.mark.parametrize("sql", ["", "select " + "1" * 10_000, "a\0b"])
def test_what_cannot_be_a_query_is_refused_and_stays(client, hers, told, analyst, sql):
    conversation = hers("Won value by region")
    refused = client.post(at("conversation_query", conversation), {"sql": sql})
    assert (refused.status_code, conversation.turns.count()) == (422, 1)
    assert "answer_sql" not in [name for name, *_ in told.asked]


def test_a_query_that_a_model_wrote_is_asked_again_for_whoever_asked(client, hers, told):
    conversation = hers("Something rare", answer=replace(ANSWERED, intent=None, filled_by="model", sql="select 2"))
    client.get(conversation.get_absolute_url())
    assert told.asked == [("ask", "Something rare", FreeSql("select 2"))]


def test_a_representative_writes_no_query(client, hers, told):
    conversation = hers("Won value by region")
    assert "Change the query" not in client.get(conversation.get_absolute_url()).text
    told.asked.clear()
    assert client.post(at("conversation_query", conversation), {"sql": "select 1"}).status_code == 403
    assert told.asked == []


def test_who_is_no_analyst_any_more_reads_the_sentence_alone(client, hers, told, analyst):
    conversation = hers("Won value by region")
    client.post(at("conversation_query", conversation), {"sql": "select 1"})
    analyst.role = Role.REP
    analyst.save()
    told.asked.clear()
    page = client.get(conversation.get_absolute_url()).text
    assert (told.asked, ANSWERED.text in page, "$824,853" in page) == ([], True, False)


def test_every_figure_and_dimension_has_a_question_to_ask(client, alice):
    client.force_login(alice)
    page = client.get(reverse("assistant:words")).text
    assert page.count('<button class="ask" name="question"') == len(METRICS) + len(DIMENSIONS)
    assert "Ways to split and narrow" in page
    narrowed = client.get(reverse("assistant:words"), {"q": "SUBSIDIARIES"}).text
    assert ("Sales and prices" in narrowed, "Has subsidiaries" in narrowed) == (False, True)
    assert "No figure is called that" in client.get(reverse("assistant:words"), {"q": "xyzzy"}).text
