"""A model on loopback and somebody who asks it, for the tests of assistant/llm."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import ThreadingHTTPServer
from importlib import import_module
from typing import Any

import pytest

from analytics import warehouse
from assistant.filled import Asker, Filled, Known
from assistant.intent import Intent
from assistant.llm.provider import Model, ask
from assistant.llm.reading import Asked, read_in_steps
from assistant.llm.reply import reply_schema
from assistant.reading import Viewer
from assistant.tests.provider_stub import Stub, started, stop, telling
from assistant.tests.test_guard import columns_of

DAY = date(2018, 1, 1)
VALUES = {
    "agent": tuple(Known(name, key) for key, name in enumerate(
        ["Darcel Schlecht", "Hayden Neloms", "Hayden Nelson", "Ann Lee", "Ann Lee"], 1)),
    "account": (Known("Kan-code", 1), Known("Acme", 2), Known("Acme East", 3)),
    "product": (Known("GTX Pro", 1), Known("GTX Basic", 2), Known("GTK 500", 3)),
    "series": (Known("GTX"), Known("GTK")),
    "region": (Known("West"), Known("Central")),
    "stage": (Known("Prospecting", 1), Known("Engaging", 2), Known("Won", 3), Known("Lost", 4)),
}  # fmt: skip
ASKER = Asker(Viewer(1, (1,)), DAY, VALUES, name="Darcel Schlecht", is_agent=True, first_day=date(2017, 3, 1))
VIEWS = columns_of(warehouse.views())
PROVIDERS = ("openai", "anthropic", "ollama")


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    """One for all tests of a module: a client for another address takes 0.1 s to make.

    The clients are imported before: on a busy machine that takes longer than a question has.
    """
    for name in ("langchain.chat_models", "langchain_openai", "langchain_anthropic", "langchain_ollama"):
        import_module(name)
    server = started()
    yield server
    stop(server)


@pytest.fixture
def stub(server, monkeypatch) -> Iterator[Stub]:
    for provider in ("OPENAI", "ANTHROPIC"):
        monkeypatch.setenv(f"{provider}_API_KEY", "none")
    stub = telling(server)
    yield stub
    stub.over.set()


def reading(*intents: Intent, **parts: Any) -> dict[str, Any]:
    """Return a reply as a model writes it."""
    readings = [one.as_json() for one in intents]
    return {"kind": "intent", "readings": readings, "text": "", "refusal": "", "sql": "", **parts}


def talk_to(stub: Stub, provider: str = "openai", seconds: float = 20) -> Any:
    return partial(ask, Model(f"{provider}:m", stub.base_url(provider)), schema=reply_schema(), seconds=seconds)


def read(stub: Stub, question: str, *replies: Any, before: Intent | None = None, **options: Any) -> Filled:
    """Return what a question means to a model that replies so."""
    stub.replies = list(replies)
    steps = read_in_steps(Asked(question, ASKER, VIEWS, before), talk_to(stub, **options))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
