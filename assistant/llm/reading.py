"""From a question to what it means, by a language model: asked, checked, and at most twice asked again."""

import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant import windows
from assistant.compiler import compile_intent
from assistant.filled import MOST_OPTIONS, AskBack, Asker, Filled, FreeSql, Option, Refused, Understood
from assistant.guard import Catalogue, check
from assistant.intent import Intent, IntentError
from assistant.llm import checks, prompt
from assistant.llm.names import NotSaid, linked, normal
from assistant.llm.parts import periods
from assistant.llm.provider import Said
from assistant.llm.reply import REFUSALS, Reply, read_reply
from assistant.phrases import title
from assistant.sources_choice import Problem

ATTEMPTS = 3
# The asker decides on these, not the model: which date is meant, and what to ask instead of days without figures.
FOR_THE_ASKER = {"which_date", "outside"}
NOT_TAKEN = (IntentError, NotSaid, windows.WindowError)
WHICH = "This can be read in several ways. Which one is meant?"
UNCLEAR = "That is not clear enough to answer. Name the figure, and the period or whom it is about."
FREE = "No listed figure says this, so the language model wrote the query itself. Read it before you rely on it."
INSTEAD = ("Revenue by month", "Top five customers", "Open pipeline by stage")

# Asks the model; the messages are prompt.messages'. Raises what its maker says, which ends the reading.
Talk = Callable[[prompt.Messages], Said]


class NoReading(Exception):
    """After the last attempt there is still nothing that holds; the text says why the last was rejected."""


@dataclass(frozen=True)
class Asked:
    question: str
    asker: Asker
    views: Catalogue
    before: Intent | None = None


def read_in_steps(asked: Asked, talk: Talk) -> Generator[str, None, Filled]:
    """Yield what is being done, a sentence each, and return what the question means; raise NoReading."""
    rejected: list[tuple[str, str]] = []
    yield "Reading the question."
    while True:
        said = talk(_messages(asked, rejected))
        yield "Checking what was understood."
        try:
            return replace(_meaning(read_reply(said.data), asked), filled_by="model")
        except NOT_TAKEN as error:
            reason = str(error)
        if len(rejected) == ATTEMPTS - 1:
            raise NoReading(reason)
        rejected.append((_written(said), reason))
        yield f"Asking again: {reason}"


def _messages(asked: Asked, rejected: Sequence[tuple[str, str]]) -> prompt.Messages:
    return prompt.messages(
        asked.question,
        as_of=asked.asker.as_of,
        views=asked.views,
        first_day=asked.asker.first_day,
        before=asked.before,
        rejected=rejected,
    )


def _written(said: Said) -> str:
    data: Any = said.data
    return (said.text if data is None else json.dumps(data, ensure_ascii=False))[:2000]


def _meaning(reply: Reply, asked: Asked) -> Filled:
    if reply.kind == "refuse":
        return Refused(reply.refusal, REFUSALS[reply.refusal], INSTEAD)
    if reply.kind == "sql":
        return _query(reply.sql, asked)
    if reply.kind == "clarify":
        return _question_back(reply, asked)
    return _understood(reply.readings[0], asked)


def _understood(intent: Intent, asked: Asked) -> Understood | AskBack:
    """Hold the intent against what can be asked, who there is and what the question says; raise what is wrong."""
    if intent.leftover:
        return _left_over(intent, asked)
    found = _compilable(intent, asked)
    named = linked(found, asked.question, asked.asker, asked.before)
    if isinstance(named, AskBack):
        return named
    found, said = named
    # Names may be written otherwise in the intent than in the question by now: what was said so counts as well.
    checks.hold_against(asked.question, found, asked.asker.values, asked.before)
    return Understood(found, tuple(said))


def _compilable(intent: Intent, asked: Asked) -> Intent:
    for period in periods(intent):
        windows.read(period, asked.asker.as_of)
    compiled = compile_intent(intent, as_of=asked.asker.as_of, viewer=asked.asker.viewer)
    if isinstance(compiled, Problem) and compiled.kind not in FOR_THE_ASKER:
        could = f" Could be: {', '.join(compiled.choices)}." if compiled.choices else ""
        raise IntentError(f"{compiled.text}{could}")
    return intent


def _left_over(intent: Intent, asked: Asked) -> AskBack:
    """Ask about words that the model had no use for, instead of answering without them."""
    words = [word for word in intent.leftover if f" {normal(word)} " in f" {normal(asked.question)} "]
    if not words or not all(normal(word) for word in words):
        raise IntentError("“leftover” has words of the question and no others.")
    shown = ", ".join(f"“{word[:60]}”" for word in words[:MOST_OPTIONS])
    return AskBack(f"It is not clear what {shown} should mean here. Say it in other words.")


def _question_back(reply: Reply, asked: Asked) -> AskBack:
    """Offer the readings that hold, in our words; those that sound alike are no choice."""
    options: dict[str, Option] = {}
    for intent in reply.readings:
        try:
            found = _understood(intent, asked)
        except NOT_TAKEN:
            continue
        if isinstance(found, Understood):
            label = title(found.intent, as_of=asked.asker.as_of)
            options.setdefault(label, Option(label, found.intent))
    text = reply.text if checks.is_plain(reply.text, asked.question) else WHICH if options else UNCLEAR
    return AskBack(text, tuple(options.values()))


def _query(sql: str, asked: Asked) -> FreeSql:
    verdict = check(sql, asked.views)
    if not verdict.allowed:
        raise IntentError(f"The query is not taken: {verdict.message}")
    checks.hold_sql_against(asked.question, sql, asked.asker.values)
    return FreeSql(verdict.rendered, (FREE,))
