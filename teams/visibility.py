"""Who may see and change whose deals. The rule lives here and nowhere else; QuerySets derive from it.

Representatives read by the setting DEAL_READING (their own deals, their team's, or all) and change their own. Managers
read and change what the teams they manage own. Directors and administrators see and change everything; analysts
see everything and change nothing. Accounts have no owner: see `account_is_visible`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from teams.models import Role, Team, User, UserQuerySet

SEE_EVERYTHING = {Role.DIRECTOR, Role.ADMIN, Role.ANALYST}
CHANGE_EVERYTHING = {Role.DIRECTOR, Role.ADMIN}


def sees_everything(user: User) -> bool:
    return user.role in SEE_EVERYTHING or (user.role == Role.REP and settings.DEAL_READING == "all")


def visible_owners(user: User) -> UserQuerySet:
    """Return the users whose deals `user` may read."""
    if not user.is_active:
        return User.objects.none()
    if sees_everything(user):
        return User.objects.all()
    if user.role == Role.MANAGER:
        return _own_and_managed(user)
    if settings.DEAL_READING == "team" and user.team_id is not None:
        return User.objects.filter(Q(pk=user.pk) | Q(team=user.team_id))
    return User.objects.filter(pk=user.pk)


def visible_teams(user: User) -> QuerySet[Team]:
    """Return the teams of those whose deals `user` may read, and the teams that `user` manages."""
    if user.is_active and sees_everything(user):
        return Team.objects.all()
    return Team.objects.filter(Q(pk__in=visible_owners(user).values("team")) | Q(manager=user.pk))


def editable_owners(user: User) -> UserQuerySet:
    """Return the users whose deals `user` may change, create or reassign to."""
    if not user.is_active or user.role == Role.ANALYST:
        return User.objects.none()
    if user.role in CHANGE_EVERYTHING:
        return User.objects.all()
    if user.role == Role.MANAGER:
        return _own_and_managed(user)
    return User.objects.filter(pk=user.pk)


def may_create_accounts(user: User) -> bool:
    return user.is_active and user.role != Role.ANALYST


def may_change_everything(user: User) -> bool:
    """Whether `user` may do what touches the records of every team at once."""
    return user.is_active and user.role in CHANGE_EVERYTHING


def may_share_views(user: User) -> bool:
    """Whether `user` may put a view of a list before everybody: who leads others."""
    return user.is_active and (user.role == Role.MANAGER or user.role in CHANGE_EVERYTHING)


def may_make_model_runs(user: User) -> bool:
    """Whether `user` may decide by what model every account is scored: whoever's work is to see everything."""
    return user.is_active and user.role in SEE_EVERYTHING


def deal_is_visible(user: User) -> Q:
    """Return the condition on an opportunity's row for `user` to read it."""
    if user.is_active and sees_everything(user):
        return Q()
    return Q(owner__in=visible_owners(user).values("pk"))


def deal_is_editable(user: User) -> Q:
    return Q(owner__in=editable_owners(user).values("pk"))


def account_is_visible(user: User) -> Q:
    """Return the condition on an account's row: one of its deals is visible, or it has none."""
    if not user.is_active:
        return Q(pk__in=[])
    if sees_everything(user):
        return Q()
    deals = apps.get_model("pipeline", "Opportunity").objects.filter(account=OuterRef("pk"))
    return Q(Exists(deals.filter(deal_is_visible(user)))) | ~Q(Exists(deals))


def account_is_mergeable(user: User) -> Q:
    """Return the condition on an account's row for `user` to merge it: all of its deals are theirs to change."""
    if may_change_everything(user):
        return Q()
    if not user.is_active or user.role != Role.MANAGER:
        return Q(pk__in=[])
    deals = apps.get_model("pipeline", "Opportunity").objects.filter(account=OuterRef("pk"))
    return ~Q(Exists(deals.exclude(deal_is_editable(user))))


def task_is_visible(user: User) -> Q:
    """Return the condition on a task's row: one's own, one's people's, those of visible deals and accounts."""
    if not user.is_active:
        return Q(pk__in=[])
    if may_change_everything(user):
        return Q()
    about_account = Q(opportunity=None, account__isnull=False)
    if sees_everything(user):
        return Q(owner=user.pk) | Q(opportunity__isnull=False) | about_account
    accounts = apps.get_model("accounts", "Account").objects.filter(account_is_visible(user)).values("pk")
    deals = Q(opportunity__owner__in=visible_owners(user).values("pk"))
    led = Q(owner__in=editable_owners(user).values("pk"))
    return Q(owner=user.pk) | led | deals | (about_account & Q(account__in=accounts))


def task_is_editable(user: User) -> Q:
    """Return the condition on a task's row: its owner, whoever leads them, and who may change its deal."""
    if may_change_everything(user):
        return Q()
    owners = editable_owners(user).values("pk")
    return Q(owner__in=owners) | Q(opportunity__owner__in=owners)


@contextmanager
def viewing(user: User) -> Iterator[None]:
    """Run the block in a transaction in which the warehouse shows what `user` may see, and nothing more.

    Silver reads the owners from a setting of the transaction, so the rule has one home; unset, it shows nothing.
    """
    with _reading(list(visible_owners(user).values_list("pk", flat=True))):
        yield


@contextmanager
def viewing_as_system() -> Iterator[None]:
    """The same for jobs of the system, which read everything. No request may take it."""
    with _reading(list(User.objects.values_list("pk", flat=True))):
        yield


@contextmanager
def _reading(owners: list[int]) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('crm.visible_owners', true)")
        (before,) = cursor.fetchone()
        # Local to the transaction: a pooled connection must not carry it on to the next request.
        # Nor is anything compiled: many joins look so costly that a query of 10 ms would be compiled for 100.
        cursor.execute(
            "select set_config('crm.visible_owners', %s, true), set_config('jit', 'off', true)", [_as_array(owners)]
        )
        yield
        cursor.execute("select set_config('crm.visible_owners', %s, true)", [before or ""])


def _as_array(owners: list[int]) -> str:
    return "{" + ",".join(map(str, owners)) + "}"


def _own_and_managed(user: User) -> UserQuerySet:
    return User.objects.filter(Q(pk=user.pk) | Q(team__manager=user.pk))
