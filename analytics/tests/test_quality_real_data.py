"""Which records of the real data set break the contract: one query on gold."""

import pytest

from analytics import gold
from analytics.core.earlier_scores import Facts, ingestion_score, validation_score
from analytics.models import QualityCheck
from analytics.quality import check_quality
from analytics.quality_rows import failing_rows
from pipeline.quality import QUALITY_RULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(real_run, dora) -> QualityCheck:
    return check_quality()


def test_which_records_break_the_contract(checked, dora):
    text = """
        select examples, failed from gold.data_quality
        where table_name = 'imported' and failed > 0 and day = (select max(day) from gold.data_quality)
        order by failed desc
    """
    assert gold.query(text, user=dora).rows == [
        ("GTXPro (1,480)", 1480),
        ("technolgy (12)", 12),
        ("Philipines (1)", 1),
    ]


def test_open_deals_without_an_account_by_stage(checked, dora):
    text = """
        select rule, severity, checked, failed from gold.data_quality
        where rule in ('engaged_deal_has_account', 'early_deal_has_account') order by failed desc
    """
    assert gold.query(text, user=dora).rows == [
        ("engaged_deal_has_account", "error", 1589, 1088),
        ("early_deal_has_account", "note", 500, 337),
    ]


def test_stale_deals_are_those_of_the_list(checked, dora):
    failed = checked.scores.get(rule="open_deal_is_not_stale").failed
    assert failed == 1301 == len(gold.query("select 1 from gold.stale_deal", user=dora).rows)


def test_every_list_is_as_long_as_its_count(checked, dora):
    scores = dict(checked.scores.values_list("rule", "failed"))
    assert {key: failing_rows(rule, dora).count() for key, rule in QUALITY_RULES.items()} == scores


def test_what_is_no_fault_is_not_counted(checked):
    """No close date is missing: the 2,089 empty ones are of open deals."""
    failing = set(checked.scores.filter(failed__gt=0, table="deals").values_list("rule", flat=True))
    assert failing == {
        "engaged_deal_has_account", "early_deal_has_account", "engaged_deal_has_expected_close",
        "engaged_deal_has_next_step", "open_deal_is_not_stale", "lost_deal_says_why", "open_deal_is_entered_once",
    }  # fmt: skip


def test_the_earlier_formulas_beside_ours(checked):
    facts = Facts(**checked.deals)
    assert (facts.missing, facts.cells) == (6103, 70_400)
    assert round(ingestion_score(facts), 3) == 0.974
    assert round(validation_score(facts), 2) == 0.85
