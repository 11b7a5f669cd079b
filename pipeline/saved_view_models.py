"""Views of the deal list that somebody keeps under a name: its filters, its order, its columns."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from teams.audit import audited
from teams.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, first, and what others share. Which deals they show is another question: those of who looks."""
        if not user.is_active:
            return self.none()
        own = models.Case(models.When(owner=user, then=0), default=1)
        return self.filter(Q(owner=user) | Q(is_shared=True)).order_by(own, "name", "id")

    def default_of(self, user: User) -> "SavedView | None":
        return self.filter(owner=user, is_default=True).first()


@audited(exclude=["created_at"])
class SavedView(models.Model):
    """A query string of the deal list under a name."""

    MOST: ClassVar[int] = 50

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=4000, blank=True, help_text="filters, order and columns, as in the address")
    is_shared = models.BooleanField("shared with everybody", default=False)
    is_default = models.BooleanField("opens first", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["SavedView"]] = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "owner", Upper("name"), name="saved_view_name_once_an_owner",
                violation_error_message="You have a view of this name.",
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(is_default=True), name="saved_view_one_default_an_owner",
                violation_error_message="Another view opens first.",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["name"], condition=Q(is_shared=True), name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name

    @property
    def opened(self) -> str:
        """Where the view opens: the list with its query, and which view it is."""
        return f"{reverse('pipeline:deal_list')}?{self.query}{self.query and '&'}view={self.pk}"
