"""Gold views as files: what somebody may see of them, and clear refusals."""

import csv
import io
import json
import logging

import pytest

from analytics import gold


def read(response):
    return b"".join(response)


@pytest.mark.parametrize("view", ["deal", "agent_performance", "account_360", "sales_by_month", "deal_does"])
def test_a_view_is_a_file_or_not_found(client, dora, market, view):
    client.force_login(dora)
    response = client.get(f"/data/{view}/export.json")
    if view == "deal_does":
        assert response.status_code == 404
        return
    count = gold.query(f"select count(*) from gold.{view}", user=dora).rows[0][0]
    assert len(json.loads(read(response))) == count


def test_sums_of_a_file_are_the_views(client, alice, charlie, market):
    for user in (alice, charlie):
        client.force_login(user)
        rows = csv.DictReader(io.StringIO(read(client.get("/data/deal/export.csv?is_won=yes")).decode("utf-8-sig")))
        total = sum(int(float(row["won_value"])) for row in rows)
        assert [(total,)] == gold.query("select sum(won_value)::int from gold.deal", user=user).rows


def test_the_name_of_the_file(client, dora, market):
    client.force_login(dora)
    response = client.get("/data/deal/export.parquet?columns=code")
    assert 'filename="deal-2025-12-31.parquet"' in response["Content-Disposition"]
    read(response)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/data/deal/export.pdf", "Choose one of csv, xlsx, json, parquet"),
        ("/data/deal/export.csv?columns=colour", "No column is called colour. There are: deal_id"),
        ("/data/deal/export.csv?region=Wst", "There are: East, West."),
        ("/data/deal/export.csv?close_date_from=soon", "give a day such as 2017-12-31"),
    ],
)
def test_what_makes_no_sense_is_a_clear_page(client, dora, market, address, words):
    client.force_login(dora)
    response = client.get(address)
    assert response.status_code == 400
    assert words in response.text
    # Another format is offered where it would do.
    assert ('href="/data/deal/export.json"' in response.text) == address.endswith("pdf")


def test_what_is_typed_is_shown_as_text(client, dora, market):
    client.force_login(dora)
    assert "<script>alert" not in client.get("/data/deal/export.csv?columns=<script>alert(1)</script>").text


def test_the_log_has_a_line(client, alice, market, caplog):
    client.force_login(alice)
    with caplog.at_level(logging.INFO, "teams.downloads"):
        read(client.get("/data/product_performance/export.csv?columns=product&product=GTX+Pro"))
    assert caplog.messages[-1] == (
        f"export of product_performance as csv: 1 rows for user {alice.pk}"
        " by /data/product_performance/export.csv?columns=product&product=GTX+Pro"
    )
