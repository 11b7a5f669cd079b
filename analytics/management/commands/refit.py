from typing import Any

from django.core.management.base import BaseCommand

from analytics import services


class Command(BaseCommand):
    help = "Fit thresholds and models on all won deals up to the reporting day, and score every account by them."

    def handle(self, *args: Any, **options: Any) -> None:
        run = services.fit_and_rescore()
        self.stdout.write(f"Model run {run.pk} as of {run.as_of}, fitted in {run.seconds:.1f} s.")
        for name, reason in run.reasons.items():
            self.stdout.write(f"  {name}: {reason}")
