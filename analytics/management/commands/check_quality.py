"""Ask every rule of data quality now; the nightly run does the same once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics.quality import check_quality


class Command(BaseCommand):
    help = "Check the quality of the data now and list the rules that fail (docs/data-quality.md)."

    def handle(self, **options: Any) -> None:
        check = check_quality()
        failing = check.scores.filter(failed__gt=0).order_by("table", "-failed")
        for score in failing:
            self.stdout.write(f"{score.severity}: {score.table}: {score}")
        self.stdout.write(f"{len(failing)} of {check.scores.filter(checked__gt=0).count()} rules fail.")
