"""Who asked for a model run is told how it ended."""

from django.urls import reverse

from analytics.run_models import RunRequest
from teams.models import Notification
from teams.notifications import notify


def tell(request: RunRequest) -> None:
    if request.asked_by is None:
        return
    ended = "is done" if request.state == RunRequest.State.DONE else "failed"
    notify(
        [request.asked_by], kind=Notification.Kind.WORK, about=f"run request:{request.pk}:{request.state}",
        sentence=f"You asked for “{request.get_kind_display()}”: it {ended}.",
        url=reverse("analytics:model_runs"),
    )  # fmt: skip
