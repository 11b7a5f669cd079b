"""A server on loopback that speaks three providers' protocols and says what a test tells it to."""

import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATHS = {"openai": "/v1/chat/completions", "anthropic": "/v1/messages", "ollama": "/api/chat"}
CHUNK = b'{"x": "' + b"x" * 4096


@dataclass(frozen=True)
class Status:
    """An answer with a status of HTTP and nothing of use in it."""

    code: int


class Slow:
    """No answer until the test is over."""


class Endless:
    """An answer that goes on until the client hangs up."""


@dataclass(frozen=True)
class Raw:
    """A message as it stands, in the provider's own form."""

    message: Any


@dataclass
class Stub:
    """`replies` come one by one, the last again and again: data for the schema, a text that is none, or the above."""

    server: ThreadingHTTPServer
    replies: list[Any] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def base_url(self, provider: str) -> str:
        return f"{self.address}/v1" if provider == "openai" else self.address

    def told(self, number: int = -1) -> dict[str, Any]:
        """Return what a request says in the asker's place."""
        told: dict[str, Any] = json.loads(self.requests[number]["messages"][-1]["content"])
        return told


def started() -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
    return server


def stop(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()


def telling(server: ThreadingHTTPServer) -> Stub:
    """Let a server begin anew, with nothing to say and nothing asked."""
    server.stub = stub = Stub(server)  # type: ignore[attr-defined]
    return stub


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        stub: Stub = self.server.stub  # type: ignore[attr-defined]
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        stub.requests.append(asked)
        reply = stub.replies[min(len(stub.requests), len(stub.replies)) - 1]
        with suppress(ConnectionError):
            self._answer(stub, reply, asked)

    def _answer(self, stub: Stub, reply: Any, asked: dict[str, Any]) -> None:
        match reply:
            case Status(code):
                self._send(code, {"error": {"message": "Secretive details", "type": "x"}})
            case Slow():
                stub.over.wait(10)
            case Endless():
                self._send_forever(stub)
            case _:
                self._send(200, MESSAGES[self.path](reply, asked))

    def _send(self, code: int, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_forever(self, stub: Stub) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        try:
            while not stub.over.is_set():
                self.wfile.write(CHUNK)
        except ConnectionError:
            stub.hung_up.set()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def _message(reply: Any) -> Any:
    if isinstance(reply, Raw):
        return reply.message
    return {"role": "assistant", "content": reply if isinstance(reply, str) else json.dumps(reply)}


def _openai(reply: Any, asked: dict[str, Any]) -> dict[str, Any]:
    message = _message(reply)
    usage = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def _anthropic(reply: Any, asked: dict[str, Any]) -> dict[str, Any]:
    if isinstance(reply, Raw):
        content = reply.message
    elif isinstance(reply, str):
        content = [{"type": "text", "text": reply}]
    else:
        content = [{"type": "tool_use", "id": "t", "name": asked["tools"][0]["name"], "input": reply}]
    usage = {"input_tokens": 900, "output_tokens": 100}
    return {
        "id": "x", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn", "usage": usage,
        "content": content,
    }  # fmt: skip


def _ollama(reply: Any, asked: dict[str, Any]) -> dict[str, Any]:
    message = _message(reply)
    return {
        "model": "m", "created_at": "2025-01-01T00:00:00Z", "done": True, "done_reason": "stop", "message": message,
        "prompt_eval_count": 900, "eval_count": 100,
    }  # fmt: skip


MESSAGES = {PATHS["openai"]: _openai, PATHS["anthropic"]: _anthropic, PATHS["ollama"]: _ollama}
