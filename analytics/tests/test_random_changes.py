"""Whatever is done to deals, in whatever order, the metrics equal a full recomputation exactly."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from analytics import history, services
from analytics.models import AccountMetrics, AccountMonth
from pipeline.models import LostReason, Opportunity, ReportingDay, Stage
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams.tests.factories import UserFactory

START = date(2024, 1, 1)
CHANGES = 2_000


class Chaos:
    """Random writes by every path that there is."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.accounts = [AccountFactory() for _ in range(25)]
        self.owners = [UserFactory() for _ in range(5)]
        self.products = [ProductFactory() for _ in range(3)]
        self.stages = {stage.type: stage for stage in Stage.objects.order_by("position")}
        self.reason = LostReason.objects.get(name="Price")

    def step(self) -> None:
        act: Callable[[], object] = self.random.choices(
            [self.create, self.edit, self.move, self.delete, self.reassign, self.bulk_value, self.bulk_close,
             self.change_account, self.delete_account, self.drain],
            weights=[30, 15, 20, 8, 5, 4, 4, 8, 0.3, 6],
        )[0]  # fmt: skip
        act()

    def closing(self, kind: str) -> dict[str, object]:
        if kind == "open":
            return {"close_date": None, "close_value": None, "lost_reason": None}
        value = Decimal(self.random.randint(1, 900_000)) / 100 if kind == "won" else Decimal(0)
        closed = START + timedelta(days=self.random.randint(30, 600))
        return {"close_date": closed, "close_value": value, "lost_reason": self.reason if kind == "lost" else None}

    def any_deal(self) -> Opportunity | None:
        keys = list(Opportunity.objects.order_by("pk").values_list("pk", flat=True))
        return Opportunity.objects.get(pk=self.random.choice(keys)) if keys else None

    def create(self) -> None:
        kind = self.random.choice(["open", "won", "won", "lost"])
        OpportunityFactory(
            account=self.random.choice(self.accounts),
            owner=self.random.choice(self.owners),
            product=self.random.choice(self.products),
            stage=self.stages[kind],
            engage_date=START,
            **self.closing(kind),
        )

    def edit(self) -> None:
        if deal := self.any_deal():
            deal.next_step = str(self.random.random())
            deal.save()

    def move(self) -> None:
        if deal := self.any_deal():
            kind = self.random.choice(["open", "won", "lost"])
            deal.stage = self.stages[kind]
            for name, value in self.closing(kind).items():
                setattr(deal, name, value)
            deal.save()

    def delete(self) -> None:
        if deal := self.any_deal():
            deal.delete()

    def reassign(self) -> None:
        Opportunity.objects.filter(owner=self.random.choice(self.owners)).update(owner=self.random.choice(self.owners))

    def bulk_value(self) -> None:
        account = self.random.choice(self.accounts)
        Opportunity.objects.filter(account=account, stage_type="won").update(close_value=self.random.randint(1, 999))

    def bulk_close(self) -> None:
        account = self.random.choice(self.accounts)
        Opportunity.objects.filter(account=account, stage_type="open").update(
            stage=self.stages["won"], **self.closing("won")
        )

    def change_account(self) -> None:
        if deal := self.any_deal():
            Opportunity.objects.filter(pk=deal.pk).update(account=self.random.choice(self.accounts))

    def delete_account(self) -> None:
        gone = self.accounts.pop(self.random.randrange(len(self.accounts)))
        gone.delete()
        self.accounts.append(AccountFactory())

    def drain(self) -> None:
        services.drain_account_changes()
        history.replay()


def sums_in_python() -> dict[int, tuple[int, Decimal, date | None]]:
    """Wins, revenue and last win of every account, added up without SQL."""
    sums = {pk: (0, Decimal(0), None) for pk in Account.objects.values_list("pk", flat=True)}
    for deal in Opportunity.objects.all():
        if deal.stage_type == "won" and deal.account_id:
            wins, value, last = sums[deal.account_id]
            sums[deal.account_id] = (wins + 1, value + deal.close_value, max(last or START, deal.close_date))
    return sums


def months_stored() -> dict[tuple[int, date], tuple[int, Decimal, int]]:
    rows = AccountMonth.objects.values_list("account_id", "month", "frequency", "monetary", "recency")
    return {row[:2]: row[2:] for row in rows}


def months_in_python() -> dict[tuple[int, date], tuple[int, Decimal, int]]:
    """Wins, revenue and recency at every month's end, asked of every deal each time."""
    today, months = ReportingDay.current().day, {}
    deals = list(
        Opportunity.objects.won().exclude(account=None).values_list("account_id", "close_date", "close_value")
    )
    firsts = [date(START.year + n // 12, n % 12 + 1, 1) for n in range(12 * (today.year - START.year) + today.month)]
    for first, after in zip(firsts, [*firsts[1:], date(today.year + 1, 1, 1)], strict=True):
        as_of = min(after - timedelta(days=1), today)
        for account in {account for account, day, _ in deals if day <= as_of}:
            known = [(day, value) for owner, day, value in deals if owner == account and day <= as_of]
            last = max(day for day, _ in known)
            months[account, first] = (len(known), sum(value for _, value in known), (as_of - last).days)
    return months


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15])  # 10,000 changes in all
def test_metrics_and_months_equal_a_full_recomputation(seed):
    chaos = Chaos(seed)
    for _ in range(CHANGES):
        chaos.step()
    chaos.drain()
    assert services.differences() == []
    assert history.differences() == []
    stored = AccountMetrics.objects.values_list("account_id", "frequency", "monetary", "last_won_on")
    assert {row[0]: row[1:] for row in stored} == sums_in_python()
    assert months_stored() == months_in_python()
    assert Opportunity.objects.won().count() > 100
    assert Account.objects.count() == 25
