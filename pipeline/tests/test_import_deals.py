"""What the import makes of good rows."""

from datetime import date
from decimal import Decimal

import pghistory.models

from accounts.models import Account, AccountChange
from pipeline.models import Opportunity, Product


def test_a_won_deal(crm_folder):
    crm_folder.load()
    deal = Opportunity.objects.get(code="WON00001")
    assert (deal.owner.name, deal.product.name, deal.account.name) == ("Ann Lee", "GTX Pro", "Acme")
    assert (deal.stage_type, deal.engage_date, deal.close_date) == ("won", date(2017, 1, 10), date(2017, 3, 1))
    assert (deal.close_value, deal.amount, deal.quantity) == (Decimal(4514), None, 1)


def test_a_lost_deal_carries_the_reason_of_imports(crm_folder):
    crm_folder.load()
    reason = Opportunity.objects.get(code="LOST0001").lost_reason
    assert (reason.name, reason.imported_only) == ("Unknown", True)


def test_an_account(crm_folder):
    crm_folder.load()
    acme = Account.objects.get(name="Acme")
    assert (acme.sector, acme.year_established, acme.employees, acme.country) == (
        "retail",
        1996,
        2822,
        "United States",
    )
    assert acme.annual_revenue == Decimal("1100.04")


def test_who_has_bought_is_a_customer_since_the_first_purchase(crm_folder):
    crm_folder.add(sales_pipeline="WON00002,Ann Lee,GTX Pro,Acme,Won,2017-01-10,2017-02-01,1")
    crm_folder.load()
    accounts = Account.objects.values_list("name", "type", "customer_since")
    assert set(accounts) == {("Acme", "customer", date(2017, 2, 1)), ("Betasoloin", "prospect", None)}


def test_a_product(crm_folder):
    crm_folder.load()
    product = Product.objects.get(name="GTX Pro")
    assert (product.series, product.list_price, product.status) == ("GTX", Decimal(4821), "active")


def test_the_accounts_of_imported_deals_are_logged_as_changed(crm_folder):
    crm_folder.load()
    assert set(AccountChange.objects.values_list("account_id", flat=True)) == set(
        Account.objects.values_list("pk", flat=True)
    )


def test_the_audit_trail_names_the_command_and_who_ran_it(crm_folder, dana):
    crm_folder.load(by=dana)
    context = pghistory.models.Context.objects.get()
    assert context.metadata == {"user": dana.pk, "command": "import_crm"}
