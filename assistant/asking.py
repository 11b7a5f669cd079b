"""The one way from a question to its answer: read, compiled, guarded, run, told, and put on record.

Every function that answers returns an Answer, whatever comes in, and writes exactly one row of `Question`.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from django.conf import settings

from analytics.gold import BeingRebuilt
from assistant import catalogue, charts, executor, fence, grammar, guard, services
from assistant.addresses import addresses
from assistant.answer import Answer
from assistant.askers import asker_of, may_write_sql, names_of
from assistant.chips import Asked, chips
from assistant.compiled import Compiled
from assistant.compiler import compile_intent
from assistant.executor import NotAnswered
from assistant.filled import AskBack, Asker, Filled, Filler, FreeSql, Option, Refused, Understood
from assistant.found import Found
from assistant.intent import Intent
from assistant.language_model import fill_in_steps, filler
from assistant.models import Question
from assistant.phrases import label, large, title
from assistant.problems import answer_problem
from assistant.sentences import sentence
from assistant.sql_answers import columns_of, relations_of, summary
from assistant.suggestions import suggestions
from pipeline.models import ReportingDay
from teams.models import User

logger = logging.getLogger(__name__)

LONGEST = 1000
VERDICTS = {
    "answered": Question.Verdict.ANSWERED, "refused": Question.Verdict.REFUSED, "clarify": Question.Verdict.CLARIFY,
    "error": Question.Verdict.FAILED,
}  # fmt: skip
RULES = {
    executor.OFF: "off", executor.SLOW: "slow", executor.LARGE: "large", executor.REBUILT: "rebuilt",
    executor.IMPOSSIBLE: "impossible", executor.AWAY: "away",
}  # fmt: skip
# What a reader of words may stumble over; whatever it is, the asker gets an answer and the log the reason.
STUMBLES = (RecursionError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError)
STUMBLED = "That could not be read. Ask it in other words."
EMPTY = "Ask something: a figure, a list, or who comes first."
LONG = f"A question has at most {LONGEST:,} characters."
WHICH = "That can be measured in two ways, and each names others. Which one is meant?"
NOT_YOURS = "Queries are for analysts, directors and administrators. Ask in words instead."


def ask(question: str, *, user: User, last: Intent | None = None, fill: Filler | None = None) -> Answer:
    """Answer a question in words. `last` is the intent of the dialogue so far. `fill` reads it, or whom the settings
    name: the grammar, or a language model with the grammar for its failures."""
    readable = _readable(question)

    def answer() -> Answer:
        if not readable or len(readable) > LONGEST:
            return Answer("refused", LONG if readable else EMPTY, rule="length")
        asker = asker_of(user, readable)
        filled = (fill or filler(grammar.fill))(readable, asker=asker, last=last)
        return replace(_told(filled, asker, user), filled_by=filled.filled_by)

    return _on_record(question, user, answer)


def ask_in_turn(turns: Sequence[str], *, user: User, fill: Filler | None = None) -> Answer:
    """Answer one question after another, each in the light of those before it, and return the last answer."""
    last, answer = None, Answer("refused", EMPTY, rule="length")
    for question in turns:
        answer = ask(question, user=user, last=last, fill=fill)
        last = carried_on(answer, last)
    return answer


def ask_in_steps(question: str, *, user: User, last: Intent | None = None) -> Iterator[str | Answer]:
    """Yield sentences that say what is being done, and at the end the answer that `ask` gives.

    Only a language model takes long enough for it: without one there is the answer alone.
    """
    readable, fill = _readable(question), None
    if settings.ASSISTANT_LLM and 0 < len(readable) <= LONGEST and fence.holds():
        with suppress(BeingRebuilt):  # which ask says
            asker = asker_of(user, readable)
            filled = yield from fill_in_steps(readable, asker=asker, otherwise=grammar.fill, last=last)
            fill = _as_filled(filled)
            yield "Looking it up."
    yield ask(question, user=user, last=last, fill=fill)


def _as_filled(filled: Filled) -> Filler:
    return lambda question, *, asker, last=None: filled


def carried_on(answer: Answer, last: Intent | None) -> Intent | None:
    """Return what the next turn of a dialogue follows up: what was answered, or understood so far by a question back;
    a refusal leaves it as it was."""
    return answer.intent if answer.intent and answer.status in {"answered", "clarify"} else last


def answer_intent(intent: Intent, *, user: User, question: str = "") -> Answer:
    """Answer what a chip, a button or a pin asks for."""
    return _on_record(question, user, lambda: _answered(intent, asker_of(user), user))


def answer_sql(text: str, *, user: User) -> Answer:
    """Run a query that an analyst wrote, through the same guard, as the same reader."""
    return replace(_on_record(text, user, lambda: _queried(text, user)), filled_by="sql")


def _readable(question: str) -> str:
    """Return the words of a question without what nobody sees."""
    return " ".join("".join(char if char.isprintable() else " " for char in question).split())


def _told(filled: Filled, asker: Asker, user: User) -> Answer:
    match filled:
        case Understood(intent=intent, said=said, rival=rival):
            answer = _answered(intent, asker, user, said)
            return _or_asked(answer, _answered(rival, asker, user)) if rival else answer
        case FreeSql(sql=sql, said=said):
            answer = _ran(sql, user)
            return replace(answer, notes=(*said, *answer.notes))
        case AskBack(text=text, options=options, so_far=so_far, said=said):
            return Answer("clarify", text, rule="asked_back", options=options, notes=said, intent=so_far)
        case Refused(rule=rule, text=text, instead=instead, said=said):
            return Answer("refused", text, rule=rule, instead=instead, notes=said)


def _or_asked(answer: Answer, rival: Answer) -> Answer:
    """The answer, if the other reading names the same members; otherwise the question which of the two is meant."""
    if {answer.status, rival.status} != {"answered"} or members_of(answer) == members_of(rival):
        return answer
    both = [one.intent for one in (answer, rival) if one.intent]
    options = tuple(Option(large(label(one.order[0].member)), one) for one in both)
    return Answer("clarify", WHICH, rule="asked_back", options=options, notes=answer.notes, intent=answer.intent)


def members_of(answer: Answer) -> set[tuple[object, ...]]:
    """Return the names that an answer gives."""
    named = [at for at, column in enumerate(answer.columns) if column.role == "dimension"]
    return {tuple(row[at] for at in named) for row in answer.rows}


def _on_record(question: str, user: User, answer: Callable[[], Answer]) -> Answer:
    """Answer while the fence stands, and keep what came of it."""
    began = time.monotonic()
    try:
        found = answer() if fence.holds() else Answer("error", executor.OFF, rule="off")
    except BeingRebuilt:
        found = Answer("error", executor.REBUILT, rule="rebuilt")
    except STUMBLES:
        logger.exception("A question could not be answered: %r", question)
        found = Answer("error", STUMBLED, rule="stumbled")
    found = replace(
        found,
        question=question or found.question,
        as_of=found.as_of or ReportingDay.current().day,
        milliseconds=round((time.monotonic() - began) * 1000),
    )
    services.record_question(
        found.question,
        by=user,
        verdict=VERDICTS[found.status],
        rule=found.rule,
        intent=found.intent.as_json() if found.intent else None,
        sql=found.sql,
        rows=len(found.rows) if found.status == "answered" else None,
        milliseconds=found.milliseconds,
    )
    return found


def _answered(intent: Intent, asker: Asker, user: User, said: tuple[str, ...] = ()) -> Answer:
    def can(changed: Intent) -> bool:
        return isinstance(compile_intent(changed, as_of=asker.as_of, viewer=asker.viewer), Compiled)

    compiled = compile_intent(intent, as_of=asker.as_of, viewer=asker.viewer)
    name_of = names_of(asker)
    if not isinstance(compiled, Compiled):
        return answer_problem(compiled, intent, as_of=asker.as_of, name_of=name_of, can=can)
    verdict = guard.check(compiled.sql, catalogue.readable_by(user), cap=compiled.most_rows)
    plain = Answer(
        "error",
        executor.FAILED,
        question=title(intent, as_of=asker.as_of, name_of=name_of),
        intent=intent,
        columns=compiled.columns,
        notes=(*said, *compiled.notes),
        sql=verdict.rendered,
        relations=compiled.relations,
        as_of=asker.as_of,
        period=compiled.period,
        period_before=compiled.period_before,
    )
    if not verdict.allowed:
        logger.error("The guard rejected what was compiled: %s %s", verdict.rule, compiled.sql)
        return replace(plain, rule=verdict.rule)
    try:
        ran = executor.run(verdict.rendered, user=user, cap=compiled.most_rows)
    except NotAnswered as error:
        return replace(plain, text=str(error), rule=RULES.get(str(error), "failed"))
    found = Found(intent, compiled, ran.rows, asker.as_of, ran.is_cut, name_of)
    asked = Asked(intent, asker.as_of, name_of, can, compiled.period)
    return replace(
        plain,
        status="answered",
        text=sentence(found),
        rows=tuple(ran.rows),
        is_cut=ran.is_cut,
        chart=charts.choose(found),
        chips=chips(asked),
        links=addresses(found, asker),
        suggestions=suggestions(intent, as_of=asker.as_of, name_of=name_of, can=can, rows=len(ran.rows)),
    )


def _queried(text: str, user: User) -> Answer:
    if not may_write_sql(user):
        return Answer("refused", NOT_YOURS, rule="role")
    return _ran(text, user)


def _ran(text: str, user: User) -> Answer:
    """Run a query that somebody or a language model wrote, if the guard lets it pass."""
    verdict = guard.check(text, catalogue.readable_by(user))
    if not verdict.allowed:
        return Answer("refused", verdict.message, rule=verdict.rule)
    relations = relations_of(verdict.rendered)
    plain = Answer("error", executor.FAILED, sql=verdict.rendered, relations=relations)
    try:
        ran = executor.run(verdict.rendered, user=user)
    except NotAnswered as error:
        return replace(plain, text=str(error), rule=RULES.get(str(error), "failed"))
    return replace(
        plain,
        status="answered",
        text=summary(ran, ReportingDay.current().day),
        columns=columns_of(ran, relations, catalogue.views()),
        rows=tuple(ran.rows),
        is_cut=ran.is_cut,
        links=("",) * len(ran.rows),
    )
