"""Real processes for tests: workers, sweeps, and a gate in front of Redis that can be shut."""

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def test_database_url() -> str:
    """The URL of the database that this test runs on, for processes that must see the same rows."""
    given = connection.settings_dict
    login = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}@" if given["USER"] else ""
    host = given["HOST"] or "127.0.0.1"
    if host.startswith("/"):
        return f"postgres://{login}:{given['PORT'] or 5432}/{host}/{given['NAME']}"
    return f"postgres://{login}{host}:{given['PORT'] or 5432}/{given['NAME']}"


def readers_login() -> dict[str, str]:
    """The login of the assistant's role in this process: one of another name would take the views from it."""
    return {"ASSISTANT_ROLE": settings.ASSISTANT_ROLE, "ASSISTANT_PASSWORD": settings.ASSISTANT_PASSWORD}


test_database_url.__test__ = False  # type: ignore[attr-defined]


@contextmanager
def running(*command: str, redis_url: str = "", **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python command of the project beside the test; it is ended with the block."""
    env = os.environ | {
        "DATABASE_URL": test_database_url(),
        "SECRET_KEY": "only-for-tests",
        "SECURE": "false",
        "REDIS_URL": redis_url,
        **readers_login(),
        **environment,
    }
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)


class Gate:
    """A TCP gate in front of Redis. Shut, it refuses and drops connections as a stopped server does."""

    def __init__(self, redis_url: str) -> None:
        self._target = urlsplit(redis_url)
        self._listener: socket.socket | None = None
        self._pairs: set[socket.socket] = set()
        self._port = 0
        self.open()

    @property
    def url(self) -> str:
        return urlunsplit(self._target._replace(netloc=f"127.0.0.1:{self._port}"))

    def open(self) -> None:
        listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in list(self._pairs):
            end.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection((self._target.hostname or "127.0.0.1", self._target.port or 6379))
            self._pairs |= {client, server}
            threading.Thread(target=self._pass, args=(client, server), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        try:
            while True:
                for end in select.select([client, server], [], [], 0.2)[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    other[end].sendall(data)
        except (OSError, ValueError):
            return
        finally:
            for end in (client, server):
                end.close()
                self._pairs.discard(end)
