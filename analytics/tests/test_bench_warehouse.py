"""The measurement of the warehouse runs, on little data: its figures mean nothing here, its lines do."""

import pytest
from django.db import connection

from analytics import services, warehouse
from analytics.bench import warehouse as bench
from analytics.bench.scratch import _fill
from analytics.dashboards import DASHBOARDS
from analytics.models import MonthlySales
from pipeline.models import Activity, Opportunity, StageChange


def test_the_views_without_the_rule_have_none_of_it():
    for view in warehouse.views():
        text = bench._open(view.text)
        assert "visible_owners" not in text, view.name
        assert "security_barrier" not in text, view.name
        assert "gold." not in text.replace("gold_open.", ""), view.name


@pytest.mark.django_db(transaction=True)
def test_every_chart_is_measured_and_nothing_is_left_behind(monkeypatch):
    monkeypatch.setattr(services, "fit_and_rescore", lambda: None)
    monkeypatch.setattr(bench, "SAVES", 3)
    _fill(1000, 7)
    results = {result.name: result for result in bench.run(7)}
    for board in DASHBOARDS:
        for chart in board.charts:
            assert results[f"{board.key}, {chart.key}, all time"].goal == "≤ 1"
    rules = [name for name in results if name.endswith("against no rule")]
    assert len(rules) == 2 * len(bench.DASHBOARD)
    assert results["sales by month, from deals, against stored"].goal == "≥ 20"
    assert MonthlySales.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select to_regnamespace('gold_open') is null")
        assert cursor.fetchone() == (True,)
        cursor.execute("select tgenabled from pg_trigger where tgname = %s", [bench._trigger()])
        assert cursor.fetchone() == ("O",)


@pytest.mark.django_db(transaction=True)
def test_the_filled_database_looks_like_a_company():
    _fill(1000, 7)
    assert Opportunity.objects.filter(stage_type="open", engage_date__isnull=False).count() > 100
    assert StageChange.objects.count() > 2000
    assert Activity.objects.count() > 500
