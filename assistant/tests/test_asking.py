"""From a question to its answer and its one row on record, whatever comes in."""

import json
from dataclasses import replace

import pytest

from assistant import executor, fence
from assistant.asking import LONGEST, answer_intent, answer_sql, ask
from assistant.filled import AskBack, Option, Refused, Understood
from assistant.intent import Comparison, Filter, Intent, Order
from assistant.models import Question

pytestmark = pytest.mark.django_db(transaction=True)

REVENUE = Intent(("revenue",), ("account",))


def fills(filled):
    """A filler that reads every question alike, and remembers what it was given."""
    given = {}

    def fill(question, *, asker, last=None):
        given.update(question=question, asker=asker, last=last)
        return filled

    fill.given = given
    return fill


def on_record():
    return [(row.verdict, row.rule, row.rows) for row in Question.objects.order_by("pk")]


def test_a_question_is_read_run_and_told(committed_books, dana):
    fill = fills(Understood(REVENUE, ("Read “sales” as won value.",)))
    answer = ask("Sales by\u200b  account?", user=dana, last=Intent(("wins",)), fill=fill)
    assert answer.status == "answered"
    assert answer.text.startswith("Secretive Ltd leads in won value with $300, then Open Corp with $7")
    assert [(row[0], int(row[2])) for row in answer.rows] == [("Secretive Ltd", 300), ("Open Corp", 7)]
    assert answer.notes == ("Read “sales” as won value.",)
    assert (fill.given["question"], fill.given["last"]) == ("Sales by account?", Intent(("wins",)))
    assert (answer.chart.kind, answer.relations) == ("bar", ("gold.deal",))
    assert answer.sql.startswith("SELECT")
    assert on_record() == [("answered", "", 2)]
    kept = Question.objects.get()
    assert (kept.text, kept.intent, kept.sql) == ("Sales by\u200b  account?", REVENUE.as_json(), answer.sql)


def test_two_readings_that_name_others_are_asked_about(committed_books, dana):
    first = replace(REVENUE, order=(Order("revenue"),), limit=1)
    rival = replace(REVENUE, metrics=("revenue", "wins"), order=(Order("wins", descending=False),), limit=1)
    answer = ask("Who did most?", user=dana, fill=fills(Understood(first, rival=rival)))
    assert (answer.status, answer.intent) == ("clarify", first)
    assert [(option.label, option.intent) for option in answer.options] == [("Won value", first), ("Wins", rival)]
    assert on_record() == [("clarify", "asked_back", None)]


def test_two_readings_that_name_the_same_are_one_answer(committed_books, dana):
    first = replace(REVENUE, order=(Order("revenue"),), limit=1)
    rival = replace(REVENUE, metrics=("revenue", "wins"), order=(Order("wins"),), limit=1)
    answer = ask("Who did most?", user=dana, fill=fills(Understood(first, rival=rival)))
    assert (answer.status, [row[0] for row in answer.rows]) == ("answered", ["Secretive Ltd"])


def test_everybody_gets_what_they_may_see(committed_books, alice, charlie):
    """Rows, the values that words can mean, and the sentence."""
    for who, theirs, hidden in ((alice, "Secretive Ltd", "Open Corp"), (charlie, "Open Corp", "Secretive Ltd")):
        fill = fills(Understood(REVENUE))
        said = repr(ask("?", user=who, fill=fill)) + repr(fill.given["asker"].values)
        assert theirs in said
        assert hidden not in said


def test_who_asks_is_known(committed_books, alice, bob, dana):
    fill = fills(Refused("x", "No."))
    found = {}
    for who in (alice, bob, dana):
        ask("?", user=who, fill=fill)
        asker = fill.given["asker"]
        found[who] = (asker.name, asker.is_agent, asker.viewer.team_ids)
    team = (alice.team_id,)
    assert found == {alice: ("Alice Ames", True, team), bob: ("Bob Berg", False, team), dana: ("Dana Dorn", False, ())}


UNANSWERED = [
    (AskBack("Which one?", (Option("This", REVENUE),)), "clarify", "asked_back"),
    (Refused("profit", "There are no costs.", ("Won value by month",)), "refused", "profit"),
    (Understood(Intent(("open_deals",), period="2025")), "clarify", "which_date"),
    (Understood(Intent(("activities",), ("lost_reason",))), "refused", "cannot_combine"),
    (Understood(Intent(("revenue",), period="2100")), "refused", "outside"),
    (Understood(Intent(("nonsense",), ("nothing",))), "refused", "unknown"),
    (Understood(Intent()), "refused", "unknown"),
]


def test_what_has_no_answer_is_asked_back_or_refused(committed_books, dana):
    answers = [ask("?", user=dana, fill=fills(filled)) for filled, *_ in UNANSWERED]
    assert [(answer.status, answer.rule) for answer in answers] == [(status, rule) for _, status, rule in UNANSWERED]
    assert all(answer.text.endswith((".", "?")) for answer in answers)
    assert on_record() == [(status, rule, None) for _, status, rule in UNANSWERED]


def test_every_button_under_a_question_back_has_an_answer(committed_books, dana):
    without = [
        Intent(("open_deals",), period="this_year"),
        Intent(("revenue",), ("region",), compare=Comparison()),
        Intent(("revenue",), running=True),
        Intent(("activities",), ("lost_reason",)),
    ]
    for intent in without:
        options = answer_intent(intent, user=dana).options
        assert options
        assert {answer_intent(option.intent, user=dana).status for option in options} == {"answered"}


NO_QUESTIONS = ["", " \u200b\n", "x" * (LONGEST + 1), "\0\ud800"]


def test_what_is_no_question_is_refused(committed_books, dana):
    answers = [ask(text, user=dana, fill=fills(Understood(REVENUE))) for text in NO_QUESTIONS]
    assert {(answer.status, answer.rule) for answer in answers} == {("refused", "length")}
    assert on_record() == [("refused", "length", None)] * len(NO_QUESTIONS)


def test_a_button_asks_for_an_intent(committed_books, dana):
    answer = answer_intent(Intent(("wins",), filters=(Filter("account", "is", ("Open Corp",)),)), user=dana)
    assert answer.text.startswith("Wins for Open Corp: 1, as of ")
    assert Question.objects.get().text == "Wins for Open Corp"
    assert answer.links[0].startswith("/deals/?type=won")
    assert "of_account=" in answer.links[0]


def test_an_analyst_asks_by_a_query(committed_books, anna):
    answer = answer_sql("select account, won_value from deal where is_won order by won_value desc limit 2", user=anna)
    assert (answer.status, answer.filled_by, len(answer.rows)) == ("answered", "sql", 2)
    assert [(c.name, c.unit, c.role) for c in answer.columns] == [
        ("account", "text", "dimension"),
        ("won_value", "$", "metric"),
    ]
    assert answer.relations == ("gold.deal",)
    assert on_record() == [("answered", "", 2)]


FENCED = [
    ("select * from pg_class", "refused", "relation"),
    ("drop table teams_user", "refused", "statement"),
    ("\0", "refused", "characters"),
    ("select 1 / (select count(*) - count(*) from deal)", "error", "impossible"),
]


def test_a_query_has_the_same_fence(committed_books, anna):
    answers = [answer_sql(text, user=anna) for text, *_ in FENCED]
    assert [(a.status, a.rule, a.rows) for a in answers] == [(status, rule, ()) for _, status, rule in FENCED]
    verdicts = {"error": "failed", "refused": "refused"}
    assert on_record() == [(verdicts[status], rule, None) for _, status, rule in FENCED]


def test_queries_are_not_for_representatives(committed_books, alice):
    assert answer_sql("select agent from deal", user=alice).rule == "role"
    assert on_record() == [("refused", "role", None)]


def test_while_the_fence_is_down_nothing_is_answered(committed_books, dana, monkeypatch):
    monkeypatch.setattr(fence, "holds", lambda *args: False)
    answers = [
        ask("?", user=dana, fill=fills(Understood(REVENUE))),
        answer_intent(REVENUE, user=dana),
        answer_sql("select agent from deal", user=dana),
    ]
    assert {(answer.status, answer.text, answer.rows) for answer in answers} == {("error", executor.OFF, ())}
    assert on_record() == [("failed", "off", None)] * 3


def test_a_query_that_takes_too_long_is_told_so(committed_books, dana, monkeypatch):
    def run(*args, **kwargs):
        raise executor.NotAnswered(executor.SLOW)

    monkeypatch.setattr(executor, "run", run)
    answer = answer_intent(REVENUE, user=dana)
    assert (answer.status, answer.text, answer.rule) == ("error", executor.SLOW, "slow")
    assert answer.sql
    assert on_record() == [("failed", "slow", None)]


def test_somebody_who_left_reads_nothing(committed_books, dana):
    dana.is_active = False
    dana.save()
    assert answer_intent(REVENUE, user=dana).rows == ()


def test_names_that_are_new_can_be_named_at_once(committed_books, dana):
    from accounts.tests.factories import AccountFactory

    fill = fills(Refused("x", "No."))
    ask("?", user=dana, fill=fill)
    AccountFactory(name="Brand New Inc")
    ask("?", user=dana, fill=fill)
    assert "Brand New Inc" in [known.text for known in fill.given["asker"].values["account"]]


def test_deals_are_named_by_the_codes_in_the_question(committed_books, alice, charlie):
    from pipeline.models import Opportunity

    code = Opportunity.objects.filter(owner=alice).first().code
    fill = fills(Refused("x", "No."))
    for who, found in ((alice, [code]), (charlie, [])):
        ask(f"Who owns {code.lower()}, AAAA1111?", user=who, fill=fill)
        assert [known.text for known in fill.given["asker"].values.get("deal", ())] == found


def test_an_answer_can_be_taken_from_its_intent_as_json(committed_books, dana):
    answer = answer_intent(REVENUE, user=dana)
    again = Intent.from_json(json.loads(json.dumps(answer.intent.as_json())))
    assert replace(answer_intent(again, user=dana), milliseconds=0) == replace(answer, milliseconds=0)
