"""The summary is an aligned table; the list of issues is CSV that no spreadsheet runs."""

import csv

import pytest

from pipeline.import_models import ImportRun


def test_the_table_is_aligned(crm_folder):
    lines = crm_folder.load().as_text().splitlines()
    assert lines[0].split() == ["file", "rows", "new", "changed", "unchanged", "refused", "repaired", "cells"]
    assert lines[4].split() == ["sales_pipeline.csv", "4", "4", "0", "0", "0", "0"]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_formula_in_a_cell_is_made_harmless(crm_folder, tmp_path, formula):
    crm_folder.add(sales_pipeline=f"BAD00001,{formula},GTX Pro,Acme,Won,2017-04-01,2017-05-01,100")
    crm_folder.load(issues_to=tmp_path / "issues.csv")
    with (tmp_path / "issues.csv").open(newline="") as file:
        (issue,) = csv.DictReader(file)
    assert (issue["line"], issue["value"], issue["rule"]) == ("6", f"'{formula}", "unknown_agent")


def test_the_run_keeps_who_when_and_the_counts(crm_folder, dana):
    crm_folder.load(by=dana)
    run = ImportRun.objects.get()
    assert (run.folder, run.started_by, run.state) == ("crm", dana, "finished")
    assert run.started_at < run.finished_at
    assert run.counts["accounts.csv"] == {
        "rows": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "repaired": 0,
    }


def test_an_issue_names_its_rule_and_how_severe_it_is(crm_folder, tmp_path):
    crm_folder.add(sales_pipeline="BAD00001,Ann Lee,gtx pro,Acme,Signed,2017-04-01,2017-05-01,100")
    crm_folder.add(sales_pipeline="NEW00001,Ann Lee,gtx pro,Acme,Won,2017-04-01,2017-05-01,100")
    text = crm_folder.load(issues_to=tmp_path / "issues.csv").as_text()
    assert "refused, error, unknown_stage: sales_pipeline.csv, deal_stage “Signed”: There is no such stage." in text
    assert "repaired, warning, product_spelling: sales_pipeline.csv, product “gtx pro” → “GTX Pro”" in text
    with (tmp_path / "issues.csv").open(newline="") as file:
        assert [issue["severity"] for issue in csv.DictReader(file)] == ["error", "warning"]
