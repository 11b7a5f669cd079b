"""A strict import of a folder with a fault imports nothing, and still says what the faults are."""

from pipeline.import_models import ImportIssue, ImportRun
from pipeline.models import Opportunity, ReportingDay
from teams.models import User

BAD = "BAD00001,Ann Lee,GTX Pro,Acme,Signed,2017-04-01,2017-05-01,100"


def test_one_refused_row_refuses_everything(crm_folder):
    crm_folder.add(sales_pipeline=BAD)
    report = crm_folder.load(strict=True)
    assert not report.imported
    assert not any(model.objects.exists() for model in (Opportunity, User, ReportingDay, ImportIssue))


def test_the_report_lists_the_fault(crm_folder, tmp_path):
    crm_folder.add(sales_pipeline=BAD)
    report = crm_folder.load(strict=True, issues_to=tmp_path / "issues.csv")
    assert "There is no such stage." in report.as_text()
    assert "sales_pipeline.csv,6,deal_stage,Signed,refused" in (tmp_path / "issues.csv").read_text()


def test_the_run_is_kept_as_failed(crm_folder):
    crm_folder.add(sales_pipeline=BAD)
    crm_folder.load(strict=True)
    run = ImportRun.objects.get()
    assert (run.state, run.counts["sales_pipeline.csv"]["refused"]) == ("failed", 1)


def test_a_repaired_cell_is_no_fault(crm_folder):
    crm_folder.replace("sales_pipeline", "WON00001,Ann Lee,GTX Pro", "WON00001,Ann Lee,GTXPro")
    assert crm_folder.load(strict=True).imported
