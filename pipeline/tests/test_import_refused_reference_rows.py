"""Faults in the files of accounts, products and teams refuse their rows, and what hangs on those."""

import pytest

from accounts.models import Account
from pipeline.import_models import ImportIssue
from pipeline.models import Opportunity, Product
from teams.models import User

CASES = [
    ("accounts", ",retail,,,,,", "account", "name_missing"),
    ("accounts", "ACME,retail,,,,,", "account", "duplicate_name"),
    ("accounts", f"{'x' * 161},retail,,,,,", "account", "too_long"),
    ("accounts", f"New,{'x' * 81},,,,,", "sector", "too_long"),
    ("accounts", f"New,,,,,{'x' * 81},", "office_location", "too_long"),
    ("accounts", "New,retail,96,,,,", "year_established", "not_a_year"),
    ("accounts", "New,retail,-1996,,,,", "year_established", "not_a_year"),
    ("accounts", "New,retail,,-1.5,,,", "revenue", "negative"),
    ("accounts", "New,retail,,lots,,,", "revenue", "not_a_number"),
    ("accounts", "New,retail,,1.005,,,", "revenue", "not_a_number"),
    ("accounts", "New,retail,,,-3,,", "employees", "negative"),
    ("accounts", "New,retail,,,3.5,,", "employees", "not_a_number"),
    ("accounts", "New,retail,,,,,Nowhere Inc", "subsidiary_of", "unknown_parent"),
    ("accounts", "Ne\0w,retail,,,,,", "account", "nul_character"),
    ("products", ",GTX,10", "product", "name_missing"),
    ("products", "gtx pro,GTX,10", "product", "duplicate_name"),
    ("products", f"{'x' * 121},GTX,10", "product", "too_long"),
    ("products", "New,,10", "series", "series_missing"),
    ("products", f"New,{'x' * 81},10", "series", "too_long"),
    ("products", "New,GTX,", "sales_price", "price_missing"),
    ("products", "New,GTX,-10", "sales_price", "negative"),
    ("products", "New,GTX,ten", "sales_price", "not_a_number"),
    ("sales_teams", ",Max Orr,Central", "sales_agent", "name_missing"),
    ("sales_teams", "ANN LEE,Max Orr,Central", "sales_agent", "duplicate_name"),
    ("sales_teams", f"{'x' * 121},Max Orr,Central", "sales_agent", "too_long"),
    ("sales_teams", "Cy Fox,,Central", "manager", "name_missing"),
    ("sales_teams", f"Cy Fox,{'x' * 111},Central", "manager", "too_long"),
    ("sales_teams", "Cy Fox,Max Orr,", "regional_office", "office_missing"),
    ("sales_teams", f"Cy Fox,Di Kay,{'x' * 81}", "regional_office", "too_long"),
    ("sales_teams", "Cy Fox,Max Orr,West", "regional_office", "other_office"),
]


@pytest.mark.parametrize(("name", "line", "column", "rule"), CASES)
def test_a_bad_cell_refuses_its_row(crm_folder, name, line, column, rule):
    crm_folder.add(**{name: line})
    report = crm_folder.load()
    issue = ImportIssue.objects.get()
    assert (issue.file, issue.line, issue.column, issue.rule) == (f"{name}.csv", 4, column, rule)
    assert (report.counts[f"{name}.csv"].new, report.refused) == (2, 1)
    counts = [model.objects.count() for model in (Account, Product, User, Opportunity)]
    assert counts == [2, 2, 3, 4]


def test_a_refused_account_takes_its_deals_along(crm_folder):
    crm_folder.replace("accounts", "1100.04", "-1")
    report = crm_folder.load()
    assert set(ImportIssue.objects.values_list("file", "line", "rule")) == {
        ("accounts.csv", 2, "negative"),
        ("accounts.csv", 3, "unknown_parent"),
        ("sales_pipeline.csv", 2, "unknown_account"),
        ("sales_pipeline.csv", 3, "unknown_account"),
        ("sales_pipeline.csv", 5, "unknown_account"),
    }
    assert report.counts["sales_pipeline.csv"].new == 1
