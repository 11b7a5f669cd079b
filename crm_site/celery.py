"""The Celery application. Tasks carry the acting user in their headers, so that the audit trail names a person."""

import os
from typing import Any

import pghistory
from celery import Celery, Task
from celery.signals import before_task_publish
from pghistory import runtime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")


class AuditedTask(Task):
    """Opens the audit context of whoever caused the task; `task` names it for work that nobody asked for."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        user = (self.request.headers or {}).get("audit_user") or self.request.get("audit_user")
        with pghistory.context(user=user, task=self.name):
            return super().__call__(*args, **kwargs)


@before_task_publish.connect
def carry_the_acting_user(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    context = getattr(runtime._tracker, "value", None)
    if headers is not None and context is not None:
        headers["audit_user"] = context.metadata.get("user")


app = Celery("dealwright", task_cls=AuditedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
