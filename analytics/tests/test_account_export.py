"""The account list as a file."""

import json

import pytest


def export(client, user, query=""):
    client.force_login(user)
    return json.loads(b"".join(client.get(f"/accounts/export.json{query}")))


@pytest.mark.parametrize(
    "query", ["", "?sort=-monetary", "?sector=retail&sort=-cltv", "?bought=no", "?q=market+0&open=no"]
)
def test_a_file_has_the_lists_rows_in_the_lists_order(client, alice, market, query):
    rows = export(client, alice, query)
    page = client.get(f"/accounts/{query}")
    shown = [
        (account.name, str(account.won_value.quantize(1)), account.wins, open_deals)
        for account, open_deals in page.context["rows"]
    ]
    assert [(row["account"], row["won_value"].split(".")[0], row["wins"], row["open_deals"]) for row in rows] == shown
    assert shown


def test_scores_and_segments_have_their_words(client, dora, market):
    row = export(client, dora, "?q=market+00")[0]
    assert (row["account"], row["status"], row["r_score"]) == ("Market 00", "active", 5)
    assert row["segment"]
    assert row["recommended_action"]


def test_charlie_gets_his_own(client, charlie, alice, market):
    seen = {row["account"] for row in export(client, charlie)}
    assert "Market 01" in seen
    assert "Market 00" not in seen
    assert "Only open" not in seen


def test_lists_link_to_their_file(client, alice, market):
    client.force_login(alice)
    assert '/accounts/export.csv?sector=retail" download' in client.get("/accounts/?sector=retail").text
    assert '/accounts/export.csv?sector=retail" download' in client.get("/customers/?sector=retail&sort=x").text


def test_the_customers_file_has_everybody_whom_the_page_counts(client, dora, market):
    client.force_login(dora)
    page = client.get("/customers/?sector=retail")
    assert len(export(client, dora, "?sector=retail")) == page.context["figures"].everybody
