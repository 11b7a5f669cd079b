"""The history of stages is derived from the dates, and marked as derived."""

from datetime import date

from django.utils import timezone

from pipeline.models import Opportunity, StageChange


def steps(code):
    changes = StageChange.objects.filter(opportunity__code=code).order_by("id")
    return [
        (
            change.from_stage and change.from_stage.name,
            change.to_stage.name,
            str(timezone.localdate(change.changed_at)),
        )
        for change in changes.select_related("from_stage", "to_stage")
    ]


def test_a_won_deal_was_engaged_before(crm_folder):
    crm_folder.load()
    assert steps("WON00001") == [(None, "Engaging", "2017-01-10"), ("Engaging", "Won", "2017-03-01")]


def test_an_engaged_deal_has_one_step(crm_folder):
    crm_folder.load()
    assert steps("ENGAGED1") == [(None, "Engaging", "2017-05-01")]


def test_a_deal_without_dates_was_first_seen_on_the_reporting_day(crm_folder):
    crm_folder.load()
    assert steps("PROSPECT") == [(None, "Prospecting", "2017-12-31")]
    assert timezone.localdate(Opportunity.objects.get(code="PROSPECT").created_at) == date(2017, 12, 31)


def test_all_are_marked_as_derived(crm_folder):
    crm_folder.load()
    assert set(StageChange.objects.values_list("source", flat=True)) == {"imported"}


def test_a_move_between_two_imports_adds_its_step(crm_folder):
    crm_folder.load()
    crm_folder.replace("sales_pipeline", ",,Engaging,2017-05-01,,", ",Acme,Won,2017-05-01,2018-01-15,5000")
    crm_folder.load(as_of=date(2018, 1, 31))
    assert steps("ENGAGED1") == [(None, "Engaging", "2017-05-01"), ("Engaging", "Won", "2018-01-15")]


def test_no_step_comes_before_the_last_one(crm_folder):
    crm_folder.load()
    crm_folder.replace("sales_pipeline", "Prospecting,,,", "Engaging,2017-12-01,,")
    crm_folder.load(as_of=date(2018, 1, 31))
    assert steps("PROSPECT") == [(None, "Prospecting", "2017-12-31"), ("Prospecting", "Engaging", "2017-12-31")]


def test_a_change_that_moves_no_stage_adds_none(crm_folder):
    crm_folder.load()
    crm_folder.replace("sales_pipeline", "4514", "4515")
    crm_folder.load()
    assert len(steps("WON00001")) == 2


def test_after_the_import_the_database_records_again(crm_folder, stages):
    crm_folder.load()
    Opportunity.objects.filter(code="ENGAGED1").update(stage=stages["Prospecting"])
    assert StageChange.objects.filter(source="recorded").count() == 1
