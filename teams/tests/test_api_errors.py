"""The API says no in JSON, with a sentence, and never falls over what it is sent."""

import pytest

ACCOUNTS = "/api/v1/accounts"


@pytest.mark.parametrize("body", ["{", "[" * 100_000, "9" * 5000, '{"name": NaN}', "\xff", '{"name":'])
def test_malformed_json_is_refused(alice, api, body):
    refused = api(alice).post(ACCOUNTS, body.encode("latin-1"), content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith(("JSON parse error", "Invalid data"))


@pytest.mark.parametrize("body", ["[]", "7", '"x"', "null", "true"])
def test_a_body_that_is_no_object_is_refused(alice, api, body):
    assert api(alice).post(ACCOUNTS, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", None), ("name", "a\0b"), ("name", "x" * 161), ("name", {"a": 1}), ("name", ["x"]),
        ("employees", 10**40), ("employees", -1), ("employees", 2**31), ("employees", "many"),
        ("annual_revenue", "NaN"), ("annual_revenue", "1e400"), ("annual_revenue", "-1"), ("annual_revenue", 10**30),
        ("customer_since", "2025-02-30"), ("customer_since", "10000-01-01"), ("customer_since", 7),
        ("parent", 10**30), ("parent", 0), ("parent", -1), ("parent", 1.5), ("parent", True), ("parent", "x"),
        ("parent", [1]), ("parent", {"id": 1}), ("type", "friend"), ("year_established", 99999), ("sectr", "retail"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_name(alice, api, field, value):
    refused = api(alice).post(ACCOUNTS, {"name": "Sound", field: value})
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [field]
    assert field in refused.json()["detail"]


@pytest.mark.parametrize("body", [r'{"name": "\ud800"}', r'{"name": "X", "type": "\ud800"}', r'{"\udfff": 1}'])
def test_half_a_character_is_refused(alice, api, body):
    refused = api(alice).post(ACCOUNTS, body, content_type="application/json")
    assert (refused.status_code, refused.json()["detail"]) == (400, "JSON parse error - half of a character.")


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/accounts/",
        "/api/v1/accounts/x",
        f"{ACCOUNTS}/{10**30}",
        f"{ACCOUNTS}/0",
    ],
)
def test_what_is_not_there_is_404_in_json(alice, api, address):
    answer = api(alice).get(address)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_another_form_of_body_is_refused(alice, api):
    refused = api(alice).post(ACCOUNTS, "name=x", content_type="application/x-www-form-urlencoded")
    assert (refused.status_code, "detail" in refused.json()) == (415, True)


def test_a_body_that_is_too_large_is_refused(alice, api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused = api(alice).post(ACCOUNTS, {"name": "x" * 2000})
    assert (refused.status_code, refused.json()) == (413, {"detail": "The body is too large."})
