"""The demo is stored whole: people, deals with their history, and how visitors come in."""

import pghistory.models
import pytest
from django.db.models import F, Max, Min
from django.utils import timezone

from accounts.models import Account, AccountChange, Contact
from accounts.tests.factories import AccountFactory
from pipeline.demo import story
from pipeline.demo.generate import generate
from pipeline.demo.load import DemoRefused, load
from pipeline.models import Activity, DemoBatch, Opportunity, Product, ReportingDay, Stage, StageChange, Task
from pipeline.tests.factories import OpportunityFactory
from teams.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from teams.models import Role, Team, User
from teams.visibility import editable_owners

DEALS = 300


@pytest.fixture(scope="module")
def world():
    return generate(timezone.localdate(), seed=7, deals=DEALS)


@pytest.fixture
def loaded(db, world):
    load(world, with_logins=True, report=lambda what, count: None)
    return world


def test_everything_is_stored(loaded):
    sizes = [model.objects.count() for model in (Opportunity, Account, Contact, Activity, Task, Product, Team)]
    assert sizes == [DEALS, 90, len(loaded.contacts), len(loaded.touches), len(loaded.todos), 7, 6]
    roles = list(User.objects.values_list("role", flat=True))
    assert [roles.count(role) for role in Role] == [35, 6, 1, 1, 1]


def test_a_stored_deal_is_the_generated_one(loaded):
    one = next(deal for deal in loaded.won if deal.company is not None)
    stored = Opportunity.objects.for_lists().get(code=one.code)
    assert (stored.close_date, stored.close_value, stored.engage_date) == (one.closed, one.value, one.engaged)
    assert stored.account.name == loaded.companies[one.company].name
    assert stored.owner.name == story.SELLERS[one.seller].name
    assert stored.product.name == story.PRODUCTS[one.product].name


def test_the_history_has_the_times_of_the_story(loaded):
    deals = Opportunity.objects.annotate(first=Min("stage_changes__changed_at"), last=Max("stage_changes__changed_at"))
    assert deals.filter(first=F("created_at")).count() == DEALS
    assert not deals.exclude(close_date=None).exclude(last__date=F("close_date")).exists()
    assert not StageChange.objects.filter(changed_at__gt=timezone.now()).exists()
    assert set(StageChange.objects.values_list("source", flat=True)) == {"recorded"}


def test_the_last_step_leads_to_the_deals_stage(loaded):
    for deal in Opportunity.objects.prefetch_related("stage_changes"):
        steps = list(deal.stage_changes.all())
        assert steps[0].from_stage_id is None
        assert steps[-1].to_stage_id == deal.stage_id
        assert [step.from_stage_id for step in steps[1:]] == [step.to_stage_id for step in steps[:-1]]


def test_a_deal_entered_afterwards_is_recorded_again(loaded):
    deal = OpportunityFactory(stage=Stage.objects.get(name="Engaging"))
    assert deal.stage_changes.count() == 1


def test_a_buyer_is_a_customer_since_the_first_purchase(loaded):
    account = Account.objects.filter(type="customer").first()
    first = account.opportunities.won().aggregate(day=Min("close_date"))["day"]
    assert account.customer_since == first
    assert not Opportunity.objects.won().filter(account__type="prospect").exists()


def test_every_account_is_to_be_recomputed(loaded):
    assert AccountChange.objects.values("account_id").distinct().count() >= 90


def test_today_is_the_reporting_day(loaded):
    day = ReportingDay.objects.get()
    assert (day.day, day.pinned) == (loaded.today, False)


def test_the_audit_trail_names_the_command(loaded):
    assert pghistory.models.Context.objects.filter(metadata__command="seed_demo").exists()


@pytest.mark.parametrize("login", DEMO_LOGINS, ids=lambda login: login.role)
def test_visitors_come_in(loaded, client, login):
    assert User.objects.get(email=login.email).role == login.role
    assert client.login(username=login.email, password=DEMO_PASSWORD)


def test_the_manager_leads_the_representative_who_sells_most(loaded):
    rep = User.objects.get(email="rep@example.com")
    assert editable_owners(User.objects.get(email="manager@example.com")).filter(pk=rep.pk).exists()
    assert rep.opportunities.count() >= DEALS / 30


def test_others_have_no_password(loaded):
    others = User.objects.exclude(email__in=[login.email for login in DEMO_LOGINS])
    assert not [user for user in others if user.has_usable_password()]


def test_without_logins_nobody_has_a_password(db, world):
    load(world, with_logins=False, report=lambda what, count: None)
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_a_second_load_is_refused(loaded):
    with pytest.raises(DemoRefused, match="Remove it first"):
        load(loaded, with_logins=True, report=lambda what, count: None)


def test_a_name_in_use_is_refused_and_nothing_is_stored(db, world):
    AccountFactory(name=world.companies[0].name.lower())
    with pytest.raises(DemoRefused, match=world.companies[0].name.lower()):
        load(world, with_logins=True, report=lambda what, count: None)
    assert not DemoBatch.objects.exists()
    assert not User.objects.exists()


def test_an_installation_without_a_fitting_stage_is_told_so(db, world):
    Stage.objects.filter(name="Prospecting").delete()
    with pytest.raises(DemoRefused, match="prospecting"):
        load(world, with_logins=True, report=lambda what, count: None)
