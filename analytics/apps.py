from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = "Analytics"

    def ready(self) -> None:
        from analytics.defaults import load_segments
        from analytics.warehouse import build_after_migrate

        post_migrate.connect(load_segments, sender=self)
        post_migrate.connect(build_after_migrate, sender=self)
