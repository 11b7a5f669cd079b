"""A language model through LangChain, which is imported by the first question and not before: it takes seconds."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

PROVIDERS = ("openai", "anthropic", "ollama")
ANSWER_TOKENS = 4000  # that one answer may have: an intent needs a few hundred, a model that thinks aloud some more
MOST_SIGNS = 20_000  # of an answer that is read at all
MOST_BYTES = 1_000_000  # of a response, which has more around it
GRACE = 1.0  # seconds that a client has to end after its time is up
Messages = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Model:
    """`name` is provider:model, such as ollama:qwen3; `base_url` where it listens, or the provider's own."""

    name: str
    base_url: str = ""

    @property
    def provider(self) -> str:
        return self.name.partition(":")[0]


@dataclass(frozen=True)
class Said:
    """What a model answered: the data, or nothing where it is none of the schema's kind, and the tokens it took."""

    data: Any
    text: str
    tokens: int


class ProviderFailed(Exception):
    """There is no answer, for a reason that lies with the provider. The text is for the log."""


def ask(model: Model, messages: Messages, schema: dict[str, Any], *, seconds: float) -> Said:
    """Return the model's answer, an object that should follow the schema; raise ProviderFailed.

    `seconds` are those from now to the last byte: a client's own timeout begins anew with each byte.
    """
    answer = _run(_answer(model, messages, json.dumps(schema), seconds), seconds + GRACE)
    raw, parsed = answer["raw"], answer["parsed"]
    text = raw.text if isinstance(raw.text, str) else ""
    usage = raw.usage_metadata or {}
    tokens = usage.get("total_tokens") or tokens_of(messages) + len(text) // 3
    if len(text) > MOST_SIGNS or len(json.dumps(parsed, default=str)) > MOST_SIGNS:
        parsed = None
    return Said(parsed, text[:MOST_SIGNS], tokens)


def tokens_of(messages: Messages) -> int:
    """Estimate how many tokens the messages have, rather too many than too few."""
    return sum(len(text) for _, text in messages) // 3


@cache
def _structured(model: Model, schema: str) -> Any:
    """Return the client; by its provider's own way to give data. It never retries by itself: that is counted."""
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"base_url": model.base_url} if model.base_url else {}
    if model.provider == "ollama":
        options |= {"num_predict": ANSWER_TOKENS, "temperature": 0}
    else:
        options |= {"max_tokens": ANSWER_TOKENS, "max_retries": 0}
    chat = init_chat_model(model.name, **options)
    provider = chat.root_async_client if model.provider == "openai" else chat._async_client
    provider._client.event_hooks = {"response": [_read]}
    return chat.with_structured_output(json.loads(schema), include_raw=True)


async def _read(response: Any) -> None:
    """Read a response up to a cap: the client would read whatever comes, 100 MB a second."""
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError(f"More than {MOST_BYTES} bytes")
    response._content = b"".join(parts)  # where the client's own reading leaves it


async def _answer(model: Model, messages: Messages, schema: str, seconds: float) -> Any:
    async with asyncio.timeout(seconds):
        structured = await asyncio.to_thread(_structured, model, schema)
        from langsmith import tracing_context

        # Questions go to the provider and to nobody else, whatever the environment of the process says.
        with tracing_context(enabled=False):
            return await structured.ainvoke(list(messages))


def _run(asking: Coroutine[Any, Any, Any], seconds: float) -> Any:
    """Wait for the answer. What a provider's client raises is its own affair and has no common kind."""
    future = asyncio.run_coroutine_threadsafe(asking, _loop())
    try:
        error = future.exception(seconds)
    except TimeoutError as late:
        future.cancel()
        raise ProviderFailed("The client does not come back.") from late
    if error is not None:
        raise ProviderFailed(f"{type(error).__name__}: {str(error)[:500]}") from error
    return future.result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One loop for all questions, in a thread of its own: the clients keep their connections open in it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="language model", daemon=True).start()
    return loop
