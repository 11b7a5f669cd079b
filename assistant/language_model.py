"""The language model as a filler: what the settings allow of it, and the built-in grammar wherever it fails."""

import json
import logging
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from assistant import catalogue, services
from assistant.filled import Asker, Filled, Filler
from assistant.intent import Intent
from assistant.llm.prompt import Messages
from assistant.llm.provider import ANSWER_TOKENS, Model, ProviderFailed, Said, ask, tokens_of
from assistant.llm.reading import Asked, NoReading, read_in_steps
from assistant.llm.reply import reply_schema

logger = logging.getLogger(__name__)

INSTEAD = "This was read by the built-in grammar."
AWAY = f"The language model did not answer. {INSTEAD}"
SPENT = f"The tokens that one question may take of the language model are spent. {INSTEAD}"
USED_UP = f"Your calls of the language model for today are used up. {INSTEAD}"
UNUSABLE = f"The language model gave no reading that holds. {INSTEAD}"


class OverBudget(Exception):
    """A limit of the settings is reached; the text is one of the sentences above."""


def filler(otherwise: Filler) -> Filler:
    """Return who reads questions by the settings: the language model, with another for its failures, or that one."""
    return partial(fill_by_model, otherwise=otherwise) if settings.ASSISTANT_LLM else otherwise


def fill_by_model(question: str, *, asker: Asker, otherwise: Filler, last: Intent | None = None) -> Filled:
    """Read a question; `otherwise` reads it where the model does not, and the answer says so."""
    steps = fill_in_steps(question, asker=asker, otherwise=otherwise, last=last)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            filled: Filled = end.value
            return filled


def fill_in_steps(
    question: str, *, asker: Asker, otherwise: Filler, last: Intent | None = None
) -> Generator[str, None, Filled]:
    """The same, saying on the way what is being done: a sentence each, for a page to show."""
    talk = _Talk(Model(settings.ASSISTANT_LLM, settings.ASSISTANT_LLM_BASE_URL), asker.viewer.agent_id)
    try:
        return (yield from read_in_steps(Asked(question, asker, catalogue.names(), last), talk))
    except OverBudget as error:
        note = str(error)
    except ProviderFailed as error:
        logger.warning("The language model failed: %s", error)
        note = AWAY
    except NoReading as error:
        logger.info("The language model gave no reading: %s", error)
        note = UNUSABLE
    yield note
    filled = otherwise(question, asker=asker, last=last)
    return replace(filled, said=(note, *filled.said))


@cache
def _schema() -> dict[str, Any]:
    return reply_schema()


@dataclass
class _Talk:
    """One question's calls of the model, counted: its seconds and tokens, and the asker's calls of the day."""

    model: Model
    user_id: int
    ends: float = field(default_factory=lambda: time.monotonic() + settings.ASSISTANT_LLM_SECONDS)
    tokens: int = field(default_factory=lambda: settings.ASSISTANT_LLM_TOKENS)

    def __call__(self, messages: Messages) -> Said:
        most = tokens_of([*messages, ("schema", json.dumps(_schema()))]) + ANSWER_TOKENS
        if most > self.tokens:
            raise OverBudget(SPENT)
        if not services.take_model_call(self.user_id, on=timezone.localdate(), most=settings.ASSISTANT_LLM_CALLS):
            raise OverBudget(USED_UP)
        said = ask(self.model, messages, _schema(), seconds=max(self.ends - time.monotonic(), 0))
        self.tokens -= said.tokens
        services.note_model_tokens(self.user_id, on=timezone.localdate(), tokens=said.tokens)
        return said
