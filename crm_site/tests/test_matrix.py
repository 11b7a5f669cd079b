"""Every address × every role × every method. An address of the resolver without an entry in matrix.py fails the build.

The world is one deal of alice's with all that hangs on it; charlie and erik, of another team, must find nothing of it.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.tests.factories import AccountFactory, ContactFactory
from analytics.core.rfm import Thresholds
from analytics.dashboards import DASHBOARDS
from analytics.models import AccountMetrics, Audience, ModelRun, RunRequest, SelfAudit
from assistant import conversations
from assistant.answer import Answer
from assistant.intent import Intent
from crm_site.tests.matrix import LOGIN, METHODS, OUTSIDERS, ROUTES, WHO
from pipeline.merge_preview import preview
from pipeline.merging import merge_accounts
from pipeline.models import (
    Activity,
    Attachment,
    BulkRun,
    Competitor,
    DealCompetitor,
    DealContact,
    LineItem,
    LostReason,
    SavedView,
    Stage,
    Task,
)
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams.models import ApiToken, Notification, Role, User
from teams.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

WRITE = re.compile(r"\s*(insert|update|delete|merge)\b", re.IGNORECASE)
# What nobody outside alice's team may read anywhere.
SECRETS = ("Hidden Holding", "Hidden Audience", "Hidden Daughter", "Hidden Double", "Carla Contact",
           "ZZSECRET", "whispered", "Hidden step", "Hidden task", "Hidden view", "Hidden run",
           "314159", "314,159", "271828", "271,828", "Hidden file", "Hidden Rival")  # fmt: skip


def addresses(patterns: Any, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every pattern of the resolver: its name with namespace, and its route."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", here
        else:
            yield from addresses(pattern.url_patterns, here, f"{pattern.namespace}:" if pattern.namespace else space)


THRESHOLDS = Thresholds.fixed().as_dict()
FOUND = list(addresses(get_resolver().url_patterns))
# Its sign-in is open to all, and its sign-out and preview of translations say nothing.
OPEN_ADMIN = {"admin/login/", "admin/logout/"}
ADMIN = sorted({route for name, route in FOUND if name.startswith("admin:")} - OPEN_ADMIN)
SIGN_IN = re.compile(r"/(admin/)?login/\?")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all tests here: each request's changes are rolled back, and in the end the world is."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build() -> SimpleNamespace:
    west, east = TeamFactory(name="West"), TeamFactory(name="East")
    people: dict[str, User] = {
        "alice": UserFactory(name="Alice", team=west),
        "charlie": UserFactory(name="Charlie", team=east),
        "bob": UserFactory(name="Bob", role=Role.MANAGER),
        "erik": UserFactory(name="Erik", role=Role.MANAGER),
        "dora": UserFactory(name="Dora", role=Role.DIRECTOR),
        "anna": UserFactory(name="Anna", role=Role.ANALYST),
        "dana": UserFactory(name="Dana", role=Role.ADMIN),
    }
    for team, leader in ((west, "bob"), (east, "erik")):
        team.manager = people[leader]
        team.save()
    alice, now = people["alice"], timezone.now()
    account = AccountFactory(name="Hidden Holding", sector="ZZSECRET sector", country="ZZSECRET land")
    daughter = AccountFactory(name="Hidden Daughter", parent=account)
    double = AccountFactory(name="Hidden Double")
    product = ProductFactory(name="Shared product")
    shared = {"owner": alice, "product": product}
    deal = OpportunityFactory(**shared, account=account, code="ZZSECRET", next_step="Hidden step", amount=314159,
                              expected_close_date=date(2026, 1, 31))  # fmt: skip
    OpportunityFactory(**shared, account=daughter)
    own = OpportunityFactory(owner=people["charlie"], product=product, account=AccountFactory(name="Charlie's own"))
    contact = ContactFactory(account=account, name="Carla Contact")
    other_contact = ContactFactory(account=account, name="Carl Contact", email="carla@example.com")
    seen = preview(account, double, by=people["dana"]).seen
    merge = merge_accounts(account, double, by=people["dana"], seen=seen, take={})
    Activity.objects.create(opportunity=deal, account=account, author=alice, text="whispered")
    task = Task.objects.create(title="Hidden task", opportunity=deal, owner=alice, due_on=date(2026, 1, 2))
    hidden = {"file": ContentFile(b"ZZSECRET", "x"), "size": 8, "uploaded_by": alice}
    attachment = Attachment.objects.create(opportunity=deal, name="Hidden file.txt", **hidden)
    item = LineItem.objects.create(opportunity=deal, product=product, unit_price=271828)
    person = DealContact.objects.create(opportunity=deal, contact=contact)
    rival = DealCompetitor.objects.create(opportunity=deal, competitor=Competitor.objects.create(name="Hidden Rival"))
    AccountMetrics.objects.create(
        account=account, frequency=1, monetary=Decimal(314159), purchase_days=1, as_of=now.date(), computed_at=now
    )
    run = ModelRun.objects.create(
        as_of=now.date(), parameters={"shown": "baseline", "p_alive_shown": False, "thresholds": THRESHOLDS},
        metrics={"accounts": 2}, reasons={"shown": "The baseline is shown."}, seconds=1,
    )  # fmt: skip
    failed = RunRequest.objects.create(state=RunRequest.State.FAILED, error="No memory.")
    audited = SelfAudit.objects.create(as_of=now.date(), accounts=3, wrong=[account.pk], wrong_count=1)
    token, _ = ApiToken.objects.create(alice, label="Hers")
    told = Answer("answered", "It is 314,159", "How much from Hidden Holding?", Intent(("revenue",), ("account",)))
    turn = conversations.add_turn(told, by=alice)
    notice = Notification.objects.create(
        user=alice, kind="deal", sentence="You have Hidden Holding.", url=f"/deals/{deal.code}/"
    )
    return SimpleNamespace(
        daughter=daughter.pk, other_contact=other_contact.pk, merge=merge.pk,
        notification=notice.pk, today_part="late",
        people=people, clients={who: signed_in(people.get(who)) for who in WHO},
        charlie=own.owner_id, own_code=own.code, own_account=own.account_id,
        account=account.pk, contact=contact.pk, product=product.pk, code=deal.code, task=task.pk, version=deal.version,
        fact="next_step", stage=Stage.objects.open().first().pk, her_stage=deal.stage_id,
        reason=LostReason.objects.first().pk, team=west.pk, owner=alice.pk,
        attachment=attachment.pk, item=item.pk, person=person.pk, rival=rival.pk,
        token=token.token_key, dashboard="sales", chart="revenue-by-month", view="deal", extension="csv",
        quality_rule="account_sector_is_known", lifetime_values="accounts", segment="champions",
        audience=Audience.objects.create(owner=alice, name="Hidden Audience", criteria={"q": "Hidden"}).pk,
        saved_view=SavedView.objects.create(owner=alice, name="Hidden view", query="account=Hidden").pk,
        bulk_run=BulkRun.objects.create(
            started_by=alice, action="stage", heading="Hidden run", deals=[deal.pk], state="done", done=1,
            refused=[[deal.pk, "ZZSECRET"]],
        ).pk,
        run=run.pk, run_request=failed.pk, audit=audited.pk,
        conversation=turn.conversation_id, turn=turn.pk, pin=conversations.pin_turn(turn, by=alice).pk,
    )  # fmt: skip


def signed_in(user: User | None, **options: Any) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def no_throttle():
    cache.clear()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, address: str, body: dict[str, Any] | None = None) -> Any:
    """A form where a page is asked, JSON where the API is."""
    if method == "GET":
        response = client.get(address, body)
        text_of(response)  # a download is closed by who reads it
        return response
    if address.startswith("/api/"):
        return client.generic(method, address, json.dumps(body or {}), content_type="application/json")
    return client.post(address, body or {}) if method == "POST" else client.generic(method, address)


def text_of(response: Any) -> str:
    """What an answer says; of a download, what is in the file."""
    return b"".join(response).decode() if response.streaming else response.text


def address_of(name: str, world: SimpleNamespace) -> str:
    if name == "api:":
        return "/api/v1/no-such-thing"
    return reverse(name, args=[getattr(world, arg) for arg in ROUTES[name].args])


def status_of(response: Any) -> Any:
    to_login = response.status_code == 302 and response.url.startswith("/login/")
    return LOGIN if to_login else response.status_code


def test_every_address_has_an_entry():
    found = {name for name, _ in FOUND if not name.startswith("admin:")}
    assert (found - ROUTES.keys(), ROUTES.keys() - found) == (set(), set())


@pytest.mark.parametrize("name", ROUTES)
def test_every_role_gets_its_answer(world, name):
    address, wrong = address_of(name, world), {}
    for method in METHODS:
        # What even an administrator has no method for, nobody has.
        for who in WHO if method in ROUTES[name].methods else ("anonymous", "dana"):
            client = world.clients[who]
            with undone():
                cookies = client.cookies.copy()
                got = status_of(ask(client, method, address))
                client.cookies = cookies  # signing out forgets them
            if got not in ROUTES[name].expected(method, who):
                wrong[method, who] = got
    assert wrong == {}


READABLE = [name for name, route in ROUTES.items() if "GET" in route.methods]


@pytest.mark.parametrize("name", READABLE)
def test_an_outsider_reads_nothing_of_hers(world, name):
    for who in OUTSIDERS:
        for headers in ({}, {"HX-Request": "true"}):
            text = text_of(world.clients[who].get(address_of(name, world), headers=headers))
            assert [secret for secret in SECRETS if secret in text] == [], who


# Questions that alice's records answer.
QUESTIONS = [
    "/today/",
    "/today/late",
    "/tasks/?owner=all",
    "/tasks/deals?q=hidd",
    "/tasks/new?deal={code}",
    "/tasks/new?account={account}",
    "/notifications/",
    "/merges/",
    "/merges/?account={account}",
    "/deals/?unplanned=on",
    "/deals/?account=hidd",
    "/deals/?owner={owner}",
    "/deals/?type=open&sort=value",
    "/deals/?view={saved_view}",
    "/deals/?attention=on&columns=account,next_step,code",
    "/deals/?sector=zzsecret+sector",
    "/deals/board?account=hidd",
    "/deals/board/{her_stage}?sort=value",
    "/deals/board/sums?account=hidden+hol",
    "/deals/new?account={account}",
    "/deals/hints?account=hidden+holding&account_choice={account}&product={product}",
    "/deals/hints?account=hidden+holding&product={product}",
    "/deals/accounts?q=hidd",
    "/accounts/options?q=hidd",
    "/accounts/hints?name=hidden+holdin",
    "/deals/new-account?account=hidden+holdin&account_choice=new",
    "/search/?q=hidden+hold",
    "/search/?q=zzsecr",
    "/search/?q=shared+hidden&type=deals",
    "/search/?q=hidden+step",
    "/search/?q=carla&type=contacts",
    "/accounts/?q=hidd",
    "/accounts/?sort=-monetary",
    "/customers/",
    "/assistant/",
    "/assistant/pins/",
    "/assistant/conversations/?q=hidd",
    "/deals/export.csv?account=hidd",
    "/deals/{code}/?show=products",
    "/deals/{code}/?show=files",
    "/deals/{code}/?show=changes",
    "/deals/export.json?owner={owner}",
    "/accounts/export.csv?q=hidd",
    "/accounts/export.json?sort=-monetary",
    "/data/deal/export.csv",
    "/data/deal/export.json?entered_amount=314159",
    "/data/account_360/export.csv?columns=account,sector",
    "/api/v1/views/deal?agent_id={owner}",
    "/api/v1/views/account_360?format=csv",
    "/data/deal/rows",
    "/data/account_360/rows",
    "/explore/column?view=deal&x=account",
    "/explore/column?view=deal&x=open_value",
    "/explore/pair?view=deal&x=account&y=open_value",
    "/explore/pair?view=account_360&x=sector&y=country",
    "/api/v1/opportunities?code={code}",
    "/api/v1/opportunities?account={account}",
    "/api/v1/opportunities?owner={owner}",
    "/api/v1/opportunities?value_from=314159",
    "/customers/audiences/",
    "/api/v1/audiences",
    "/api/v1/audiences/{audience}/members",
    "/api/v1/accounts?name=hidd",
    "/api/v1/accounts?parent={account}",
    "/api/v1/accounts?ordering=-name",
    "/api/v1/contacts?account={account}",
    "/api/v1/contacts?name=carla",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_is_answered_with_hers(world, question):
    address = question.format(**vars(world))
    texts = {who: text_of(world.clients[who].get(address)) for who in ("alice", *OUTSIDERS)}
    found = {who: [secret for secret in SECRETS if secret in text] for who, text in texts.items()}
    assert found.pop("alice") != []
    assert found == {"charlie": [], "erik": []}


def test_the_palette_offers_nothing_of_hers(world):
    for typed in ("hidden", "carla", "zzsecret", ""):
        texts = {
            who: text_of(world.clients[who].get("/palette", {"q": typed}, headers={"HX-Request": "true"}))
            for who in ("alice", *OUTSIDERS)
        }
        found = {who: [secret for secret in SECRETS if secret in text] for who, text in texts.items()}
        assert bool(found.pop("alice")) == bool(typed)
        assert found == {"charlie": [], "erik": []}


FIGURES = [f"/dashboards/{board.key}/figures" for board in DASHBOARDS if board.has_figures]
FIGURES += [f"/dashboards/{board.key}/charts/{chart.key}" for board in DASHBOARDS for chart in board.charts]
FIGURES += [f"{address}.csv" for address in FIGURES if "/charts/" in address]


def test_no_figure_of_a_dashboard_tells_outsiders_of_hers(world):
    leaks = {}
    for who in OUTSIDERS:
        for address in FIGURES:
            answer = world.clients[who].get(address, {"period": "all"}, headers={"HX-Request": "true"})
            assert answer.status_code == 200, (who, address)
            found = [secret for secret in SECRETS if secret in text_of(answer)]
            if found:
                leaks[who, address] = found
    assert leaks == {}


def test_her_own_dashboards_show_them(world):
    texts = [text_of(world.clients["alice"].get(address, {"period": "all"})) for address in FIGURES]
    assert any("314,159" in text for text in texts)


# What charlie may send, and the reference to a record of alice's that makes it refused.
SENT: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("POST", "/deals/new", {"product": "{product}", "quantity": 1, "stage": "{stage}", "owner": "{charlie}"}, foreign)
    for foreign in (
        {"owner": "{owner}"},
        {"account": "x", "account_choice": "{account}"},
        {"account": "hidden holding"},
        {"account": "x", "account_choice": "new", "account_instead": "{account}"},
    )
]
SENT += [("POST", "/deals/bulk", {"action": "delete", "deal": "{own_code}"}, {"deal": "{code}"})]
SENT += [
    ("POST", "/tasks/new", {"title": "Call", "due_on": "2026-01-02", "owner": "{charlie}"}, foreign)
    for foreign in (
        {"owner": "{owner}"},
        {"deal": "{code}"},
        {"deal": "Shared product for Hidden Holding", "deal_choice": "{code}"},
        {"account": "Hidden Holding", "account_choice": "{account}"},
    )
]
SENT += [
    ("POST", "/accounts/new", {"name": "New", "type": "prospect", "status": "active"}, foreign)
    for foreign in ({"parent_name": "Hidden Holding"}, {"parent_name": "Hidden Holding", "parent_choice": "{account}"})
]
SENT += [
    ("POST", "/api/v1/opportunities", {"product": "{product}"}, {"account": "{account}"}),
    ("POST", "/api/v1/opportunities", {"product": "{product}"}, {"owner": "{owner}"}),
    ("PATCH", "/api/v1/opportunities/{own_code}", {"version": 1}, {"account": "{account}"}),
    ("PATCH", "/api/v1/opportunities/{own_code}", {"version": 1}, {"owner": "{owner}"}),
    ("POST", "/api/v1/accounts", {"name": "New"}, {"parent": "{account}"}),
    ("PATCH", "/api/v1/accounts/{own_account}", {"sector": "retail"}, {"parent": "{account}"}),
    ("POST", "/api/v1/contacts", {"name": "New", "account": "{own_account}"}, {"account": "{account}"}),
]


@pytest.mark.parametrize(("method", "address", "body", "foreign"), SENT)
def test_nothing_is_tied_to_a_record_of_hers(world, method, address, body, foreign):
    address, client, statuses = address.format(**vars(world)), world.clients["charlie"], []
    for fields in (body, body | foreign):
        filled = {name: str(value).format(**vars(world)) for name, value in fields.items()}
        with undone():
            statuses.append(ask(client, method, address, filled).status_code)
    assert statuses[0] in {200, 201, 302}
    assert statuses[1] in {400, 422}


@pytest.mark.parametrize("name", READABLE)
def test_looking_writes_nothing(world, name):
    with undone(), CaptureQueriesContext(connection) as queries:
        text_of(world.clients["dana"].get(address_of(name, world)))
    assert [query["sql"] for query in queries if WRITE.match(query["sql"])] == []


CHANGES = [
    (name, method)
    for name, route in ROUTES.items()
    for method in route.methods
    if method != "GET" and name not in {"home", "api:"}
]


@pytest.mark.parametrize(("name", "method"), CHANGES)
def test_no_change_without_the_csrf_token(world, name, method):
    strict = signed_in(world.people["dana"], enforce_csrf_checks=True)
    assert ask(strict, method, address_of(name, world)).status_code == 403


def test_django_admin_lets_administrators_in_alone(world):
    wrong = {}
    for route in ADMIN:
        address = "/" + re.sub(r"<[^>]+>", "1", route.split("^")[0].split("(?P")[0])
        for who in WHO[:-1]:
            answer = world.clients[who].get(address)
            if answer.status_code != 302 or not SIGN_IN.match(answer.url):
                wrong[route, who] = answer.status_code
    assert wrong == {}
    assert len(ADMIN) > 10
