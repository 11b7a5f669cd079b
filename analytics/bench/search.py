"""How long a search and the palette take, for who sees little and who sees all, for rare words and common ones."""

import statistics
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction
from django.test import Client, override_settings

from accounts.models import Account, Contact
from analytics.bench.measure import ROUNDS, Result, seconds
from pipeline.models import Opportunity
from teams.models import Role, User

DEALS_PER_ACCOUNT = 10
FILL = Path(__file__).parent.parent / "sql" / "bench" / "search.sql"
SEARCH_MS = 100
SAVES = 200
SAVE_AT_MOST = 1.5


def run(seed: int) -> list[Result]:
    _fill()
    with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        results = [result for role in (Role.REP, Role.MANAGER, Role.DIRECTOR) for result in _of(role)]
    return [*results, _saving()]


def _fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(FILL.read_text())
        cursor.execute("reset session_replication_role")
        cursor.execute("vacuum analyze")


def _of(role: Role) -> list[Result]:
    """The slowest question of the search page and of the palette, each the median of some rounds."""
    client = Client()
    client.force_login(User.objects.filter(role=role).order_by("pk")[1 if role != Role.DIRECTOR else 0])
    questions = _questions()
    pages = {"search": ("/search/", {}), "palette": ("/palette", {"HX-Request": "true"})}
    return [_slowest(f"{name} of a {role.label.lower()}", client, *page, questions) for name, page in pages.items()]


def _questions() -> dict[str, str]:
    """What is typed, by what it stands for."""
    account = Account.objects.order_by("pk")[5]
    first, second, *_ = account.name.split()
    contact = Contact.objects.order_by("pk")[50]
    deal = Opportunity.objects.order_by("pk")[500]
    return {
        "a name": f"{first} {second}",
        "the beginning of a name": first[:4],
        "two letters": first[:2],
        "a common word": "group",
        "two common words": "group holding",
        "a common word and a letter": "system 1",
        "product and account": f"gtx pro {first}",
        "product and a common word": "gtx group",
        "a product": "gtx pro",
        "a series": "gtx",
        "a code": deal.code,
        "the beginning of a code": deal.code[:6],
        "a common next step": "quotation",
        "a rare next step": f"call {first}",
        "a contact": contact.name,
        "an e-mail address": contact.email,
        "a common job title": "buyer",
        "digits of a phone": contact.phone[4:],
        "three digits": "555",
        "nothing": "zzzzzz",
    }


def _slowest(name: str, client: Client, address: str, headers: dict[str, str], questions: dict[str, str]) -> Result:
    times: dict[str, float] = {}
    for what, typed in questions.items():
        ask = _asking(client, address, headers, typed)
        ask()
        times[what] = statistics.median(seconds(ask) for _ in range(ROUNDS)) * 1000
    worst = sorted(times, key=lambda what: -times[what])
    half = statistics.median(times.values())
    detail = f"half ≤ {half:.0f} ms; {', '.join(f'{what} {times[what]:.0f}' for what in worst[:4])}"
    value = times[worst[0]]
    return Result(f"slowest {name}", round(value, 1), "ms", f"≤ {SEARCH_MS}", value <= SEARCH_MS, detail=detail)


def _asking(client: Client, address: str, headers: dict[str, str], typed: str) -> Callable[[], None]:
    def ask() -> None:
        status = client.get(address, {"q": typed}, headers=headers).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status} to {typed}.")

    return ask


def _saving() -> Result:
    """Saving a next step with the index of its words, against the same without it."""
    keys = list(Opportunity.objects.open().order_by("pk").values_list("pk", flat=True)[:SAVES])

    def save() -> None:
        for place, key in enumerate(keys):
            with transaction.atomic():
                Opportunity.objects.filter(pk=key).update(next_step=f"Call again about offer {place}")

    save()
    ours = [seconds(save) for _ in range(ROUNDS)]
    with connection.cursor() as cursor:
        cursor.execute("drop index opportunity_step_words")
    save()
    floor = [seconds(save) for _ in range(ROUNDS)]
    value = statistics.median(ours) / statistics.median(floor)
    noisy = (max(floor) - min(floor)) / statistics.median(floor) > 0.3
    return Result("saving a next step, against the same without its index", round(value, 2), "×",
                  f"≤ {SAVE_AT_MOST}", value <= SAVE_AT_MOST, noisy=noisy)  # fmt: skip
