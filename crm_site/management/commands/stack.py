import json
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm_site import local_secret, stack
from crm_site.development_values import MARK
from crm_site.stack_processes import Processes
from pipeline.demo_models import DemoBatch

PATIENCE = 120  # seconds for everything to be ready
BLOCK = """
  Dealwright is at   {url}
  Processes          {numbers}
  Logs               {folder}/*.log

  Ctrl-C ends it; the data stay in the database.
"""


class Command(BaseCommand):
    help = (
        "Run the whole product on this machine without Docker: nginx, gunicorn, worker, beat, sweep and Redis, from "
        "the configuration files of docker-compose.yml, on loopback. The database is that of DATABASE_URL, or private."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8080, help="Another one is taken where it is in use.")
        parser.add_argument("--demo", action="store_true", help="Load the demo's data; needs DEMO=true.")

    def handle(self, *args: Any, **options: Any) -> None:
        if absent := stack.missing():
            raise CommandError(" ".join(absent))
        if options["demo"] and not settings.DEMO:
            raise CommandError("The demo has known passwords. Set DEMO=true, and no DATABASE_URL.")
        stop = _stop_signals()
        plan = _plan(options["port"])
        plan.lay_out()
        _prepare(plan)
        if options["demo"] and not DemoBatch.objects.exists():
            call_command("seed_demo", verbosity=0)
        processes = Processes(plan.folder, plan.environment())
        try:
            self._run(plan, processes, stop)
        finally:
            if killed := processes.end():
                self.stderr.write(f"Had to be killed: {', '.join(killed)}.")

    def _run(self, plan: stack.Stack, processes: Processes, stop: threading.Event) -> None:
        for program in plan.programs():
            processes.start(program)
        _wait_until_ready(plan, processes, stop)
        numbers = ", ".join(f"{name} {number}" for name, number in processes.numbers().items())
        self.stdout.write(BLOCK.format(url=plan.url, numbers=numbers, folder=plan.folder))
        self.stdout.flush()
        while not stop.wait(0.5):
            for name in processes.tend():
                self.stderr.write(f"{name} had ended and is started again: {processes.log(name)}")


def _stop_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _plan(port: int) -> stack.Stack:
    known = MARK in settings.SECRET_KEY
    return stack.Stack(
        folder=Path(settings.LOCAL_DIR) / "stack",
        database_url=settings.DATABASE_URL,
        secret_key=local_secret.read_or_make(settings.LOCAL_DIR) if known else settings.SECRET_KEY,
        port=stack.free_port(port),
        web_port=stack.free_port(),
        redis_port=stack.free_port(),
    )


def _prepare(plan: stack.Stack) -> None:
    for command in plan.preparations():
        done = subprocess.run(command, env=plan.environment(), check=False)  # noqa: S603 - our own commands
        if done.returncode:
            raise CommandError(f"{' '.join(command)} failed; what it printed says why.")


def _wait_until_ready(plan: stack.Stack, processes: Processes, stop: threading.Event) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (_web_is_ready(plan.url) and _worker_answers(plan.redis_url)):
        if ended := processes.ended():
            tail = processes.log(ended[0]).read_text(errors="replace")[-2000:]
            raise CommandError(f"{ended[0]} ended while it was starting:\n{tail}")
        if time.monotonic() > deadline:
            raise CommandError(f"Not ready after {PATIENCE} s; {plan.folder}/*.log say why.")
        if stop.wait(0.3):
            raise CommandError("Ended before it was ready.")


def _web_is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:  # noqa: S310 - our own, on loopback
            return bool(json.load(answer)["broker"])
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _worker_answers(redis_url: str) -> bool:
    with Celery(broker=redis_url, set_as_current=False) as app:
        return bool(app.control.ping(timeout=1.0))
