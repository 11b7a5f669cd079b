"""The gold views through the API."""

import csv
import io

import pytest
from pyarrow import parquet

from analytics import dictionary

ADDRESS = "/api/v1/views"


def test_the_list_is_the_dictionary(alice, api):
    views = api(alice).get(ADDRESS).json()
    assert [view["name"] for view in views] == [view.name for view in dictionary.catalogue()]
    deal = next(view for view in views if view["name"] == "deal")
    assert deal["key"] == ["deal_id"]
    assert deal["grain"].startswith("one row per deal")
    assert {"name": "won_value", "type": "numeric", "unit": "$"}.items() <= next(
        column for column in deal["columns"] if column["name"] == "won_value"
    ).items()


def test_rows_are_the_viewers(alice, charlie, api, market):
    seen = {}
    for user in (alice, charlie):
        rows = api(user).get(f"{ADDRESS}/agent_performance?columns=agent").json()["results"]
        seen[user.name] = [row["agent"] for row in rows]
    assert seen == {"Alice Ames": ["Alice Ames"], "Charlie Cole": ["Charlie Cole"]}


def test_decimals_are_text_and_days_iso(dora, api, market):
    answer = api(dora).get(f"{ADDRESS}/deal?columns=won_value,close_date&won_value=1500").json()
    assert answer["as_of"] == "2025-12-31"
    assert {row["won_value"] for row in answer["results"]} == {"1500.00"}
    assert answer["results"][0]["close_date"].startswith("2025-")


def test_a_limit_says_whether_there_is_more(dora, api, market):
    client = api(dora)
    first = client.get(f"{ADDRESS}/account_360?limit=3&columns=account").json()
    assert (len(first["results"]), first["more"]) == (3, True)
    assert client.get(f"{ADDRESS}/account_360?limit=17").json()["more"] is False


def test_files(dora, api, market):
    client = api(dora)
    text = b"".join(client.get(f"{ADDRESS}/account_360?format=csv&columns=account")).decode()
    assert len(list(csv.reader(io.StringIO(text)))) == 18
    assert text.startswith('"account"')  # no byte order mark
    table = parquet.read_table(io.BytesIO(b"".join(client.get(f"{ADDRESS}/account_360?format=parquet"))))
    assert table.num_rows == 17
    assert b"".join(client.get(f"{ADDRESS}/account_360?format=json")).startswith(b"[\n{")


def test_an_unknown_view_is_not_found(alice, api):
    answer = api(alice).get(f"{ADDRESS}/no_such_view")
    assert (answer.status_code, answer.json()["detail"]) == (404, "Not found.")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour=red", "No column is called colour"),
        ("columns=colour", "No column is called colour. There are: deal_id"),
        ("format=pdf", "There is no format “pdf”. Choose one of csv, xlsx, json, parquet."),
        ("limit=0", "Give a limit from 1 to 5,000."),
        ("limit=²", "Give a limit from 1 to 5,000."),
        ("limit=5001", "Give a limit from 1 to 5,000."),
        ("region=Wst", "There are: East, West."),
    ],
)
def test_what_makes_no_sense_is_refused_in_json(dora, api, market, query, words):
    answer = api(dora).get(f"{ADDRESS}/deal?{query}")
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


def test_views_are_not_written(dana, api):
    client = api(dana)
    assert [client.post(ADDRESS, {}).status_code, client.delete(f"{ADDRESS}/deal").status_code] == [405, 405]


def test_rows_cost_a_fixed_number_of_queries(dora, api, market, django_assert_num_queries):
    client = api(dora)
    # The token, the user's other tokens, the dictionary, the day, and seven of a selection.
    for limit in (1, 1000):
        with django_assert_num_queries(11):
            client.get(f"{ADDRESS}/deal?limit={limit}")
