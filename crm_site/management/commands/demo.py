import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pipeline.demo.logins import renew_token
from pipeline.demo_models import DemoBatch
from pipeline.models import Opportunity
from teams.demo_logins import DEMO_LOGINS, DEMO_PASSWORD

BLOCK = """
  Dealwright is at   {url}
  API docs           {url}/api/docs
  Reference data     {url}/admin/

  Sign in as         {logins}
                     password: {password}
  API token          {token}

  Ctrl-C ends it; the data stay in .local. `make demo` starts it again.
"""

OTHER_DATA = (
    "There are deals here that are not the demo's, and nobody of the demo to sign in as. "
    "docs/importing.md says how to look at them; docs/database.md says how to start over."
)


class Command(BaseCommand):
    help = "Set up the demo and serve it: database, demo data, analytics, web server, background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="The next free port is taken where it is in use.")
        parser.add_argument("--no-serve", action="store_true", help="Set up and print, but serve nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has known passwords. Start it with `make demo`, or set DEMO=true.")
        call_command("migrate", verbosity=0)
        if not Opportunity.objects.exists():
            call_command("seed_demo", verbosity=0)  # the block below says how to sign in
        elif not DemoBatch.objects.exists():
            raise CommandError(OTHER_DATA)
        port = _free_port(options["port"])
        self.stdout.write(_block(port))
        self.stdout.flush()
        if not options["no_serve"]:
            _serve(port)


def _block(port: int) -> str:
    token = renew_token()
    logins = ", ".join(login.email for login in DEMO_LOGINS)
    return BLOCK.format(url=f"http://127.0.0.1:{port}", logins=logins, password=DEMO_PASSWORD, token=token)


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port from {wanted} to {wanted + 49} is free.")


def _serve(port: int) -> None:
    """Become the web server: one process whose threads serve pages and do the background work."""
    command = [sys.executable, "-m", "gunicorn", "crm_site.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--config", "python:crm_site.demo_server"]
    command += ["--workers", "1", "--worker-class", "gthread", "--threads", "8", "--log-level", "warning"]
    os.execve(sys.executable, command, os.environ | {"BACKGROUND_THREADS": "1"})  # noqa: S606
