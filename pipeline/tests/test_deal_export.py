"""The deal list as a file: the list's rows, in the list's order, all of them."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from pyarrow import parquet

from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity, ReportingDay
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def book(alice, charlie, gtx, stages):
    """Sixty deals of alice's, more than a page of the list, and one of charlie's."""
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 1, 31), "pinned": True})
    for n in range(60):
        account = AccountFactory(name=f"=Zoë {n:02}")
        OpportunityFactory(
            owner=alice, account=account, product=gtx, stage=stages["Engaging"],
            engage_date=date(2025, 1, 7), amount=Decimal(1000 + n % 7),
        )  # fmt: skip
    OpportunityFactory(owner=charlie, account=AccountFactory(name="Charlie's"), product=gtx)


def export(client, user, query="", extension="json"):
    client.force_login(user)
    response = client.get(f"/deals/export.{extension}{query}")
    assert response.status_code == 200
    return b"".join(response)


def names(data):
    return [row["account"] for row in json.loads(data)]


def test_all_pages_of_the_list_are_in_the_file(client, alice, book):
    assert len(json.loads(export(client, alice))) == 60


@pytest.mark.parametrize(
    "query", ["", "?sort=value", "?sort=-account", "?type=open&account=zo%C3%AB+1", "?stage=x&owner=me"]
)
def test_a_file_has_the_lists_rows_in_the_lists_order(client, alice, book, query):
    shown, address = [], f"/deals/{query}"
    client.force_login(alice)
    while address:
        page = client.get(address).context["page"]
        shown += [deal.account.name for deal in page.rows]
        address = page.next and f"/deals/{page.next}"
    assert names(export(client, alice, query)) == shown
    assert shown


def test_a_file_begins_with_the_first_page(client, alice, book):
    client.force_login(alice)
    second = client.get("/deals/").context["page"].next
    assert len(names(export(client, alice, second))) == 60


@pytest.mark.parametrize("extension", ["csv", "json"])
def test_charlie_gets_his_own(client, charlie, book, extension):
    data = export(client, charlie, extension=extension).decode()
    assert "Charlie" in data
    assert "Zoë" not in data


def test_words_instead_of_keys(client, alice, acme, gtx, stages, price):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 3, 31), "pinned": True})
    OpportunityFactory(
        owner=alice, account=acme, product=gtx, stage=stages["Lost"], engage_date=date(2025, 1, 7),
        close_date=date(2025, 1, 17), close_value=0, lost_reason=price, code="LOST1", quantity=2,
    )  # fmt: skip
    [deal] = json.loads(export(client, alice))
    assert deal == {
        "code": "LOST1", "account": "Acme", "product": "GTX Pro", "quantity": 2, "stage": "Lost", "state": "lost",
        "amount": "0.00", "probability": 0, "engage_date": "2025-01-07", "close_date": "2025-01-17",
        "days_in_stage": None, "cycle_days": 10, "lost_reason": "Price", "next_step": "", "next_step_on": None,
        "owner": "Alice Ames",
        "team": "West",
    }  # fmt: skip


def test_an_open_deal_says_how_long_it_is_in_its_stage(client, alice, deal):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 1, 31), "pinned": True})
    client.force_login(alice)
    shown = client.get("/deals/").context["page"].rows[0]
    [row] = json.loads(export(client, alice))
    assert row["days_in_stage"] == max((date(2025, 1, 31) - shown.entered_on).days, 0)
    assert row["cycle_days"] is None


def test_every_format_has_every_row(client, alice, book):
    lines = list(csv.reader(io.StringIO(export(client, alice, extension="csv").decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(export(client, alice, extension="xlsx"))).active
    table = parquet.read_table(io.BytesIO(export(client, alice, extension="parquet")))
    assert (len(lines), sheet.max_row, table.num_rows) == (61, 61, 60)
    account = lines[0].index("Account")
    assert {line[account][:2] for line in lines[1:]} == {"'="}
    assert sheet.cell(2, account + 1).data_type == "s"
    assert table["amount"].to_pylist()[-1] == Decimal("1000.00")


def test_the_file_bears_the_lists_day(client, alice, book):
    client.force_login(alice)
    response = client.get("/deals/export.csv")
    assert "deals-2025-01-31.csv" in response["Content-Disposition"]
    b"".join(response)


def test_an_unknown_format_is_a_page_that_names_the_formats(client, alice, book):
    client.force_login(alice)
    response = client.get("/deals/export.pdf?type=open")
    assert response.status_code == 400
    assert "Choose one of csv, xlsx, json, parquet" in response.text
    assert 'href="/deals/export.csv?type=open"' in response.text


def test_the_list_links_to_its_file_without_a_script(client, alice, book):
    client.force_login(alice)
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get("/deals/?type=open&sort=value", headers=headers).text
        assert '<a href="/deals/export.xlsx?type=open&amp;sort=value" download>' in page


def test_an_empty_list_offers_no_file(client, alice):
    client.force_login(alice)
    assert "/deals/export" not in client.get("/deals/").text


def test_a_file_costs_a_fixed_number_of_queries(client, alice, book, django_assert_num_queries):
    counted = []
    client.force_login(alice)
    for extra in (0, 150):
        Opportunity.objects.bulk_create(
            [OpportunityFactory.build(owner=alice, account=None, product=deal.product, stage=deal.stage,
                                      stage_type=deal.stage_type, stage_needs_engage_date=deal.stage_needs_engage_date,
                                      engage_date=deal.engage_date)
             for deal in [Opportunity.objects.first()] * extra]
        )  # fmt: skip
        # Session, user, day, a savepoint, the rows, its end.
        with django_assert_num_queries(6):
            counted.append(len(names(b"".join(client.get("/deals/export.json")))))
    assert counted == [60, 210]
