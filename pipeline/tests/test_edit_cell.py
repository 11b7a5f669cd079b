"""One fact of a deal is changed where it is shown: saved, refused with its message, or told of a newer version."""

import json
from datetime import date
from decimal import Decimal

import pytest

from pipeline import services
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory

HTMX = {"hx-request": "true"}
FROM_LIST = HTMX | {"hx-current-url": "http://testserver/deals/?type=open"}


@pytest.fixture
def cell(client, alice, deal):
    """Ask for a fact of the deal, or post it with the version that the form holds."""
    client.force_login(alice)

    def ask(field, value=None, version=None, headers=HTMX):
        url = f"/deals/{deal.code}/cell/{field}"
        if value is None:
            return client.get(url, headers=headers)
        return client.post(url, {"version": version or deal.version, field: value}, headers=headers)

    return ask


@pytest.mark.parametrize("field", ["amount", "expected_close_date", "next_step", "owner", "quantity", "stage"])
def test_each_fact_has_a_form_with_a_name_and_the_version(cell, deal, field):
    form = cell(field).content.decode()
    assert form.startswith("<form")
    assert f'id="cell-{deal.code}-{field}"' in form
    assert 'aria-label="' in form
    assert f'name="version" value="{deal.version}"' in form


@pytest.mark.parametrize(
    ("field", "typed", "stored", "shown"),
    [
        ("amount", "4,500.50", Decimal("4500.50"), "$4,500.50"),
        ("amount", "", None, "$4,821"),
        ("expected_close_date", "2030-01-31", date(2030, 1, 31), "31 Jan 2030"),
        ("next_step", "  Send the quote ", "Send the quote", "Send the quote"),
        ("next_step", "", "", "–"),
        ("quantity", "3", 3, "3"),
    ],
)
def test_a_fact_is_saved_and_shown_again(cell, deal, field, typed, stored, shown):
    answer = cell(field, typed)
    assert answer.status_code == 200
    assert getattr(Opportunity.objects.get(), field) == stored
    assert shown in answer.content.decode()
    assert f'id="cell-{deal.code}-{field}"' in answer.content.decode()


def test_a_save_is_announced_and_says_which_deal_changed(cell, deal):
    said = json.loads(cell("quantity", "3").headers["HX-Trigger"])
    assert said["announce"]["value"] == f"Quantity of {deal} saved"
    assert said["deal-edited"] == {"code": deal.code, "field": "quantity"}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "-1", "Enter an amount of 0 or more."),
        ("amount", "much", "Enter an amount, for example 4,821.50."),
        ("amount", "1e400", "Enter an amount"),
        ("quantity", "0", "Enter a quantity of 1 or more."),
        ("quantity", "", "Enter a quantity of 1 or more."),
        ("expected_close_date", "31.1.", "Enter a date, for example 2026-03-31."),
        ("next_step", "x" * 201, "at most 200 characters"),
        ("next_step", "a\0b", "Null characters"),
        ("stage", "999999", "valid choice"),
        ("owner", "x", "valid choice"),
    ],
)
def test_what_is_refused_stays_in_its_input_with_a_message(cell, deal, field, typed, message):
    answer = cell(field, typed)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Opportunity.objects.get().version == deal.version


def test_what_was_typed_is_kept(cell):
    assert 'value="much"' in cell("amount", "much").content.decode()


def test_a_stale_edit_says_who_changed_what_and_keeps_what_was_typed(cell, deal, bob):
    services.edit_deal(deal, by=bob, version=deal.version, amount=Decimal(4700))
    stale = cell("amount", "4,500")
    text = " ".join(stale.content.decode().split())
    assert stale.status_code == 409
    assert "Amount: now <b>$4,700 </b>, was –" in text
    assert 'value="4,500"' in text
    assert Opportunity.objects.get().amount == Decimal(4700)
    assert cell("amount", "4,500", version=deal.version + 1).status_code == 200
    assert Opportunity.objects.get().amount == Decimal(4500)


def test_without_a_version_nothing_is_saved(cell, client, deal):
    answer = client.post(f"/deals/{deal.code}/cell/quantity", {"quantity": 3}, headers=HTMX)
    assert answer.status_code == 422
    assert "lost the version" in answer.content.decode()


def test_an_edit_that_is_cancelled_shows_the_value(cell, client, deal):
    shown = client.get(f"/deals/{deal.code}/cell/quantity?shown=1", headers=HTMX)
    assert shown.content.decode().startswith('<span class="cell">')
    assert client.get(f"/deals/{deal.code}/cell/quantity?shown=1").url == deal.get_absolute_url()


def test_a_move_fills_the_engage_date_and_brings_what_hangs_on_the_stage(cell, deal, stages):
    Opportunity.objects.update(stage=stages["Prospecting"], engage_date=None)
    version = Opportunity.objects.get().version
    answer = cell("stage", stages["Engaging"].pk, version=version, headers=FROM_LIST).content.decode()
    moved = Opportunity.objects.get()
    assert moved.stage == stages["Engaging"]
    assert moved.engage_date is not None
    assert f'<span id="probability-{deal.code}" hx-swap-oob="true">{moved.stage.probability}' in answer
    assert f'id="age-{deal.code}"' in answer


def test_elsewhere_than_in_the_list_the_fact_comes_alone(cell, deal, stages):
    assert "hx-swap-oob" not in cell("stage", stages["Prospecting"].pk).content.decode()


def test_without_htmx_there_is_a_page_and_then_the_deal(cell, deal):
    page = cell("quantity", headers={})
    assert "<h1>Quantity</h1>" in page.content.decode()
    assert cell("quantity", "0", headers={}).status_code == 422
    assert cell("quantity", "2", headers={}).url == deal.get_absolute_url()
    assert Opportunity.objects.get().quantity == 2


@pytest.mark.parametrize(("field", "status"), [("owner", 200), ("stage", 403), ("amount", 403)])
def test_of_a_closed_deal_only_what_its_closing_leaves_open(client, alice, field, status):
    won = OpportunityFactory(won=True, owner=alice)
    client.force_login(alice)
    assert client.get(f"/deals/{won.code}/cell/{field}", headers=HTMX).status_code == status


@pytest.mark.parametrize("field", ["account", "code", "close_value", "version", "owner_id"])
def test_no_other_field_has_a_cell(cell, field):
    assert cell(field).status_code == cell(field, "1").status_code == 404


def test_charlie_finds_no_cell_of_hers(client, deal, charlie):
    client.force_login(charlie)
    url = f"/deals/{deal.code}/cell/amount"
    assert client.get(url).status_code == client.post(url, {"version": 1, "amount": 1}).status_code == 404


def test_an_analyst_reads_and_changes_nothing(client, deal, anna):
    client.force_login(anna)
    assert client.get(f"/deals/{deal.code}/cell/amount").status_code == 403


def test_a_rep_gives_nobody_a_deal_of_hers_that_is_not_hers_to_give(cell, deal, bob):
    assert cell("owner", bob.pk).status_code == 422
    assert Opportunity.objects.get().owner == deal.owner
