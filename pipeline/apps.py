from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate


class PipelineConfig(AppConfig):
    name = "pipeline"
    verbose_name = "Pipeline"

    def ready(self) -> None:
        from pipeline.attachments import forget_file
        from pipeline.defaults import load_defaults
        from pipeline.models import Attachment

        post_migrate.connect(load_defaults, sender=self)
        post_delete.connect(forget_file, sender=Attachment)
