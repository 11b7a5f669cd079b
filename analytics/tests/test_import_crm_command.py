"""`manage.py import_crm`: what it prints, how it exits, and the fit that follows."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from analytics.models import AccountMetrics, ModelRun
from pipeline.models import Opportunity
from pipeline.tests.crm_folder import CrmFolder

BAD = "BAD00001,Ann Lee,GTX Pro,Acme,Signed,2017-04-01,2017-05-01,100"
REAL = os.environ.get("CRM_DATASET_DIR", "")


@pytest.fixture
def crm_folder(tmp_path: Path, db: None) -> CrmFolder:
    return CrmFolder(tmp_path)


def run(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_crm", str(folder), "--as-of=2017-12-31", *options, stdout=out)
    return out.getvalue()


def test_a_small_folder_is_imported_and_scored(crm_folder):
    printed = run(crm_folder.path)
    assert "read sales_pipeline.csv: 4 rows" in printed
    acme = AccountMetrics.objects.get(account__name="Acme")
    assert (acme.frequency, acme.monetary, acme.recency) == (1, 4514, 305)


def test_strict_exits_with_the_report_and_without_a_fit(crm_folder):
    crm_folder.add(sales_pipeline=BAD)
    with pytest.raises(CommandError, match="--strict") as refused:
        run(crm_folder.path, "--strict")
    assert refused.value.returncode == 1
    assert not Opportunity.objects.exists()
    assert not ModelRun.objects.exists()


def test_a_fault_of_a_file_is_one_sentence(crm_folder):
    (crm_folder.path / "accounts.csv").write_text("name\nAcme\n")
    with pytest.raises(CommandError, match=r"Nothing was imported\. accounts\.csv has no column “account”"):
        run(crm_folder.path)


def test_a_report_that_cannot_be_written_stops_the_import(crm_folder, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(crm_folder.path, f"--report={tmp_path / 'nowhere' / 'issues.csv'}")
    assert not Opportunity.objects.exists()


@pytest.mark.skipif(not REAL, reason="CRM_DATASET_DIR does not name the real data set's folder")
def test_every_account_of_the_real_data_set_is_scored(db):
    run(Path(REAL))
    assert AccountMetrics.objects.filter(frequency__gt=0, segment__isnull=False).count() == 85


@pytest.mark.parametrize("day", ["", "31/12/2017"])
def test_a_wrong_day_is_answered_by_a_right_one(crm_folder, day):
    with pytest.raises(CommandError, match="Write it like 2017-12-31"):
        call_command("import_crm", str(crm_folder.path), f"--as-of={day}")
