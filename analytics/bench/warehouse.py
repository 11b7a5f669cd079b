"""What the dashboards' queries cost: from stored sums, under the visibility rule, each chart, and what writers pay."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from analytics import services, warehouse
from analytics.bench import dashboards
from analytics.bench.measure import Result, ratio
from pipeline.models import Opportunity
from teams import visibility
from teams.models import Role, User

SAVES = 200
# What a dashboard asks of the stored sums, and the same sums from the deals.
FROM_DEALS = {
    "sales by month": (
        "select month, won, lost, revenue from gold.sales_by_month",
        "select close_month, count(*) filter (where stage_type = 'won'), count(*) filter (where stage_type = 'lost'),"
        " sum(won_value) from silver.deal where stage_type <> 'open' group by close_month",
    ),
    "quarters of regions": (
        "select quarter, member, won, lost, revenue from gold.quarter_comparison where dimension = 'region'",
        "select close_quarter, region, count(*) filter (where stage_type = 'won'),"
        " count(*) filter (where stage_type = 'lost'), sum(won_value) from silver.deal where stage_type <> 'open'"
        " group by close_quarter, region",
    ),
}
DASHBOARD = {
    "sales by month": "select * from gold.sales_by_month",
    "sums of products": "select * from gold.product_performance",
    "open pipeline": "select * from gold.pipeline_open",
    "sums of sectors": "select * from gold.sector_performance",
}
RULE = re.compile(
    r"(?:coalesce\([^)]*\)|[\w.]+) = any\(\(select crm\.visible_owners\(\)\)::bigint\[\]\)"
    r"|\(select crm\.visible_owners\(\)\) <> '{}'"
    r"|\(select cardinality\(crm\.visible_owners\(\)\) >= count\(\*\) from teams_user\)"
)


def run(seed: int) -> list[Result]:
    services.fit_and_rescore()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    director = User.objects.filter(role=Role.DIRECTOR).earliest("pk")
    manager = User.objects.filter(role=Role.MANAGER).earliest("pk")
    results = [_stored(name, *texts, director) for name, texts in FROM_DEALS.items()]
    with _without_the_rule():
        for user in (director, manager):
            results += [_under_the_rule(name, text, user) for name, text in DASHBOARD.items()]
    return [*results, *dashboards.reads(director), _saving(random.Random(seed))]  # noqa: S311 - a choice of rows


def _read(text: str, user: User) -> Callable[[], None]:
    def read() -> None:
        with visibility.viewing(user), connection.cursor() as cursor:
            cursor.execute(text)
            cursor.fetchall()

    return read


def _stored(name: str, stored: str, live: str, user: User) -> Result:
    return ratio(f"{name}, from deals, against stored", _read(live, user), _read(stored, user), at_least=20)


def _under_the_rule(name: str, text: str, user: User) -> Result:
    free = text.replace("gold.", "gold_open.")
    return ratio(f"{name}, a {user.role}'s, against no rule", _read(text, user), _read(free, user), at_most=2)


@contextmanager
def _without_the_rule() -> Iterator[None]:
    """The same views in schemas of their own, which show every owner's rows and are no barriers."""
    with connection.cursor() as cursor:
        for layer in warehouse.LAYERS:
            cursor.execute(f"create schema {layer}_open")
        for view in warehouse.views():
            cursor.execute(_open(view.text))
        yield
        cursor.execute("drop schema gold_open, silver_open cascade")


def _open(text: str) -> str:
    text = RULE.sub("true", text).replace(" with (security_barrier)", "")
    return re.sub(r"\b(gold|silver)\.", r"\1_open.", text)


def _saving(chance: random.Random) -> Result:
    """A save with the trigger that logs sales, against one without it; all other triggers run in both."""
    keys = list(Opportunity.objects.won().order_by("pk").values_list("pk", flat=True)[:20_000])
    keys = chance.sample(keys, min(SAVES, len(keys)))

    def save(state: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"alter table pipeline_opportunity {state} trigger {_trigger()}")
        for key in keys:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("update pipeline_opportunity set close_value = close_value + 1 where id = %s", [key])

    def work() -> None:
        save("enable")

    def floor() -> None:
        save("disable")

    result = ratio("saving a deal, against no log of sales", work, floor, at_most=1.5)
    with connection.cursor() as cursor:
        cursor.execute(f"alter table pipeline_opportunity enable trigger {_trigger()}")
    return result


def _trigger() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select tgname from pg_trigger where tgname like %s", ["pgtrigger_sales_change_update%"])
        return str(cursor.fetchone()[0])
