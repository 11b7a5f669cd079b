"""Fill an installation with an invented company's two years of selling, or remove them again."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from pipeline.demo import logins
from pipeline.demo.answers import answers
from pipeline.demo.clear import clear
from pipeline.demo.generate import LEAST_DEALS, generate
from pipeline.demo.load import DemoRefused, load
from teams.demo_logins import DEMO_LOGINS, DEMO_PASSWORD


class Command(BaseCommand):
    help = (
        "Load demo data: two years of deals up to today with effects to find (docs/demo-stories.md). "
        "--clear removes exactly what was loaded, also where it was edited since. A demo row that something else "
        "hangs on (a deal entered for a demo account, a note written on a demo deal) stays and is listed; API tokens "
        "of demo users go with them, and the audit trail keeps what happened."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="another seed tells the same story in other figures")
        parser.add_argument("--deals", type=int, default=9000, help=f"how many, {LEAST_DEALS} at least")
        parser.add_argument("--clear", action="store_true", help="remove the demo data")
        parser.add_argument("--answers", action="store_true", help="print what is to be found in it; load nothing")
        parser.add_argument("--no-fit", action="store_true", help="leave the customers' figures to the nightly run")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["deals"] < LEAST_DEALS or options["seed"] < 0:
            raise CommandError(f"--deals must be {LEAST_DEALS} or more, --seed 0 or more.")
        try:
            if options["answers"]:
                self._print_answers(options["seed"], options["deals"])
            elif options["clear"]:
                self._clear(fit=not options["no_fit"])
            else:
                self._seed(options["seed"], options["deals"], not options["no_fit"], options["verbosity"])
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _print_answers(self, seed: int, deals: int) -> None:
        for question, answer in answers(generate(timezone.localdate(), seed=seed, deals=deals)):
            self.stdout.write(f"{question}\n    {answer}")

    def _seed(self, seed: int, deals: int, fit: bool, verbosity: int) -> None:
        world = generate(timezone.localdate(), seed=seed, deals=deals)
        with _Progress("Demo data", world.size) as progress:
            batch = load(world, with_logins=settings.DEMO, report=progress.report)
            self._fit(progress, wanted=fit)
        self.stdout.write(f"Loaded {batch}.")
        if not settings.DEMO:
            self.stdout.write("DEMO is off: the demo's users have no passwords, and there is no API token.")
        elif verbosity > 0:
            emails = ", ".join(login.email for login in DEMO_LOGINS)
            self.stdout.write(f"Sign in with the password {DEMO_PASSWORD} as {emails}.")
            self.stdout.write(f"API token (write): {logins.renew_token()}")

    def _clear(self, *, fit: bool) -> None:
        with _Progress("Removing", None) as progress:
            cleared = clear(report=progress.report)
            self._fit(progress, wanted=fit)
        self.stdout.write(f"Removed {cleared.removed:,} rows of demo data.")
        for kind, names in cleared.kept.items():
            shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
            self.stdout.write(f"Kept {len(names)} {kind}, as something of yours hangs on them: {shown}")

    def _fit(self, progress: "_Progress", *, wanted: bool) -> None:
        if not wanted:
            return
        from analytics.quality import check_quality
        from analytics.services import fit_and_rescore  # it takes a second to load

        progress.say("customers' figures")
        fit_and_rescore()
        check_quality()


class _Progress:
    """A bar on a terminal; elsewhere a line for each kind of row."""

    def __init__(self, title: str, total: int | None) -> None:
        self.bar = tqdm(desc=title, total=total, unit=" rows", disable=not sys.stderr.isatty())

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *exception: object) -> None:
        self.bar.close()

    def report(self, what: str, count: int) -> None:
        self.say(f"{count:,} {what}")
        self.bar.update(count)

    def say(self, what: str) -> None:
        if self.bar.disable:
            sys.stderr.write(f"{what}\n")
        else:
            self.bar.set_postfix_str(what)
