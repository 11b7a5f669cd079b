"""POST /api/v1/ask: who may ask, what is taken, and what comes back as plain data."""

import json

import pytest
from rest_framework.throttling import SimpleRateThrottle

from assistant import asking, grammar
from assistant.filled import AskBack, Option, Understood
from assistant.intent import Intent
from assistant.models import Question

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/api/v1/ask"
REVENUE = Intent(("revenue",), ("account",))


@pytest.fixture
def reads_as(monkeypatch):
    """Let every question be read as this."""

    def reads_as(filled):
        given = {}

        def fill(question, *, asker, last=None):
            given.update(question=question, last=last)
            return filled

        monkeypatch.setattr(grammar, "fill", fill)
        return given

    return reads_as


def test_a_question_is_answered_in_plain_data(committed_books, alice, api, reads_as):
    given = reads_as(Understood(REVENUE))
    response = api(alice, scope="read").post(ADDRESS, {"question": "Sales by account?", "last": {"metrics": ["wins"]}})
    assert response.status_code == 200
    answer = json.loads(response.content)
    assert (answer["status"], answer["columns"], answer["rows"]) == (
        "answered", ["account", "revenue"], [["Secretive Ltd", 300]],
    )  # fmt: skip
    assert answer["intent"] == REVENUE.as_json()
    assert answer["units"] == ["text", "$"]
    assert answer["links"][0].startswith("/deals/?type=won")
    assert answer["sql"].startswith("SELECT")
    assert {"text", "reading", "period", "as_of", "options", "suggestions", "rule", "chart"} <= set(answer)
    assert given == {"question": "Sales by account?", "last": Intent(("wins",))}


def test_an_options_intent_can_be_sent_back(committed_books, dana, api, reads_as):
    reads_as(AskBack("Which?", (Option("By account", REVENUE),)))
    client = api(dana)
    asked_back = client.post(ADDRESS, {"question": "Sales?"}).json()
    assert asked_back["status"] == "clarify"
    (option,) = asked_back["options"]
    assert client.post(ADDRESS, {"intent": option["intent"]}).json()["status"] == "answered"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "non_field_errors"),
        ({"question": "x", "intent": {"metrics": ["wins"]}}, "non_field_errors"),
        ({"question": ""}, "question"),
        ({"question": "x" * (asking.LONGEST + 1)}, "question"),
        ({"question": ["x"]}, "question"),
        ({"question": "x\0"}, "question"),
        ({"question": "x", "last": "wins"}, "last"),
        ({"intent": {"metrics": "wins"}}, "intent"),
        ({"intent": {"sql": "select 1"}}, "intent"),
        ({"intent": {"metrics": ["a\0b"]}}, "intent"),
        ({"intent": {"filters": [{"member": "agent", "values": [{"date": "never"}]}]}}, "intent"),
        ({"sql": "select 1"}, "sql"),
    ],
)
@pytest.mark.django_db
def test_what_is_no_question_is_not_asked(alice, api, body, field):
    response = api(alice).post(ADDRESS, body)
    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert not Question.objects.exists()


INTENTS = [
    {"metrics": ["nonsense"]},
    {"metrics": ["revenue"], "limit": 10**30, "dimensions": ["agent"]},
    {"metrics": ["revenue"], "filters": [{"member": "agent", "values": ["x' or 1=1 --"]}]},
    {"metrics": ["revenue"], "filters": [{"member": "agent", "values": [10**40]}]},
    {"metrics": ["revenue"], "period": "9999-Q9"},
    {"metrics": ["revenue"], "person": "everybody"},
    {"metrics": ["revenue"], "filters": [{"member": "deal_value", "operator": "more_than", "values": [1e308]}]},
    {},
]


def test_any_intent_gets_an_answer(committed_books, dana, api):
    client = api(dana)
    responses = [client.post(ADDRESS, {"intent": intent}, format="json") for intent in INTENTS]
    assert {response.status_code for response in responses} == {200}
    assert {response.json()["status"] for response in responses} <= {"answered", "refused", "error"}
    assert Question.objects.count() == len(INTENTS)


@pytest.mark.django_db
def test_there_is_an_end_to_asking(alice, api, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": "9/min", "anon": "9/min", "questions": "1/min"})
    client = api(alice)
    assert [client.post(ADDRESS, {}).status_code for _ in range(2)] == [400, 429]
