"""The rules of a deal, told by the API at the fields that they are about."""

import pytest

from pipeline.rules import FIELD_OF_RULE

DEALS = "/api/v1/opportunities"


@pytest.mark.parametrize(
    ("rule", "stage", "fields"),
    [
        ("won_needs_close_date", "Won", {"close_value": "1"}),
        ("won_needs_value", "Won", {"close_date": "2025-03-04"}),
        ("lost_needs_close_date", "Lost", {"close_value": "0", "lost_reason": "price"}),
        ("lost_needs_reason", "Lost", {"close_value": "0", "close_date": "2025-03-04"}),
        ("lost_has_no_value", "Lost", {"close_value": "1", "close_date": "2025-03-04", "lost_reason": "price"}),
        ("only_lost_has_reason", "Engaging", {"lost_reason": "price"}),
        ("open_has_no_close", "Engaging", {"close_date": "2025-03-04"}),
        ("engaged_needs_date", "Engaging", {"engage_date": None}),
        ("close_not_before_engage", "Won", {"close_value": "1", "close_date": "2025-01-06"}),
        ("close_not_in_future", "Won", {"close_value": "1", "close_date": "9999-12-31"}),
        ("closed_needs_account", "Won", {"close_value": "1", "close_date": "2025-03-04", "account": None}),
        ("quantity_positive", "Engaging", {"quantity": 0}),
        ("amount_not_negative", "Engaging", {"amount": "-1"}),
    ],
)
def test_a_broken_rule_is_told_at_its_field(alice, api, deal, stages, price, rule, stage, fields):
    if fields.get("lost_reason"):
        fields = {**fields, "lost_reason": price.pk}
    body = {"stage": stages[stage].pk, "version": deal.version, **fields}
    refused = api(alice).patch(f"{DEALS}/{deal.code}", body)
    assert refused.status_code == 400
    assert FIELD_OF_RULE[rule] in refused.json()["errors"]


def test_every_rule_is_tried():
    [mark] = test_a_broken_rule_is_told_at_its_field.pytestmark
    assert {case[0] for case in mark.args[1]} == set(FIELD_OF_RULE)


def test_the_imported_reason_cannot_be_chosen(alice, api, deal, stages):
    from pipeline.models import LostReason

    unknown = LostReason.objects.get(imported_only=True)
    body = {"stage": stages["Lost"].pk, "lost_reason": unknown.pk, "version": 1}
    refused = api(alice).post(f"{DEALS}/{deal.code}/move", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["lost_reason"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", 10**30), ("stage", "x"), ("product", None), ("quantity", 2**31), ("quantity", 1.5),
        ("amount", "1e30"), ("amount", "1.001"), ("amount", True), ("close_date", "tomorrow"),
        ("next_step", "x" * 201), ("next_step", "a\0b"), ("version", "one"), ("version", 0),
        ("version", 10**30), ("version", True),
        ("stge", 1),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_name(alice, api, deal, field, value):
    refused = api(alice).patch(f"{DEALS}/{deal.code}", {"version": 1, field: value})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
