"""When stays end and when deals were last touched, as triggers keep it, is what steps and activities say."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.tests.factories import AccountFactory
from pipeline.demo.clear import clear
from pipeline.demo.generate import generate
from pipeline.demo.load import load
from pipeline.models import Activity, LastTouch, Opportunity, StageChange
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db
START = datetime(2025, 1, 1, 12, tzinfo=UTC)

STAYS_AS_THEY_ARE = """
    select id, lead(changed_at) over in_order, lead(to_stage_id) over in_order from pipeline_stagechange
    window in_order as (partition by opportunity_id order by changed_at, id)
"""
TOUCHES_AS_THEY_ARE = """
    select opportunity_id, step.moment, activity.moment
    from (select opportunity_id, max(changed_at) as moment from pipeline_stagechange group by 1) as step
    full join (
        select opportunity_id, max(happened_at) as moment from pipeline_activity
        where opportunity_id is not null group by 1
    ) as activity using (opportunity_id)
"""


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def assert_kept():
    assert set(StageChange.objects.values_list("pk", "left_at", "next_stage")) == asked(STAYS_AS_THEY_ARE)
    assert set(LastTouch.objects.values_list()) == asked(TOUCHES_AS_THEY_ARE)


def at(days):
    return START + timedelta(days=days)


def change_something(chance, stages, alice):
    """One random change of deals, steps or activities."""
    deals, activities = list(Opportunity.objects.all()), list(Activity.objects.all())
    deal, days = chance.choice(deals), chance.randrange(-400, 400)
    match chance.randrange(8):
        case 0:
            OpportunityFactory(owner=alice, stage=stages["Prospecting"])
        case 1:
            Opportunity.objects.filter(pk=deal.pk).update(stage=stages[chance.choice(["Prospecting", "Engaging"])])
        case 2:  # history that comes out of order, several steps in one statement
            StageChange.objects.bulk_create(
                StageChange(opportunity=chance.choice(deals), to_stage=stages["Engaging"], changed_at=at(days + more))
                for more in (0, -30, 30)
            )
        case 3 | 4:
            Activity.objects.bulk_create(
                Activity(opportunity=chance.choice(deals), author=alice, happened_at=at(days + more), text="Called")
                for more in range(3)
            )
            Activity.objects.create(account=AccountFactory(), author=alice, text="About no deal")
        case 5:
            Activity.objects.filter(
                pk__in=[row.pk for row in chance.sample(activities, len(activities) // 3)]
            ).delete()
        case 6:
            rows = Activity.objects.filter(pk__in=[row.pk for row in chance.sample(activities, len(activities) // 4)])
            rows.update(opportunity=deal, happened_at=at(days))
        case 7 if len(deals) > 3:
            deal.delete()


@pytest.mark.parametrize("seed", range(4))
def test_after_random_changes(seed, alice, stages):
    chance = random.Random(seed)
    OpportunityFactory.create_batch(5, owner=alice)
    for _ in range(40):
        change_something(chance, stages, alice)
        assert_kept()
    assert StageChange.objects.filter(left_at__isnull=False).exists()


def test_after_a_demo_and_its_removal():
    load(generate(timezone.localdate(), seed=7, deals=300), with_logins=False, report=lambda *_: None)
    assert_kept()
    assert LastTouch.objects.filter(last_activity_at__isnull=False).exists()
    clear(report=lambda *_: None)
    assert not LastTouch.objects.exists()


def test_after_imports_of_history(crm_folder):
    crm_folder.load()
    assert_kept()
    crm_folder.replace("sales_pipeline", "Prospecting,,,", "Won,2017-05-01,2017-12-20,55")
    crm_folder.load()
    assert_kept()
    assert StageChange.objects.get(opportunity__code="PROSPECT", left_at__isnull=False).next_stage.name == "Won"


def test_nothing_is_kept_of_what_is_cut_off(deal, alice):
    Activity.objects.create(opportunity=deal, author=alice, text="Called")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("truncate pipeline_activity")
        assert_kept()
        cursor.execute("truncate pipeline_stagechange")
    assert not LastTouch.objects.exists()


def test_a_note_is_no_edit_of_the_deal(deal, alice):
    Activity.objects.create(opportunity=deal, author=alice, text="Called")
    assert Opportunity.objects.get().version == deal.version


def test_nobody_else_ends_a_stay(deal):
    with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
        StageChange.objects.update(left_at=START)
