from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = "Analytics"

    def ready(self) -> None:
        from analytics.defaults import load_segments
        from analytics.warehouse import build_after_migrate, drop_before_migrate

        pre_migrate.connect(drop_before_migrate, sender=self)
        post_migrate.connect(load_segments, sender=self)
        post_migrate.connect(build_after_migrate, sender=self)
