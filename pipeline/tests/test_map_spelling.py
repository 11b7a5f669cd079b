"""A spelling is mapped once, for all records and for imports to come, by those who may change everything."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Account, Alias
from accounts.tests.factories import AccountFactory
from pipeline import services
from pipeline.models import Opportunity
from pipeline.quality import QUALITY_RULES
from pipeline.tests.crm_folder import AS_OF

pytestmark = pytest.mark.django_db


@pytest.fixture
def sectors(db):
    for sector in ("technology", "technology", "technolgy", "Technolgy"):
        AccountFactory(sector=sector)


def test_accounts_are_corrected_and_leave_the_list(sectors, dora):
    rule = QUALITY_RULES["account_sector_is_known"]
    assert rule.spellings(AS_OF) == {"Technolgy": 1, "technolgy": 1}
    services.map_spelling(kind="sector", spelling="technolgy", name="Technology", by=dora)
    assert rule.tally(AS_OF).failed == 0
    assert set(Account.objects.values_list("sector", flat=True)) == {"technology"}
    assert str(Alias.objects.get(spelling="technolgy")) == "technolgy → technology"


def test_mapping_it_again_changes_where_it_leads(sectors, dora):
    AccountFactory(sector="IT")
    services.map_spelling(kind="sector", spelling="technolgy", name="technology", by=dora)
    services.map_spelling(kind="sector", spelling="TECHNOLGY", name="IT", by=dora)
    assert Alias.objects.filter(spelling__iexact="technolgy").values_list("name", flat=True).get() == "IT"


def test_what_led_to_the_spelling_leads_on(sectors, dora):
    AccountFactory(sector="IT")
    Alias.objects.create(kind="sector", spelling="tech", name="technology")
    services.map_spelling(kind="sector", spelling="technology", name="IT", by=dora)
    assert Alias.objects.get(spelling="tech").name == "IT"


@pytest.mark.parametrize("who", ["alice", "bob", "anna"])
def test_others_may_not(sectors, who, request):
    with pytest.raises(PermissionDenied):
        services.map_spelling(kind="sector", spelling="technolgy", name="technology", by=request.getfixturevalue(who))
    assert Account.objects.filter(sector="technolgy").exists()


@pytest.mark.parametrize(
    ("kind", "spelling", "name"),
    [
        ("sector", "technolgy", "agriculture"),
        ("sector", "technolgy", ""),
        ("sector", "technology", "Technology"),
        ("product", "GTXPro", "GTX"),
        ("product", "GTX Pro", "GTX Pro"),
        ("account", "Acme", "Bluth"),
    ],
)
def test_what_is_not_known_or_is_a_name_is_refused(sectors, dora, acme, gtx, kind, spelling, name):
    AccountFactory(name="Bluth")
    aliases = Alias.objects.count()
    with pytest.raises(ValidationError):
        services.map_spelling(kind=kind, spelling=spelling, name=name, by=dora)
    assert Alias.objects.count() == aliases


@pytest.mark.parametrize(
    ("rule", "kind", "row", "spelling", "name"),
    [
        (
            "unknown_product",
            "product",
            "NEW00001,Ann Lee,GTX Pr,Acme,Won,2017-04-01,2017-05-01,100",
            "GTX Pr",
            "GTX Pro",
        ),
        ("unknown_account", "account", "NEW00001,Ann Lee,GTX Pro,Akme,Won,2017-04-01,2017-05-01,100", "Akme", "Acme"),
        (
            "unknown_agent",
            "user",
            "NEW00001,Anne Lee,GTX Pro,Acme,Won,2017-04-01,2017-05-01,100",
            "Anne Lee",
            "Ann Lee",
        ),
    ],
)
def test_a_refused_row_leaves_the_list_and_comes_in_next_time(crm_folder, dora, rule, kind, row, spelling, name):
    crm_folder.add(sales_pipeline=row)
    crm_folder.load()
    assert QUALITY_RULES[rule].spellings(AS_OF) == {spelling: 1}
    services.map_spelling(kind=kind, spelling=spelling, name=name, by=dora)
    assert QUALITY_RULES[rule].tally(AS_OF).failed == 0
    crm_folder.load()
    assert Opportunity.objects.filter(code="NEW00001").exists()


def test_what_an_import_repaired_counts_as_entered(crm_folder):
    crm_folder.replace("sales_pipeline", "LOST0001,Bo Ray,MG Special", "LOST0001,Bo Ray,mg special")
    crm_folder.load()
    rule = QUALITY_RULES["product_spelling"]
    assert (rule.tally(AS_OF).checked, rule.tally(AS_OF).failed) == (4 + 2, 1)
    assert rule.spellings(AS_OF) == {"mg special": 1}


def test_only_the_latest_finished_import_counts(crm_folder):
    crm_folder.add(sales_pipeline="NEW00001,Ann Lee,GTX Pr,Acme,Won,2017-04-01,2017-05-01,100")
    crm_folder.load()
    crm_folder.load(strict=True)
    assert QUALITY_RULES["unknown_product"].tally(AS_OF).failed == 1
    crm_folder.replace("sales_pipeline", "GTX Pr,", "GTX Pro,")
    crm_folder.load()
    assert QUALITY_RULES["unknown_product"].tally(AS_OF).failed == 0
