"""The real data set arrives whole: the figures that everything else is compared with."""

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import Account
from pipeline.crm_import import ImportReport, import_folder
from pipeline.import_models import ImportIssue
from pipeline.models import Opportunity, Product
from teams.models import Team, User

FOLDER = os.environ.get("CRM_DATASET_DIR", "")
pytestmark = [
    pytest.mark.django_db,  # without a test that says so, no test database is made, and the developer's own is used
    pytest.mark.skipif(not FOLDER, reason="CRM_DATASET_DIR does not name the real data set's folder"),
]


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: Any) -> Iterator[ImportReport]:
    """One import for all tests of the module, undone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield import_folder(Path(FOLDER), as_of=date(2017, 12, 31))
        transaction.set_rollback(True)


def test_every_row_arrives(report):
    assert {name: (counts.new, counts.refused) for name, counts in report.counts.items()} == {
        "products.csv": (7, 0),
        "sales_teams.csv": (35, 0),
        "accounts.csv": (85, 0),
        "sales_pipeline.csv": (8800, 0),
    }
    counts = [model.objects.count() for model in (Account, Product, Team, Opportunity)]
    assert counts == [85, 7, 6, 8800]
    assert (User.objects.filter(role="rep").count(), User.objects.filter(role="manager").count()) == (35, 6)
    assert Account.objects.exclude(parent=None).count() == 15


def test_the_pipeline_is_the_one_of_the_reference(report):
    stages = dict(Opportunity.objects.order_by().values_list("stage__name").annotate(Count("id")))
    assert stages == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    assert Opportunity.objects.won().aggregate(revenue=Sum("close_value"))["revenue"] == Decimal(10_005_534)
    assert round(stages["Won"] / (stages["Won"] + stages["Lost"]) * 100, 2) == 63.15
    top = Opportunity.objects.won().order_by().values_list("account__name").annotate(revenue=Sum("close_value"))
    assert list(top.order_by("-revenue")[:5]) == [
        ("Kan-code", 341_455),
        ("Konex", 269_245),
        ("Condax", 206_410),
        ("Cheers", 198_020),
        ("Hottechi", 194_957),
    ]


def test_the_misspellings_are_listed_as_repaired(report):
    repaired = ImportIssue.objects.filter(kind="repaired").order_by()
    assert dict(repaired.values_list("value").annotate(Count("id"))) == {
        "GTXPro": 1480,
        "technolgy": 12,
        "Philipines": 1,
    }


def test_again_all_of_it_is_unchanged(report):
    again = import_folder(Path(FOLDER), as_of=date(2017, 12, 31))
    assert again.changed_rows == 0
    assert again.counts["sales_pipeline.csv"].unchanged == 8800
