"""Known misspellings are read as what they mean, and every such cell is kept."""

import pytest

from accounts.models import Account, Alias
from pipeline.import_models import ImportIssue
from pipeline.models import Opportunity


def repaired():
    rows = ImportIssue.objects.filter(kind="repaired")
    return list(rows.values_list("file", "line", "column", "value", "repaired_to"))


def test_a_product_by_its_alias(crm_folder):
    crm_folder.replace("sales_pipeline", "WON00001,Ann Lee,GTX Pro", "WON00001,Ann Lee,GTXPro")
    crm_folder.load()
    assert Opportunity.objects.get(code="WON00001").product.name == "GTX Pro"
    assert repaired() == [("sales_pipeline.csv", 2, "product", "GTXPro", "GTX Pro")]


def test_a_sector_and_a_country_by_their_aliases(crm_folder):
    crm_folder.add(accounts="Gamma,technolgy,,,,Philipines,")
    crm_folder.load()
    gamma = Account.objects.get(name="Gamma")
    assert (gamma.sector, gamma.country) == ("technology", "Philippines")
    assert sorted(repaired()) == [
        ("accounts.csv", 4, "office_location", "Philipines", "Philippines"),
        ("accounts.csv", 4, "sector", "technolgy", "technology"),
    ]


@pytest.mark.parametrize(
    ("kind", "old", "new", "column"),
    [
        ("account", "Acme,Won", "A.C.M.E.,Won", "account"),
        ("user", "WON00001,Ann Lee", "WON00001,A. Lee", "sales_agent"),
    ],
)
def test_an_alias_of_the_administrators(crm_folder, kind, old, new, column):
    spelling, name = ("A.C.M.E.", "Acme") if kind == "account" else ("A. Lee", "Ann Lee")
    Alias.objects.create(kind=kind, spelling=spelling, name=name)
    crm_folder.replace("sales_pipeline", old, new)
    crm_folder.load()
    assert repaired() == [("sales_pipeline.csv", 2, column, spelling, name)]


def test_capitals_and_inner_spaces_do_not_matter(crm_folder):
    crm_folder.replace("sales_pipeline", "Acme,Won", "ACME,WON")
    crm_folder.replace("sales_pipeline", "LOST0001,Bo Ray", "LOST0001,Bo  Ray")
    report = crm_folder.load()
    assert report.refused == 0
    assert {(column, value) for _, _, column, value, _ in repaired()} == {
        ("account", "ACME"),
        ("deal_stage", "WON"),
        ("sales_agent", "Bo  Ray"),
    }
