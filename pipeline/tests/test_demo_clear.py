"""Clearing removes exactly what the demo made; nothing that anybody else made vanishes with it."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.models import Account
from pipeline import services
from pipeline.demo.clear import clear
from pipeline.demo.generate import generate
from pipeline.demo.load import DemoRefused, load
from pipeline.models import Activity, DemoBatch, LostReason, Opportunity, Product, ReportingDay
from pipeline.sales_models import SalesChange
from pipeline.tests.factories import OpportunityFactory
from teams.models import Team, User


@pytest.fixture(scope="module")
def world():
    return generate(timezone.localdate(), seed=7, deals=300)


def load_demo(world) -> DemoBatch:
    return load(world, with_logins=False, report=lambda what, count: None)


def clear_demo():
    return clear(report=lambda what, count: None)


def rows() -> dict[type[models.Model], set]:
    """Every row of our apps but the audit trail's and the logs of what is to be recomputed."""
    ours = [apps.get_model(label) for label in ("accounts.Account", "accounts.Contact")]
    ours += [*apps.get_app_config("teams").get_models(), *apps.get_app_config("pipeline").get_models()]
    tables = [model for model in ours if not hasattr(model, "pgh_tracked_model") and model is not SalesChange]
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in tables}


def test_it_leaves_everything_as_it_was(world, deal, bob, dana):
    before = rows()
    load_demo(world)
    cleared = clear_demo()
    assert rows() == before
    assert cleared.kept == {}


def test_reasons_for_a_loss_that_had_to_be_made_go_again(world, db):
    LostReason.objects.filter(name="Price").delete()
    load_demo(world)
    assert LostReason.objects.filter(name="Price").exists()
    clear_demo()
    assert not LostReason.objects.filter(name="Price").exists()


def test_a_demo_row_that_was_edited_goes_too(world, deal):
    load_demo(world)
    Opportunity.objects.exclude(pk=deal.pk).update(next_step="Edited")
    clear_demo()
    assert list(Opportunity.objects.all()) == [deal]


def test_a_deal_of_ours_keeps_its_account_and_product(world, alice, stages):
    load_demo(world)
    account = Account.objects.filter(parent=None, subsidiaries=None).first()
    ours = OpportunityFactory(owner=alice, account=account, product=Product.objects.first(), stage=stages["Engaging"])
    cleared = clear_demo()
    assert list(Opportunity.objects.all()) == [ours]
    assert (list(Account.objects.all()), list(Product.objects.all())) == ([account], [ours.product])
    assert cleared.kept == {"accounts": [account.name], "products": [ours.product.name]}
    assert list(User.objects.all()) == [alice]


def test_a_note_of_ours_keeps_its_deal_and_what_that_hangs_on(world, alice):
    load_demo(world)
    deal = Opportunity.objects.won().first()
    note = Activity.objects.create(author=alice, opportunity=deal, text="Worth remembering")
    clear_demo()
    assert list(Activity.objects.all()) == [note]
    assert list(Opportunity.objects.all()) == [deal]
    assert set(User.objects.all()) == {alice, deal.owner, deal.owner.team.manager}
    assert list(Team.objects.exclude(pk=alice.team_id)) == [deal.owner.team]


def test_what_was_kept_goes_when_nothing_hangs_on_it_any_more(world, alice, stages):
    load_demo(world)
    ours = OpportunityFactory(owner=alice, account=Account.objects.first(), stage=stages["Engaging"])
    clear_demo()
    assert DemoBatch.objects.exists()
    ours.delete()
    clear_demo()
    assert not Account.objects.exists()
    assert not DemoBatch.objects.exists()


def test_a_load_is_refused_while_something_is_kept(world, alice, stages):
    load_demo(world)
    OpportunityFactory(owner=alice, account=Account.objects.first(), stage=stages["Engaging"])
    clear_demo()
    with pytest.raises(DemoRefused):
        load_demo(world)


def test_a_subsidiary_of_ours_keeps_its_parent(world, acme):
    load_demo(world)
    acme.parent = Account.objects.exclude(pk=acme.pk).filter(parent=None).first()
    acme.save()
    clear_demo()
    assert set(Account.objects.all()) == {acme, acme.parent}


def test_a_pinned_reporting_day_comes_back(world, db):
    services.set_reporting_day(date(2017, 12, 31), pinned=True)
    load_demo(world)
    clear_demo()
    assert (ReportingDay.objects.get().day, ReportingDay.objects.get().pinned) == (date(2017, 12, 31), True)


def test_a_day_that_was_pinned_since_stays(world, db):
    load_demo(world)
    services.set_reporting_day(date(2020, 1, 31), pinned=True)
    clear_demo()
    assert (ReportingDay.objects.get().day, ReportingDay.objects.get().pinned) == (date(2020, 1, 31), True)


def test_without_a_demo_there_is_nothing_to_remove(db):
    with pytest.raises(DemoRefused, match="no demo data"):
        clear_demo()


@pytest.mark.django_db(transaction=True)
def test_it_holds_at_commit(world):
    """The database asks some of its questions only then."""
    load_demo(world)
    clear_demo()
    assert not Opportunity.objects.exists()
