"""Every rule over stored rows: a good row passes, a bad one fails, and the list is the count."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Account, Alias, Contact
from accounts.tests.factories import AccountFactory, ContactFactory
from pipeline.crm_import.files import DEALS, FILES
from pipeline.models import Activity, LostReason, Opportunity, Product, Task
from pipeline.quality import QUALITY_RULES, RecordRule
from pipeline.quality.imports import IMPORT_RULES, cell_of
from pipeline.quality.visible import visible_rows
from pipeline.rules import RULES
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 31)
SQL = Path(__file__).parent.parent / "sql" / "import"
RECORD_RULES = {key: rule for key, rule in QUALITY_RULES.items() if isinstance(rule, RecordRule)}


@pytest.fixture
def world(alice, west, stages, price):
    """One good row of each kind, about which no rule has anything to say."""
    account = AccountFactory(name="Acme", type="customer", employees=10, customer_since=date(2020, 1, 1))
    AccountFactory(name="Bluth", type="customer", year_established=1999, employees=9)
    contact = ContactFactory(account=account, name="Ann", email="ann@example.com")
    ContactFactory(account=Account.objects.get(name="Bluth"), name="Ann", phone="123")
    product = ProductFactory(name="GTX Pro", list_price=Decimal(1000))
    common = {"account": account, "owner": alice, "product": product}
    deal = OpportunityFactory(
        **common, engage_date=DAY - timedelta(days=10), expected_close_date=DAY, amount=900, next_step="Call"
    )
    OpportunityFactory(**common | {"product": ProductFactory(name="MG Special")}, stage=stages["Prospecting"])
    OpportunityFactory(**common, won=True)
    OpportunityFactory(**common, lost=True)
    Activity.objects.create(account=account, opportunity=deal, author=alice, text="Called", kind="call")
    Task.objects.create(title="Call", owner=alice, opportunity=deal, due_on=DAY)
    return type(
        "World", (), {"account": account, "contact": contact, "product": product, "deal": deal, "owner": alice}
    )


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


def another(world, **fields):
    common = {"account": AccountFactory(type="customer", employees=5), "owner": world.owner, "next_step": "Call"}
    ContactFactory(account=common["account"], phone="1")
    days = {"engage_date": DAY, "expected_close_date": DAY}
    return OpportunityFactory(**common | days | {"product": world.product} | fields)


def past(**fields):
    return {"engage_date": date(2025, 1, 1), "expected_close_date": None, **fields}


def circle(world):
    below = AccountFactory(parent=world.account, type="prospect", employees=1)
    change(world.account, parent=below)


# What to do to the world so that so many rows fail: one of each rule.
BAD = {
    "engaged_deal_has_account": (1, lambda w: another(w, account=None)),
    "early_deal_has_account": (1, lambda w: change(Opportunity.objects.get(stage__position=1), account=None)),
    "engaged_deal_has_expected_close": (1, lambda w: change(w.deal, expected_close_date=None)),
    "expected_close_is_ahead": (1, lambda w: change(w.deal, expected_close_date=DAY - timedelta(days=1))),
    "engaged_deal_has_next_step": (1, lambda w: another(w, next_step="")),
    "open_deal_is_not_stale": (1, lambda w: make_stale(w.deal)),
    "engage_date_is_past": (1, lambda w: change(w.deal, engage_date=DAY + timedelta(days=1))),
    "won_value_near_list": (2, lambda w: [
        another(w, **past(won=True, close_value=value)) for value in (499, 500, 1500, 1501)
    ]),
    "amount_near_list": (2, lambda w: [another(w, quantity=2, amount=value) for value in (999, 1000, 3000, 3001)]),
    "lost_deal_says_why": (1, lambda w: another(
        w, **past(lost=True, lost_reason=LostReason.objects.get(imported_only=True))
    )),
    "open_deal_owner_is_active": (1, lambda w: another(w, owner=UserFactory(is_active=False, team=w.owner.team))),
    "deal_owner_has_team": (1, lambda w: another(w, owner=UserFactory(team=None))),
    "open_deal_product_is_sold": (1, lambda w: another(w, product=ProductFactory(status="retired"))),
    "open_deal_account_is_active": (1, lambda w: change(another(w).account, status="inactive")),
    "open_deal_is_entered_once": (2, lambda w: another(w, account=w.account)),
    "account_has_sector": (1, lambda w: change(w.account, sector="")),
    "account_has_country": (1, lambda w: change(w.account, country="")),
    "account_has_size": (1, lambda w: change(w.account, employees=None)),
    "account_sector_is_known": (1, lambda w: change(w.account, sector="sofware")),
    "account_country_is_known": (1, lambda w: change(w.account, country="United State")),
    "account_is_entered_once": (2, lambda w: AccountFactory(name="ACME, Inc.")),
    "account_is_not_above_itself": (2, circle),
    "account_type_fits_deals": (1, lambda w: change(w.account, type="prospect")),
    "account_year_is_likely": (2, lambda w: [
        AccountFactory(year_established=year) for year in (999, 1000, 2025, 2026)
    ]),
    "customer_since_is_past": (1, lambda w: change(w.account, customer_since=DAY + timedelta(days=1))),
    "customer_has_contact": (1, lambda w: AccountFactory(type="customer")),
    "contact_can_be_reached": (1, lambda w: change(w.contact, email="")),
    "contact_email_is_an_address": (3, lambda w: [
        ContactFactory(account=w.account, email=address)
        for address in ("ann.lee+x@mail.example.co.uk", "ann", "ann@example", "a b@example.com")
    ]),
    "contact_email_is_of_one": (2, lambda w: ContactFactory(account=w.account, email="ANN@example.com")),
    "contact_is_entered_once": (2, lambda w: ContactFactory(account=w.account, name="ANN", phone="1")),
    "product_has_price": (1, lambda w: ProductFactory(list_price=0)),
    "product_has_series": (1, lambda w: ProductFactory(series="")),
    "product_is_entered_once": (1, lambda w: ProductFactory(name="GTXPro")),
    "activity_has_text": (1, lambda w: Activity.objects.update(text="")),
    "activity_has_happened": (1, lambda w: Activity.objects.update(happened_at=timezone.now() + timedelta(days=2))),
    "activity_is_at_its_deals_account": (1, lambda w: Activity.objects.update(account=AccountFactory())),
    "task_is_not_overdue": (1, lambda w: Task.objects.update(due_on=DAY - timedelta(days=1))),
    "task_owner_is_active": (1, lambda w: Task.objects.update(owner=UserFactory(is_active=False))),
}  # fmt: skip


def make_stale(deal):
    """Back-date its whole history; the database keeps people from doing so."""
    Activity.objects.filter(opportunity=deal).delete()
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "update pipeline_stagechange set changed_at = '2024-01-01' where opportunity_id = %s", [deal.pk]
        )
        cursor.execute(
            "update pipeline_lasttouch set entered_stage_at = '2024-01-01' where opportunity_id = %s", [deal.pk]
        )
        cursor.execute("reset session_replication_role")


def test_every_rule_over_rows_is_tried_here():
    assert BAD.keys() == RECORD_RULES.keys()


@pytest.mark.parametrize("key", BAD)
def test_good_rows_pass_and_bad_ones_fail(key, world, dana):
    rule = RECORD_RULES[key]
    expected, spoil = BAD[key]
    before = rule.tally(DAY)
    assert (before.failed, before.checked > 0) == (0, True)
    spoil(world)
    after = rule.tally(DAY)
    listed = visible_rows(rule.failing(DAY), rule.table, dana)
    assert after.failed == listed.count() == len({row.pk for row in listed}) == expected
    assert after.failed <= after.checked


@pytest.mark.parametrize("key", QUALITY_RULES)
def test_an_empty_database_fails_nothing(key):
    rule = QUALITY_RULES[key]
    tally = rule.tally(DAY)
    assert (tally.checked, tally.failed, list(rule.failing(DAY))) == (0, 0, [])


def test_a_missing_close_date_is_no_fault_of_an_open_deal(world):
    assert world.deal.close_date is None
    assert [rule.key for rule in RECORD_RULES.values() if rule.table == "deals" and rule.tally(DAY).failed] == []


def test_a_spelling_with_an_alias_is_wrong_however_frequent(world):
    Alias.objects.create(kind="sector", spelling="SOFTWARE", name="IT")
    rule = QUALITY_RULES["account_sector_is_known"]
    assert rule.spellings(DAY) == {"software": Account.objects.filter(sector="software").count()}


@pytest.mark.parametrize("key", [key for key in BAD if RECORD_RULES[key].table != "products"])
def test_charlie_sees_none_of_alices_rows(key, world, charlie):
    rule = RECORD_RULES[key]
    BAD[key][1](world)
    mine = {
        "deals": Opportunity.objects.filter(owner=world.owner),
        "accounts": Account.objects.filter(opportunities__owner=world.owner),
        "contacts": Contact.objects.filter(account__opportunities__owner=world.owner),
        "activities": Activity.objects.all(),
        "tasks": Task.objects.all(),
    }[rule.table]
    seen = visible_rows(rule.failing(DAY), rule.table, charlie)
    assert not set(seen.values_list("pk", flat=True)) & set(mine.values_list("pk", flat=True))


def test_every_issue_of_the_import_names_a_rule():
    """The import writes keys in SQL: each of them must be in the list."""
    texts = "".join(path.read_text() for path in SQL.glob("*.sql"))
    written = set(re.findall(r"'(?:refused|repaired)',\s+'(\w+)'", texts))
    written |= set(re.findall(r"'(\w+_spelling)'", texts))
    written |= set(re.findall(r"\(\s*'\w+', \w+\.\w+, '(\w+)', '[A-Z]", texts))
    written |= {rule.name for rule in RULES if cell_of(rule.field) in DEALS.columns}
    assert len(written) > 40
    assert written - IMPORT_RULES.keys() == set()


def test_every_cell_that_an_import_rule_asks_is_in_the_files():
    columns = {(spec.name, column) for spec in FILES for column in (*spec.columns, "")}
    asked = {(f"{file}.csv", column) for rule in IMPORT_RULES.values() for file, column in rule.cells}
    assert asked - columns == set()


def test_products_are_everybodys(world, charlie):
    ProductFactory(series="")
    rule = RECORD_RULES["product_has_series"]
    assert visible_rows(rule.failing(DAY), rule.table, charlie).count() == 1
    assert Product.objects.count() == 3
