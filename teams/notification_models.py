"""What somebody is told: in the bell of the top bar, and once a day by e-mail."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from teams.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """One's own: nobody reads what somebody else was told."""
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_digest(self) -> Self:
        """What is to be sent and has not been put into an e-mail yet; what was read meanwhile need not be."""
        return self.unread().filter(by_mail=True, digest__isnull=True)


class Notification(models.Model):
    """A sentence for one person, and where it leads. It says no more than its reader was told at that moment."""

    class Kind(models.TextChoices):
        MENTION = "mention", "Somebody mentions me"
        DEAL = "deal", "A deal is given to me"
        TASK = "task", "A task is given to me"
        DUE = "due", "Tasks are due today or overdue, once a day"
        WORK = "work", "Work in the background has ended"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    sentence = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True, help_text="What it is about: the same is told once.")
    by_mail = models.BooleanField(default=False)
    digest = models.ForeignKey(
        "teams.Digest", null=True, on_delete=models.SET_NULL, related_name="notifications", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Notification"]] = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "about"], condition=~Q(about=""), name="told_once")
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class NotificationChoice(models.Model):
    """How somebody wants to be told of one kind; without a row it is as DEFAULT_WAYS says."""

    class Way(models.TextChoices):
        MAIL = "mail", "Here and by e-mail"
        APP = "app", "Here"
        OFF = "off", "Not at all"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=7, choices=Notification.Kind)
    way = models.CharField(max_length=4, choices=Way)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.way}"


DEFAULT_WAYS = {
    Notification.Kind.MENTION: NotificationChoice.Way.MAIL,
    Notification.Kind.DEAL: NotificationChoice.Way.MAIL,
    Notification.Kind.TASK: NotificationChoice.Way.MAIL,
    Notification.Kind.DUE: NotificationChoice.Way.MAIL,
    Notification.Kind.WORK: NotificationChoice.Way.APP,
}


class Digest(models.Model):
    """An e-mail of one day to one person, written in the transaction that takes what it says off the list.

    Whoever dies before it is sent leaves the row, and the next run sends it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-day", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["id"], condition=Q(sent_at__isnull=True), name="digest_unsent")]

    def __str__(self) -> str:
        return f"{self.day} to {self.user_id}"
