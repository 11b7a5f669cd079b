from typing import Any

from django.core.management.base import BaseCommand

from analytics import clusters


class Command(BaseCommand):
    help = "Compare the RFM segments with what clustering methods find, and keep the comparison (docs/analytics.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        run = clusters.compare_clusters()
        self.stdout.write(
            f"Model run {run.pk} as of {run.as_of}: {run.metrics['accounts']} accounts in {run.seconds:.1f} s."
        )
        for reason in run.reasons.values():
            self.stdout.write(f"  {reason}")
        for method in run.metrics["methods"]:
            self.stdout.write(f"  {method['name']}: {_figures(method)}{method['verdict']}")


def _figures(method: dict[str, Any]) -> str:
    scores = method["scores"]
    return f"k {method['k']}, silhouette {scores['silhouette']:.3f}. " if scores else ""
