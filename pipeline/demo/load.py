"""Store a generated world: all of it or nothing, with a record of every row that is made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pghistory
from django.db import connection, models, transaction
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import Account
from pipeline import services
from pipeline.demo import logins, parties, people, story
from pipeline.demo.copy_rows import copy_rows, reserve_keys
from pipeline.demo.quotas import make_quotas
from pipeline.demo.world import Deal, World
from pipeline.models import (
    Activity,
    DemoBatch,
    LostReason,
    Opportunity,
    Product,
    ReportingDay,
    Stage,
    StageChange,
    Task,
)
from teams.models import Quota, Team, User

Report = Callable[[str, int], None]


class DemoRefused(Exception):
    """The demo's data cannot be stored or removed; the message says what to do."""


@dataclass
class Keys:
    """Keys of the stored rows, by their place in the world or the story."""

    users: dict[str, int]
    products: list[int]
    companies: list[int]
    contacts: list[int]
    deals: list[int]
    stages: dict[str, int]
    reasons: dict[str, int]
    now: datetime = field(default_factory=timezone.now)

    def seller(self, place: int) -> int:
        return self.users[story.SELLERS[place].name]

    def company(self, place: int | None) -> int | None:
        return None if place is None else self.companies[place]

    def moment(self, day: date, minute: int) -> datetime:
        """Return the time of that minute, or now: nothing happens later."""
        at = datetime.combine(day, time(), timezone.get_current_timezone()) + timedelta(minutes=minute)
        return min(at, self.now)


@pghistory.context(command="seed_demo")
@transaction.atomic
def load(world: World, *, with_logins: bool, report: Report) -> DemoBatch:
    """Store the world and make its last day the reporting day; raise DemoRefused where it cannot be.

    The history of the stages is written with the world's own times, as recorded: the demo plays a company that has
    used Dealwright all along.
    """
    _refuse_twice()
    _refuse_taken_names(world)
    before = ReportingDay.objects.first()
    batch = DemoBatch(
        seed=world.seed,
        today=world.today,
        day_before=before.day if before else None,
        pinned_before=before is not None and before.pinned,
    )
    batch.keep(_store(world, with_logins=with_logins, report=report))
    batch.save(force_insert=True)
    services.set_reporting_day(world.today, pinned=False)
    return batch


def _store(world: World, *, with_logins: bool, report: Report) -> dict[str, list[int]]:
    reasons, new_reasons = _reasons()
    users = people.store_users(with_logins=with_logins)
    report("users", len(users))
    products = people.store_products(world.today)
    accounts = people.store_accounts(world)
    contacts = people.store_contacts(world, accounts)
    report("accounts and contacts", len(accounts) + len(contacts))
    keys = Keys(
        users={name: user.pk for name, user in users.items()},
        products=[product.pk for product in products],
        companies=[account.pk for account in accounts],
        contacts=[contact.pk for contact in contacts],
        deals=reserve_keys(Opportunity, len(world.deals)),
        stages=_stages(),
        reasons=reasons,
    )
    with _history_of_our_own():
        _copy_deals(world, keys)
    report("deals", len(world.deals))
    in_deals = parties.store_parties(world, contacts=keys.contacts, deals=keys.deals)
    activities = _copy_activities(world, keys)
    report("activities", len(activities))
    tasks = _copy_tasks(world, keys)
    report("tasks", len(tasks))
    quotas = Quota.objects.bulk_create(
        Quota(user_id=keys.seller(target.seller), quarter=target.quarter, amount=target.amount)
        for target in make_quotas(world)
    )
    return {
        Quota._meta.label: [quota.pk for quota in quotas],
        Team._meta.label: list(Team.objects.filter(manager__in=keys.users.values()).values_list("pk", flat=True)),
        User._meta.label: list(keys.users.values()),
        Product._meta.label: keys.products,
        LostReason._meta.label: new_reasons,
        Account._meta.label: keys.companies,
        "accounts.Contact": keys.contacts,
        Opportunity._meta.label: keys.deals,
        Activity._meta.label: activities,
        Task._meta.label: tasks,
        **in_deals,
    }


def _copy_deals(world: World, keys: Keys) -> None:
    fields = ["id", "code", "account", "owner", "product", "quantity", "amount", "stage", "engage_date"]
    fields += ["expected_close_date", "close_date", "close_value", "lost_reason", "next_step"]
    fields += ["next_step_on", "version", "created_at"]
    pairs = zip(keys.deals, world.deals, strict=True)
    rows = (_deal_row(key, place, deal, world, keys) for place, (key, deal) in enumerate(pairs))
    copy_rows(Opportunity, fields, rows)
    fields = ["opportunity", "from_stage", "to_stage", "changed_at", "changed_by", "source"]
    copy_rows(StageChange, fields, _steps(world, keys))


@contextmanager
def _history_of_our_own() -> Iterator[None]:
    """Keep the triggers from writing the deals' history, which they would with the time of the load."""
    setting = "select set_config('dealwright.derived_history', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute(setting, ["on"])
        yield
        cursor.execute(setting, ["off"])


def _deal_row(key: int, place: int, deal: Deal, world: World, keys: Keys) -> tuple[Any, ...]:
    return (
        key,
        deal.code,
        keys.company(deal.company),
        keys.seller(deal.seller),
        keys.products[deal.product],
        deal.quantity,
        deal.amount,
        keys.stages[deal.stage],
        deal.engaged,
        deal.expected,
        deal.closed,
        deal.value,
        keys.reasons[deal.lost_reason] if deal.lost_reason else None,
        deal.next_step,
        parties.next_step_day(place, deal, world.today),
        1,
        keys.moment(deal.created, deal.minute),
    )


def _steps(world: World, keys: Keys) -> Iterator[tuple[Any, ...]]:
    """Yield the steps of every deal: noted, engaged, closed, at most one a day."""
    source = StageChange.Source.RECORDED.value
    for key, deal in zip(keys.deals, world.deals, strict=True):
        previous = None
        for stage, day in _days_of_steps(deal):
            to = keys.stages[stage]
            yield key, previous, to, keys.moment(day, deal.minute), keys.seller(deal.seller), source
            previous = to


def _days_of_steps(deal: Deal) -> Iterator[tuple[str, date]]:
    if deal.engaged is None or deal.created < deal.engaged:
        yield "prospecting", deal.created
    if deal.engaged is not None:
        yield "engaging", deal.engaged
    if deal.closed is not None:
        yield deal.stage, deal.closed


def _copy_activities(world: World, keys: Keys) -> list[int]:
    ids = reserve_keys(Activity, len(world.touches))
    rows = (
        (
            key,
            touch.kind,
            keys.company(touch.company),
            None if touch.deal is None else keys.deals[touch.deal],
            None if touch.contact is None else keys.contacts[touch.contact],
            keys.seller(touch.seller),
            touch.text,
            keys.moment(touch.day, touch.minute),
        )
        for key, touch in zip(ids, world.touches, strict=True)
    )
    copy_rows(Activity, ["id", "kind", "account", "opportunity", "contact", "author", "text", "happened_at"], rows)
    return ids


def _copy_tasks(world: World, keys: Keys) -> list[int]:
    ids = reserve_keys(Task, len(world.todos))
    nine, five = 9 * 60, 17 * 60
    rows = (
        (
            key,
            todo.title,
            keys.company(todo.company),
            None if todo.deal is None else keys.deals[todo.deal],
            keys.seller(todo.seller),
            todo.due,
            None if todo.done is None else keys.moment(todo.done, five),
            keys.moment(todo.created, nine),
        )
        for key, todo in zip(ids, world.todos, strict=True)
    )
    copy_rows(Task, ["id", "title", "account", "opportunity", "owner", "due_on", "done_at", "created_at"], rows)
    return ids


def _stages() -> dict[str, int]:
    """Find the installation's stages that play the story's four."""
    open_stages = Stage.objects.filter(type=Stage.Type.OPEN)
    candidates = {
        "prospecting": open_stages.filter(needs_engage_date=False),
        "engaging": open_stages.filter(needs_engage_date=True),
        "won": Stage.objects.filter(type=Stage.Type.WON),
        "lost": Stage.objects.filter(type=Stage.Type.LOST),
    }
    stages = {}
    for name, found in candidates.items():
        stage = found.first()
        if stage is None:
            raise DemoRefused(f"There is no stage that could be “{name}”: add one in the administration.")
        stages[name] = stage.pk
    return stages


def _reasons() -> tuple[dict[str, int], list[int]]:
    """Return the reasons for a loss by name, and the keys of those that had to be made."""
    known = dict(LostReason.objects.filter(name__in=story.LOST_REASONS).values_list("name", "pk"))
    made = LostReason.objects.bulk_create(LostReason(name=name) for name in story.LOST_REASONS if name not in known)
    return known | {reason.name: reason.pk for reason in made}, [reason.pk for reason in made]


def _refuse_twice() -> None:
    batch = DemoBatch.objects.select_for_update().first()
    if batch is not None:
        raise DemoRefused(f"There is demo data already ({batch}). Remove it first: manage.py seed_demo --clear")


def _refuse_taken_names(world: World) -> None:
    everybody = [*(one.name for one in story.SELLERS), *(one.manager for one in story.OFFICES), *logins.LOGINS]
    wanted: list[tuple[type[models.Model], str, list[str]]] = [
        (User, "email", [logins.email_of(name) for name in everybody]),
        (Team, "name", [office.team for office in story.OFFICES]),
        (Product, "name", [product.name for product in story.PRODUCTS]),
        (Account, "name", [company.name for company in world.companies]),
    ]
    for model, name_field, names in wanted:
        upper = [name.upper() for name in names]
        rows = model._default_manager.annotate(upper_name=Upper(name_field)).filter(upper_name__in=upper)
        taken = list(rows.values_list(name_field, flat=True)[:3])
        if taken:
            raise DemoRefused(
                f"The demo needs names that are in use ({model._meta.verbose_name}: {', '.join(taken)}). "
                "Rename them, or load the demo into an empty database."
            )
