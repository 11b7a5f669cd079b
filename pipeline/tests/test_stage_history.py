"""The database writes the history of stages, whichever way a stage is changed."""

import pghistory
import pgtrigger
import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from pipeline.models import Opportunity, StageChange


def steps(deal):
    return list(deal.stage_changes.values_list("from_stage__name", "to_stage__name"))


def test_a_new_deal_has_its_first_step(deal):
    assert steps(deal) == [(None, "Engaging")]


def test_a_bulk_update_leaves_a_step(deal, stages):
    Opportunity.objects.update(stage=stages["Prospecting"])
    assert steps(deal)[1:] == [("Engaging", "Prospecting")]


def test_an_update_of_another_field_leaves_none(deal):
    Opportunity.objects.update(next_step="Call")
    assert len(steps(deal)) == 1


def test_the_step_names_who_made_it(deal, alice, stages):
    with pghistory.context(user=alice.pk):
        Opportunity.objects.update(stage=stages["Prospecting"])
    assert deal.stage_changes.last().changed_by == alice


def test_a_step_cannot_be_changed(deal):
    with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
        StageChange.objects.update(source="imported")


def test_nobody_switches_the_recording_off(deal, stages):
    with pgtrigger.ignore():
        Opportunity.objects.update(stage=stages["Prospecting"])
    assert len(steps(deal)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_step_cannot_be_deleted_alone(deal):
    with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
        StageChange.objects.all().delete()
    assert StageChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_steps_go_with_their_deal(deal):
    deal.delete()
    assert not StageChange.objects.exists()


def test_retyping_a_used_stage_is_refused_where_deals_would_break_a_rule(deal, stages):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update pipeline_stage set type = 'won' where id = %s", [stages["Engaging"].pk])
