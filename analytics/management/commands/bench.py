import json
import platform
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics.bench.measure import Result
from analytics.bench.scratch import DEALS_PER_ACCOUNT, SCALES, filled


class Command(BaseCommand):
    help = "Measure against a floor in the same run, on a scratch database that is filled by seed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", choices=["recompute", "clv", "race", "warehouse", "web", "search"], nargs="?", default="recompute"
        )
        parser.add_argument("--scale", choices=SCALES, default="100k")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--json", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        what, scale, seed = options["what"], SCALES[options["scale"]], options["seed"]
        bench = import_module(f"analytics.bench.{what}")
        results: list[Result]
        if what == "clv":
            results = bench.run(seed, scale)
        else:
            with filled(scale, seed, getattr(bench, "DEALS_PER_ACCOUNT", DEALS_PER_ACCOUNT)):
                results = bench.run(seed)
        for result in results:
            self.stdout.write(_line(result))
        if options["json"]:
            report = {"what": options["what"], "scale": options["scale"], "seed": options["seed"],
                      "python": platform.python_version(), "results": [r.as_dict() for r in results]}  # fmt: skip
            options["json"].write_text(json.dumps(report, indent=2, ensure_ascii=False))


def _line(result: Result) -> str:
    verdict = "pass" if result.passed else "FAIL"
    value = f"{result.value:>9,g} {result.unit:10} goal {result.goal:8}"
    noise = "  (the floor spread by over 30 %: measure again)" if result.noisy else ""
    return f"{verdict}  {result.name:50} {value} {result.detail}{noise}"
