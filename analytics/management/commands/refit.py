from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics import runs
from analytics.models import Origin


class Command(BaseCommand):
    help = "Fit thresholds and models on all won deals up to the reporting day, and score every account by them."

    def handle(self, *args: Any, **options: Any) -> None:
        request = runs.refit(origin=Origin.COMMAND)
        if (run := request.run) is None:
            raise CommandError(request.error)
        state = run.get_state_display().lower()
        self.stdout.write(f"Model run {run.pk} as of {run.as_of}, {state}, in {run.seconds:.1f} s.")
        for name, reason in run.reasons.items():
            self.stdout.write(f"  {name}: {reason}")
