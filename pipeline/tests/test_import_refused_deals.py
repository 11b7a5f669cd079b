"""A fault of a row refuses that row, says why, and leaves the others alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pipeline.import_models import ImportIssue
from pipeline.models import Opportunity

WON = "NEW00001,Ann Lee,GTX Pro,Acme,Won,2017-04-01,2017-05-01,100"
CELLS = {
    "opportunity_id": ("NEW00001", [("", "bad_code"), ("new", "bad_code"), ("A" * 17, "bad_code")]),
    "sales_agent": ("Ann Lee", [("", "agent_missing"), ("Nobody", "unknown_agent"), ("x" * 5000, "unknown_agent")]),
    "product": ("GTX Pro", [("", "product_missing"), ("GTX", "unknown_product")]),
    "account": ("Acme", [("", "closed_needs_account"), ("Acm", "unknown_account")]),
    "deal_stage": ("Won", [("", "stage_missing"), ("Signed", "unknown_stage")]),
    "engage_date": (
        "2017-04-01",
        [
            ("", "engaged_needs_date"),
            ("2017-02-29", "bad_date"),
            ("01/04/2017", "bad_date"),
            ("yesterday", "bad_date"),
        ],
    ),
    "close_date": (
        "2017-05-01",
        [
            ("", "won_needs_close_date"),
            ("2017-03-31", "close_not_before_engage"),
            ("2017-13-01", "bad_date"),
            ("20170501", "bad_date"),
        ],
    ),
    "close_value": (
        "100",
        [
            ("", "won_needs_value"),
            ("0", "won_needs_value"),
            ("-5", "negative"),
            ("abc", "not_a_number"),
            ("1e5", "not_a_number"),
            ("NaN", "not_a_number"),
            ("1,000", "not_a_number"),
            ("9" * 30, "not_a_number"),
        ],
    ),
}
CASES = [(column, good, bad, rule) for column, (good, faults) in CELLS.items() for bad, rule in faults]


@pytest.mark.parametrize(("column", "good", "bad", "rule"), CASES)
def test_a_bad_cell_refuses_its_row(crm_folder, column, good, bad, rule):
    cells = [f'"{bad}"' if cell == good else cell for cell in WON.split(",")]
    crm_folder.add(sales_pipeline=",".join(cells))
    report = crm_folder.load()
    issue = ImportIssue.objects.get(kind="refused")
    assert (issue.file, issue.line, issue.column, issue.rule) == ("sales_pipeline.csv", 6, column, rule)
    assert issue.value == bad[:1000]
    assert (report.counts["sales_pipeline.csv"].new, report.counts["sales_pipeline.csv"].refused) == (4, 1)


def test_a_rule_speaks_in_its_own_words(crm_folder):
    crm_folder.add(sales_pipeline=WON.replace("2017-05-01", "2017-03-01"))
    crm_folder.load()
    assert ImportIssue.objects.get().reason == "A deal cannot close before it was engaged."


def test_every_broken_rule_of_a_row_is_listed(crm_folder):
    crm_folder.add(sales_pipeline="NEW00001,Ann Lee,GTX Pro,,Won,,,")
    report = crm_folder.load()
    rules = set(ImportIssue.objects.values_list("rule", flat=True))
    assert rules == {"closed_needs_account", "engaged_needs_date", "won_needs_close_date", "won_needs_value"}
    assert report.counts["sales_pipeline.csv"].refused == 1


def test_a_lost_deal_with_a_value_is_refused(crm_folder):
    crm_folder.add(sales_pipeline=WON.replace("Won", "Lost"))
    crm_folder.load()
    assert ImportIssue.objects.get().rule == "lost_has_no_value"


def test_an_open_deal_with_a_close_date_is_refused(crm_folder):
    crm_folder.add(sales_pipeline=WON.replace("Won", "Engaging"))
    crm_folder.load()
    assert ImportIssue.objects.get().rule == "open_has_no_close"


def test_a_close_after_today_is_refused(crm_folder):
    tomorrow = timezone.localdate() + timedelta(days=1)
    crm_folder.add(sales_pipeline=WON.replace("2017-05-01", str(tomorrow)))
    crm_folder.load()
    assert ImportIssue.objects.get().rule == "close_not_in_future"


def test_a_close_after_the_reporting_day_is_imported(crm_folder):
    crm_folder.add(sales_pipeline=WON.replace("2017-05-01", "2018-02-01"))
    assert crm_folder.load().refused == 0


def test_of_a_repeated_id_the_first_wins(crm_folder):
    crm_folder.add(sales_pipeline=WON)
    crm_folder.add(sales_pipeline=WON.replace("100", "200"))
    crm_folder.load()
    issue = ImportIssue.objects.get()
    assert (issue.line, issue.rule, issue.reason) == (7, "duplicate_id", "The deal is on line 6 already.")
    assert Opportunity.objects.get(code="NEW00001").close_value == 100


def test_a_nul_character_is_refused(crm_folder):
    crm_folder.add(sales_pipeline=WON.replace("Acme", "Ac\0me"))
    crm_folder.load()
    issue = ImportIssue.objects.get()
    assert (issue.line, issue.column, issue.value, issue.rule) == (6, "account", "Ac␀me", "nul_character")


def test_a_name_of_two_users_is_refused(crm_folder):
    crm_folder.load()
    from teams.tests.factories import UserFactory

    UserFactory(name="ann lee")
    crm_folder.load()
    refused = ImportIssue.objects.filter(kind="refused").values_list("file", "rule").distinct()
    assert set(refused) == {("sales_teams.csv", "ambiguous"), ("sales_pipeline.csv", "unknown_agent")}


def test_nothing_of_a_refused_row_counts_as_repaired(crm_folder):
    crm_folder.add(sales_pipeline=WON.replace("GTX Pro", "GTXPro").replace("Won", "Signed"))
    report = crm_folder.load()
    assert report.counts["sales_pipeline.csv"].repaired == 0
