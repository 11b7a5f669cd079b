"""A deal with lines is worth their sum."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from pipeline import line_items, services
from pipeline.models import LineItem, Opportunity, Product
from pipeline.tests.deal_posts import form_of
from pipeline.tests.factories import OpportunityFactory, ProductFactory


def add(deal, by, **fields):
    deal.refresh_from_db()
    line = {"product": deal.product, "quantity": 1} | fields
    return line_items.add_item(deal, by=by, version=deal.version, **line)


@pytest.fixture
def post(client, alice, deal):
    """Send a line as the form does."""
    client.force_login(alice)

    def send(name="item_add", pk=None, **fields):
        deal.refresh_from_db()
        line = {"version": deal.version, "product": deal.product_id, "quantity": 2, "unit_price": "", "discount": ""}
        return client.post(reverse(f"pipeline:{name}", args=[deal.code, *([pk] if pk else [])]), line | fields)

    return send


def test_the_amount_is_the_sum_of_the_lines(alice, deal):
    add(deal, alice, quantity=2, unit_price=Decimal("99.99"))
    add(deal, alice, quantity=3, unit_price=Decimal("10.05"), discount=Decimal("12.5"))
    deal.refresh_from_db()
    assert deal.amount == Decimal("199.98") + Decimal("26.38")


def test_a_line_without_a_price_costs_what_the_product_costs(alice, deal):
    assert add(deal, alice, quantity=2).total == 2 * deal.product.list_price


def test_every_change_of_a_line_is_a_version_of_the_deal(alice, deal):
    before = deal.version
    item = add(deal, alice, unit_price=Decimal(0))
    line_items.change_item(item, by=alice, version=before + 1, quantity=4)
    line_items.remove_item(item, by=alice, version=before + 2)
    assert Opportunity.objects.get().version == before + 3


def test_after_the_last_line_the_deal_is_worth_its_list_value(alice, deal):
    item = add(deal, alice, unit_price=Decimal(7))
    deal.refresh_from_db()
    line_items.remove_item(item, by=alice, version=deal.version)
    deal.refresh_from_db()
    assert (deal.amount, deal.shown_value) == (None, deal.list_value)


def test_a_stale_line_is_refused_and_nothing_is_stored(alice, deal):
    Opportunity.objects.update(next_step="Call")
    with pytest.raises(services.StaleDeal):
        line_items.add_item(deal, by=alice, version=deal.version, product=deal.product, quantity=1)
    assert not LineItem.objects.exists()


def test_the_amount_cannot_be_typed_over_the_lines(alice, deal):
    add(deal, alice, unit_price=Decimal(7))
    deal.refresh_from_db()
    with pytest.raises(ValidationError, match="sum of the line items"):
        services.edit_deal(deal, by=alice, version=deal.version, amount=Decimal(8))
    services.edit_deal(deal, by=alice, version=deal.version, amount=Decimal(7), next_step="Call")


def test_a_retired_product_is_not_newly_added(alice, deal):
    retired = ProductFactory(name="Old", status=Product.Status.RETIRED)
    with pytest.raises(ValidationError, match="Old is retired"):
        add(deal, alice, product=retired)


def test_a_line_keeps_its_product_when_that_retires(alice, deal):
    item = add(deal, alice)
    Product.objects.update(status=Product.Status.RETIRED)
    item = LineItem.objects.get()
    deal.refresh_from_db()
    line_items.change_item(item, by=alice, version=deal.version, quantity=5)
    assert LineItem.objects.get().quantity == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": 0}, {"unit_price": Decimal(-1)}, {"discount": Decimal(-1)}, {"discount": Decimal("100.01")},
        {"unit_price": Decimal("1.001")}, {"quantity": 2, "unit_price": Decimal("999999999999")},
        {"quantity": 2_147_483_647, "unit_price": Decimal(1000)},
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused(alice, deal, fields):
    with pytest.raises(ValidationError):
        add(deal, alice, **fields)
    assert not LineItem.objects.exists()


def test_lines_that_fit_alone_must_fit_together(alice, deal):
    add(deal, alice, unit_price=Decimal("600000000000"))
    with pytest.raises(ValidationError, match="more than a deal can hold"):
        add(deal, alice, unit_price=Decimal("600000000000"))
    assert LineItem.objects.count() == 1


@pytest.mark.parametrize("fields", [{"quantity": 0}, {"unit_price": -1}, {"discount": 101}])
def test_the_table_refuses_what_the_service_does(alice, deal, fields):
    item = add(deal, alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        LineItem.objects.filter(pk=item.pk).update(**fields)


def test_the_lines_of_a_closed_deal_stay(alice, deal, stages, price):
    item = add(deal, alice)
    deal.refresh_from_db()
    lost = services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=price)
    with pytest.raises(ValidationError, match="closed deal"):
        line_items.change_item(item, by=alice, version=lost.version, quantity=9)


def test_the_page_says_why_a_closed_deal_takes_no_line(post, alice, deal, stages, price):
    services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=price)
    answer = post()
    assert answer.status_code == 422
    assert "The lines of a closed deal stay as they were." in answer.text


def test_who_may_only_read_adds_nothing(anna, deal):
    with pytest.raises(PermissionDenied):
        add(deal, anna)


def test_the_page_takes_a_line_and_shows_it(post, client, deal):
    answer = post(unit_price="$4,000", discount="10")
    assert answer.url == f"{deal.get_absolute_url()}?show=products"
    page = client.get(answer.url).text
    assert "$7,200" in page
    assert "Amount of the deal" in page


def test_a_refused_line_comes_back_with_what_was_typed(post):
    answer = post(quantity="many", discount="120", unit_price="12.345")
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert "Enter a discount from 0 to 100." in answer.text
    assert not LineItem.objects.exists()


@pytest.mark.parametrize("fields", [{"product": "999999"}, {"product": "\0"}, {"quantity": "9" * 40}, {"version": "x"},
                                    {"unit_price": "1e30"}, {"discount": "NaN"}, {"discount": "\0"}])  # fmt: skip
def test_nonsense_is_refused(post, fields):
    assert post(**fields).status_code == 422


def test_a_stale_line_says_who_changed_what_and_keeps_what_was_typed(post, client, alice, bob, deal):
    services.edit_deal(deal, by=bob, version=deal.version, next_step="Sign on Monday")
    answer = post(version=deal.version, quantity="77")
    assert answer.status_code == 409
    assert "Sign on Monday" in answer.text
    assert 'value="77"' in answer.text


def test_a_line_is_changed_in_its_row(post, client, alice, deal):
    item = add(deal, alice)
    address = reverse("pipeline:item_edit", args=[deal.code, item.pk])
    assert f'form="line-form-{item.pk}"' in client.get(address).text
    post("item_edit", item.pk, quantity=3, unit_price="100")
    assert LineItem.objects.get().total == 300


def test_a_line_is_removed(post, alice, deal):
    item = add(deal, alice)
    assert post("item_remove", item.pk).status_code == 302
    assert not LineItem.objects.exists()


def test_the_line_of_another_deal_is_not_found(post, client, alice, bob, deal):
    item = add(deal, alice)
    other = OpportunityFactory(owner=alice)
    address = reverse("pipeline:item_remove", args=[other.code, item.pk])
    assert client.post(address, {"version": other.version}).status_code == 404


def test_charlie_finds_no_lines(client, charlie, alice, deal):
    item = add(deal, alice)
    client.force_login(charlie)
    for name in ("item_edit", "item_remove"):
        address = reverse(f"pipeline:{name}", args=[deal.code, item.pk])
        assert client.post(address, {"version": 2}).status_code == 404


def test_an_analyst_sees_lines_without_buttons(client, anna, alice, deal):
    add(deal, alice)
    client.force_login(anna)
    page = client.get(f"{deal.get_absolute_url()}?show=products").text
    assert "Amount of the deal" in page
    assert "Add line" not in page


def test_the_edit_form_leaves_the_sum_alone(client, alice, deal):
    add(deal, alice, unit_price=Decimal(50))
    deal.refresh_from_db()
    client.force_login(alice)
    address = reverse("pipeline:deal_edit", args=[deal.code])
    assert "The sum of the deal" in client.get(address).text
    client.post(address, form_of(deal, amount="9", next_step="Call"))
    deal.refresh_from_db()
    assert (deal.amount, deal.next_step) == (50, "Call")


def test_the_history_tells_of_lines(client, alice, deal):
    item = add(deal, alice, quantity=2, unit_price=Decimal(10))
    deal.refresh_from_db()
    line_items.change_item(item, by=alice, version=deal.version, quantity=3)
    client.force_login(alice)
    page = client.get(f"{deal.get_absolute_url()}?show=changes").text
    assert "added 2 × GTX Pro at $10.00" in page
    assert "changed the line GTX Pro" in page
    assert "Quantity from 2 to <b>3" in " ".join(page.split())
