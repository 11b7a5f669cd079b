"""Products, stages and reasons through the API: all read, administrators change products."""

import pytest

from pipeline.models import Product

PRODUCTS = "/api/v1/products"


def test_everybody_reads(alice, bob, charlie, anna, api, gtx):
    for user in (alice, bob, charlie, anna):
        for name in ("products", "stages", "lost-reasons"):
            answer = api(user).get(f"/api/v1/{name}")
            assert (answer.status_code, len(answer.json()["results"]) > 0) == (200, True)


def test_an_administrator_changes_products(dana, api):
    client = api(dana)
    made = client.post(PRODUCTS, {"name": "GTX Mini", "series": "GTX", "list_price": "99.90"})
    assert (made.status_code, made.json()["list_price"]) == (201, "99.90")
    address = f"{PRODUCTS}/{made.json()['id']}"
    assert client.patch(address, {"status": "retired"}).json()["status"] == "retired"
    assert client.delete(address).status_code == 204


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "anna"])
def test_nobody_else_does(request, who, api, gtx):
    client = api(request.getfixturevalue(who))
    address = f"{PRODUCTS}/{gtx.pk}"
    answers = [client.post(PRODUCTS, {}), client.patch(address, {}), client.put(address, {}), client.delete(address)]
    assert [answer.status_code for answer in answers] == [403] * 4


def test_a_product_with_deals_stays(dana, api, deal):
    assert api(dana).delete(f"{PRODUCTS}/{deal.product_id}").status_code == 409
    assert Product.objects.filter(pk=deal.product_id).exists()


def test_a_product_is_named_once(dana, api, gtx):
    refused = api(dana).post(PRODUCTS, {"name": "gtx PRO", "series": "GTX", "list_price": "-1"})
    assert set(refused.json()["errors"]) == {"name", "list_price"}


def test_stages_and_reasons_are_not_written(dana, api, stages, price):
    for address in (f"/api/v1/stages/{stages['Won'].pk}", f"/api/v1/lost-reasons/{price.pk}"):
        assert api(dana).patch(address, {"name": "x"}).status_code == 405


def test_products_are_filtered(alice, api, gtx):
    for query, count in (("name=pro", 1), ("series=gtx", 1), ("status=retired", 0)):
        assert len(api(alice).get(f"{PRODUCTS}?{query}").json()["results"]) == count
