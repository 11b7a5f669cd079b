"""Parent companies are found by name, wherever they stand in the file."""

from accounts.models import Account
from pipeline.import_models import ImportIssue
from pipeline.tests.crm_folder import ACCOUNTS


def test_a_subsidiary_has_its_parent(crm_folder):
    crm_folder.load()
    assert Account.objects.get(name="Betasoloin").parent.name == "Acme"


def test_a_parent_may_stand_below_its_subsidiary(crm_folder):
    crm_folder.write(accounts=[ACCOUNTS[0], *reversed(ACCOUNTS[1:])])
    crm_folder.load()
    assert Account.objects.get(name="Betasoloin").parent.name == "Acme"


def test_a_parent_may_be_there_from_before(crm_folder):
    crm_folder.load()
    crm_folder.write(accounts=[ACCOUNTS[0], "Gamma,retail,,,,,ACME"])
    crm_folder.load()
    assert Account.objects.get(name="Gamma").parent.name == "Acme"


def test_a_circle_of_parents_is_refused(crm_folder):
    crm_folder.add(accounts="One,retail,,,,,Two")
    crm_folder.add(accounts="Two,retail,,,,,One")
    crm_folder.add(accounts="Self,retail,,,,,Self")
    crm_folder.load()
    assert list(ImportIssue.objects.values_list("line", "rule")) == [(n, "parents_in_a_circle") for n in (4, 5, 6)]
    assert Account.objects.count() == 2


def test_a_circle_through_an_account_from_before_is_refused(crm_folder):
    crm_folder.load()
    crm_folder.write(accounts=[ACCOUNTS[0], "Acme,retail,1996,1100.04,2822,United States,Betasoloin"])
    crm_folder.load()
    assert ImportIssue.objects.get().rule == "parents_in_a_circle"
    assert Account.objects.get(name="Acme").parent is None
