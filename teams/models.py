"""Who sells, who leads whom, and who may come in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Upper
from knox.models import AbstractAuthToken, AuthTokenManager

from teams.audit import audited


class Role(models.TextChoices):
    REP = "rep", "Representative"
    MANAGER = "manager", "Manager"
    DIRECTOR = "director", "Director"
    ADMIN = "admin", "Administrator"
    ANALYST = "analyst", "Analyst"


@audited()
class Team(models.Model):
    """A manager's group of representatives in one regional office."""

    name = models.CharField(max_length=120, unique=True)
    manager = models.ForeignKey(
        "teams.User", null=True, blank=True, on_delete=models.PROTECT, related_name="managed_teams"
    )
    regional_office = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def sellers(self) -> "UserQuerySet":
        """Those who may own a deal."""
        return self.active().exclude(role=Role.ANALYST)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password they cannot sign in until one is set."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"role": Role.ADMIN, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=username)
        return user


@audited(exclude=["password", "last_login", "single_keys"])
class User(AbstractBaseUser):  # type: ignore[django-manager-missing] # the token library's own
    """A person who works with Dealwright. The role decides what they may do; there are no further permissions."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role, default=Role.REP)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    is_active = models.BooleanField(default=True, help_text="Clear it instead of deleting somebody who has left.")
    created_at = models.DateTimeField(auto_now_add=True)
    single_keys = models.BooleanField(
        "single-letter keys",
        default=True,
        db_default=True,
        help_text="Off for who dictates, or presses keys by accident.",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message="There is a user with this e-mail address.",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]
        indexes = [models.Index(Upper("name"), name="user_name_upper")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def is_staff(self) -> bool:
        """Whether Django admin lets them in."""
        return self.role == Role.ADMIN

    @property
    def is_superuser(self) -> bool:
        return self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_active and self.role == Role.ADMIN

    def has_perms(self, perms: list[str], obj: Any = None) -> bool:
        return self.is_active and self.role == Role.ADMIN

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.role == Role.ADMIN

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email


class ApiToken(AbstractAuthToken):
    """A key for an integrator. Only its hash is stored; `token_key`, its first characters, tells one from another."""

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"

    label = models.CharField(max_length=80, help_text="What uses it, for example “ERP export”.")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)

    objects: ClassVar[AuthTokenManager] = AuthTokenManager()

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.label} ({self.token_key}…)"


class IdempotencyKey(models.Model):
    """The answer that a write of the API gave, kept so that the same request sent again has its effect once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_a_user")]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return self.key


# At the end, since they refer to the models above: Django finds an app's models in this module.
from teams.notification_models import Digest as Digest  # noqa: E402
from teams.notification_models import Notification as Notification  # noqa: E402
from teams.notification_models import NotificationChoice as NotificationChoice  # noqa: E402
from teams.quota_models import Quota as Quota  # noqa: E402
