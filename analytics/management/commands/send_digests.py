from typing import Any

from django.core.management.base import BaseCommand

from analytics.digests import run_digests


class Command(BaseCommand):
    help = (
        "Send the day's e-mails now: each person one a day, with what is unread and due. The sweep does it by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sent = run_digests(at_any_hour=True)
        self.stdout.write(f"Sent {sent:,} e-mail{'s' * (sent != 1)}.")
