"""The columns of the deal list are chosen, put in order, and kept in the address."""

import re

import pytest

from pipeline.models import Task
from pipeline.tests.factories import OpportunityFactory

USUAL = ["Deal", "Account", "Stage", "Amount", "Probability", "Close date", "In stage", "Next activity", "Owner"]


@pytest.fixture
def heads(client, alice, deal):
    client.force_login(alice)

    def read(query=""):
        page = client.get(f"/deals/?{query}").content.decode()
        cells = re.findall(r'<th scope="col".*?</th>', page, re.DOTALL)
        return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]

    return read


def test_the_usual_columns(heads):
    assert heads() == USUAL


def test_chosen_columns_in_their_order(heads):
    assert heads("columns=owner,quantity,stage") == ["Deal", "Owner", "Quantity", "Stage"]


@pytest.mark.parametrize("query", ["columns=", "columns=nonsense", "columns=%00", "columns=,,,"])
def test_without_any_known_column_there_are_the_usual_ones(heads, client, query):
    assert client.get(f"/deals/?{query}", follow=True).status_code == 200
    if "=nonsense" in query:
        assert heads(query) == USUAL


def test_an_unknown_column_is_left_out_and_said(client, alice, deal, heads):
    page = client.get("/deals/?columns=owner,profit").content.decode()
    assert "Left out: Column “profit”: there is no such column" in page
    assert heads("columns=owner,profit,owner") == ["Deal", "Owner"]


def test_the_boxes_of_the_form_become_one_parameter(client, alice):
    client.force_login(alice)
    answer = client.get("/deals/?type=open&column=stage&column=owner&columns=code&after=1~1")
    assert answer.url == "/deals/?type=open&columns=stage%2Cowner"


def test_the_usual_columns_need_no_parameter(client, alice):
    client.force_login(alice)
    keys = ["account", "stage", "amount", "probability", "close", "age", "activity", "owner"]
    answer = client.get("/deals/", {"type": "open", "column": keys})
    assert answer.url == "/deals/?type=open"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("column=owner&column=stage&up=stage", ["stage", "owner"]),
        ("column=owner&column=stage&down=owner", ["stage", "owner"]),
        ("column=owner&column=stage&up=owner", ["owner", "stage"]),
        ("column=owner&column=stage&up=nonsense", ["owner", "stage"]),
    ],
)
def test_a_column_is_moved(client, alice, query, expected):
    client.force_login(alice)
    for headers in ({}, {"hx-request": "true"}):
        form = client.get(f"/deals/columns?type=open&{query}", headers=headers).content.decode()
        assert re.findall(r'name="column" value="(\w+)" checked', form) == expected
        assert '<input type="hidden" name="type" value="open">' in form


def test_every_column_has_something_to_say(client, alice, deal):
    OpportunityFactory(lost=True, owner=alice)
    Task.objects.create(title="Call", opportunity=deal, owner=alice, due_on="2020-01-02")
    client.force_login(alice)
    keys = "account,stage,amount,probability,close,age,activity,owner,next_step,quantity,team,engaged,reason,code"
    page = client.get(f"/deals/?columns={keys}").content.decode()
    for text in ("Overdue 2 Jan 2020", "West", "7 Jan 2025", "Price", f"{deal.code}</td>"):
        assert text in re.sub(r"\s+</td>", "</td>", page)


def test_a_deal_without_anything_planned_says_so(client, alice, deal):
    client.force_login(alice)
    assert "No next step" in client.get("/deals/?type=open").content.decode()


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow_with_rows_or_columns(client, alice, gtx, count, django_assert_max_num_queries):
    deals = [OpportunityFactory(owner=alice, product=gtx) for _ in range(count)]
    Task.objects.bulk_create(Task(title="Call", opportunity=deal, owner=alice, due_on="2026-01-02") for deal in deals)
    client.force_login(alice)
    with django_assert_max_num_queries(16):
        client.get("/deals/?columns=account,stage,amount,team,reason,activity,owner,next_step")
