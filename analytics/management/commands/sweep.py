import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics import sweep


class Command(BaseCommand):
    help = "Keep every account's metrics fresh without a broker: drain the change log every two seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Sweep once and end.")
        parser.add_argument("--interval", type=float, default=sweep.INTERVAL, help="Seconds between two sweeps.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            sweep.sweep_once()
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        sweep.sweep(stop, options["interval"])
