"""Segments and the reporting day in Django admin: no score without a segment, and all accounts scored anew."""

import pytest
from django.urls import reverse

from analytics import runs
from analytics.admin import uncovered_codes
from analytics.core.rfm import Thresholds
from analytics.models import AccountMetrics, ModelRun, ScoreScheme, Segment
from pipeline.models import ReportingDay


@pytest.fixture
def save(client, dana, django_capture_on_commit_callbacks):
    """Send a segment's form with some fields changed, as if it were committed."""
    client.force_login(dana)

    def save(segment, **changes):
        names = ["name", "key", "position", "description", "action", "r_min", "r_max", "f_min", "f_max", "m_min",
                 "m_max", "first_purchase_within"]  # fmt: skip
        entry = {name: getattr(segment, name) for name in names} | changes
        entry = {name: value for name, value in entry.items() if value is not None}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("admin:analytics_segment_change", args=[segment.pk]), entry)

    return save


def test_a_rule_that_leaves_a_gap_is_refused_with_the_scores(save, db):
    champions = Segment.objects.get(key="champions")
    answer = save(champions, f_min=5)
    codes = "441, 442, 443, 444, 445, 541, 542, 543, 544, 545"
    assert f"With this rule 10 scores would have no segment: {codes} (R, F, M)." in answer.text
    champions.refresh_from_db()
    assert champions.f_min == 4


def test_a_range_that_ends_before_it_begins_is_refused(save, db):
    assert "A range ends before it begins." in save(Segment.objects.get(key="champions"), r_min=5, r_max=4).text


def test_after_a_change_every_account_is_scored_anew(save, market):
    answer = save(Segment.objects.get(key="new"), first_purchase_within=100_00)
    assert answer.status_code == 302
    segments = set(AccountMetrics.objects.buyers().values_list("segment__key", flat=True))
    assert segments == {"new"}


def test_a_segment_that_others_do_not_replace_stays(client, dana):
    client.force_login(dana)
    for key, status in [("champions", 403), ("new", 302)]:
        segment = Segment.objects.get(key=key)
        url = reverse("admin:analytics_segment_delete", args=[segment.pk])
        assert client.post(url, {"post": "yes"}).status_code == status
        assert Segment.objects.filter(key=key).exists() is (status == 403)


def test_the_defaults_cover_every_score(db):
    assert uncovered_codes(list(Segment.objects.all())) == []


def test_fixed_thresholds_can_be_chosen_and_segments_stay_total(client, dana, market):
    client.force_login(dana)
    assert client.post(reverse("admin:analytics_scorescheme_add"), {"thresholds": "fixed"}).status_code == 302
    assert runs.work_off_runs() == 1
    run = ModelRun.objects.get(state="champion")
    assert run.parameters["thresholds"] == Thresholds.fixed().as_dict()
    assert (run.asked_by, run.parameters["scheme"]) == (dana, "fixed")
    buyers = AccountMetrics.objects.buyers()
    assert buyers.count() == 15
    assert not buyers.filter(segment=None).exists()
    assert {metrics.recency <= 30 for metrics in buyers.filter(r_score=5)} == {True}


def test_there_is_one_scheme(client, dana):
    client.force_login(dana)
    ScoreScheme.objects.create()
    assert client.post(reverse("admin:analytics_scorescheme_add"), {"thresholds": "fixed"}).status_code == 403
    assert client.post(reverse("admin:analytics_scorescheme_delete", args=[1]), {"post": "yes"}).status_code == 403


def test_a_changed_reporting_day_changes_every_figure(client, dana, market, django_capture_on_commit_callbacks):
    client.force_login(dana)
    before = market[0].metrics.recency
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:pipeline_reportingday_change", args=[1]), {"day": "2026-01-10", "pinned": "on"})
    assert ReportingDay.current().pinned
    assert AccountMetrics.objects.get(account=market[0]).recency == before + 10
