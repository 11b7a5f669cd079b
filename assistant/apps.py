from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AssistantConfig(AppConfig):
    name = "assistant"
    verbose_name = "Assistant"

    def ready(self) -> None:
        from analytics.warehouse import built
        from assistant.fence import close_gaps_after_migrate, grant_after_build

        built.connect(grant_after_build)
        post_migrate.connect(close_gaps_after_migrate, sender=self)
