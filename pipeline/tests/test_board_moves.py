"""A move on the board answers with the board's own parts, or leads back to it; it never leaves it."""

import json
import re
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from pipeline.models import Opportunity, Stage
from pipeline.tests.factories import OpportunityFactory

MOST_QUERIES = 68  # most of them the rules of a deal, asked one by one
HTMX = {"hx-request": "true"}
WIN = {"close_value": "4,500", "close_date": str(timezone.localdate())}


@pytest.fixture
def post(client, alice, deal):
    client.force_login(alice)

    def send(name="deal_move", *args, headers=HTMX, board="?", **fields):
        address = reverse(f"pipeline:{name}", args=[deal.code, *args])
        return client.post(address, {"version": deal.version, "board": board} | fields, headers=headers)

    return send


def stored():
    return Opportunity.objects.get()


def told(response):
    return json.loads(response["HX-Trigger"])["toast"]


def placed(response):
    """Return the column that a card is put into, or None."""
    found = re.search(r'hx-swap-oob="afterbegin:#cards-(\d+)"><li class="deal"', response.content.decode())
    return found and Stage.objects.get(pk=found[1])


def test_the_card_goes_to_its_new_column(post, stages, deal):
    response = post(stage=stages["Prospecting"].pk)
    assert (response.status_code, placed(response)) == (200, stages["Prospecting"])
    assert stored().stage == stages["Prospecting"]
    assert f'<li id="deal-{deal.code}" hx-swap-oob="delete">' in response.content.decode()
    assert f'data-version="{stored().version}"' in response.content.decode()
    assert response["HX-Reswap"] == "none"
    assert json.loads(response["HX-Trigger-After-Swap"]) == {"landed": {"value": f"open-{deal.code}"}}


def test_the_headers_follow(post, stages):
    text = post(stage=stages["Prospecting"].pk).content.decode()
    counts = dict(re.findall(r'id="count-(\d+)" hx-swap-oob="true">(\d+)<', text))
    assert counts == {str(stages["Prospecting"].pk): "1", str(stages["Engaging"].pk): "0"}
    assert "1 open · $4,821" in text


def test_the_move_is_told_with_an_undo_that_comes_back(post, stages, deal):
    response = post(stage=stages["Prospecting"].pk, board="?owner=me")
    undo = reverse("pipeline:deal_undo", args=[deal.code, stored().version])
    assert told(response) == {
        "text": "GTX Pro for Acme moved to Prospecting", "undo": f"{undo}?board={quote('?owner=me', safe='')}"
    }  # fmt: skip
    assert list(get_messages(response.wsgi_request)) == []  # the next page would tell it again


def test_a_card_that_the_filters_leave_out_leaves_and_says_so(post, stages, deal):
    response = post(stage=stages["Prospecting"].pk, board=f"?stage={deal.stage_id}")
    assert placed(response) is None
    assert "The filters of the board leave it out" in told(response)["text"]


def test_a_move_to_where_it_is_has_nothing_to_undo(post, deal):
    response = post(stage=deal.stage_id)
    assert told(response) == {"text": "GTX Pro for Acme is in Engaging already"}
    assert stored().version == deal.version


def test_undo_puts_the_card_back(client, post, stages):
    undo = told(post(stage=stages["Prospecting"].pk))["undo"]
    response = client.post(undo, headers=HTMX)
    assert (response.status_code, placed(response), stored().stage) == (200, stages["Engaging"], stages["Engaging"])
    assert "undo" not in told(response)


def test_a_stale_move_says_who_changed_what_and_shows_the_card_of_now(post, stages, bob):
    Opportunity.objects.update(next_step="Called", stage=stages["Prospecting"])
    response = post(stage=stages["Engaging"].pk)
    assert (response.status_code, placed(response)) == (409, stages["Prospecting"])
    sentence = told(response)["text"]
    assert "changed GTX Pro for Acme in the meantime (stage, next step)" in sentence
    assert "it is in Prospecting" in sentence
    assert told(response)["level"] == "error"
    assert f'data-version="{stored().version}"' in response.content.decode()


@pytest.mark.parametrize("stage", ["", "x", "9" * 30, "\0"])
def test_a_stage_that_is_none_leaves_the_card(post, stage, deal):
    response = post(stage=stage)
    assert (response.status_code, placed(response)) == (422, deal.stage)
    assert told(response)["text"].startswith("GTX Pro for Acme was not moved. ")


def test_a_stage_that_was_deleted_meanwhile_is_named_as_the_reason(post):
    gone = Stage.objects.create(name="Gone", position=9, probability=5)
    key = gone.pk
    gone.delete()
    assert "This stage is no longer there." in told(post(stage=key))["text"]


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 12])
def test_a_version_that_is_none_is_refused_in_words(post, stages, version):
    response = post(stage=stages["Prospecting"].pk, version=version)
    assert response.status_code == 422
    assert "Reload the page" in told(response)["text"]


@pytest.mark.parametrize(("name", "dialog"), [("Won", "deal-won"), ("Lost", "deal-lost")])
def test_an_end_asks_for_the_rest_in_its_dialog(post, stages, name, dialog):
    response = post(stage=stages[name].pk, board="?owner=me")
    assert (response["HX-Retarget"], response["HX-Reswap"]) == (f"#{dialog}", "innerHTML")
    assert json.loads(response["HX-Trigger-After-Swap"]) == {"ask": {"value": dialog}}
    text = response.content.decode()
    assert text.lstrip().startswith("<form")
    assert '<input type="hidden" name="board" value="?owner=me">' in text
    assert stored().is_open


def test_a_stage_that_was_retyped_meanwhile_asks_as_an_end_does(post, stages):
    Stage.objects.filter(pk=stages["Prospecting"].pk).update(type=Stage.Type.LOST)
    response = post(stage=stages["Prospecting"].pk)
    assert response["HX-Retarget"] == "#deal-lost"
    assert stored().is_open


def test_a_win_takes_the_card_off_the_board(post, deal):
    response = post("deal_won", **WIN)
    assert (response.status_code, placed(response), stored().stage_type) == (200, None, "won")
    assert f'<li id="deal-{deal.code}" hx-swap-oob="delete">' in response.content.decode()
    assert "0 open" in response.content.decode()
    assert told(response)["text"] == "GTX Pro for Acme moved to Won"


def test_undo_of_a_win_brings_the_card_back(client, post, stages):
    response = client.post(told(post("deal_won", **WIN))["undo"], headers=HTMX)
    assert placed(response) == stages["Engaging"]
    assert 'hx-swap-oob="delete"' not in response.content.decode()


def test_a_loss_without_a_reason_stays_in_the_dialog(post):
    response = post("deal_lost", close_date=WIN["close_date"], board="?owner=me")
    assert response.status_code == 422
    assert "A lost deal needs a reason." in response.content.decode()
    assert '<input type="hidden" name="board" value="?owner=me">' in response.content.decode()
    assert "HX-Reswap" not in response


def test_the_menu_names_every_other_stage(client, alice, deal, stages):
    client.force_login(alice)
    address = reverse("pipeline:deal_move", args=[deal.code]) + "?board=%3Fowner%3Dme"
    for headers in ({}, HTMX):
        text = client.get(address, headers=headers).content.decode()
        keys = {int(key) for key in re.findall(r'<button name="stage" value="(\d+)"', text)}
        assert keys == {stages[name].pk for name in ("Prospecting", "Won", "Lost")}
        assert '<input type="hidden" name="board" value="?owner=me">' in text


def test_the_menu_opens_beside_its_card(client, alice, deal):
    client.force_login(alice)
    response = client.get(reverse("pipeline:deal_move", args=[deal.code]), headers=HTMX)
    assert json.loads(response["HX-Trigger-After-Swap"]) == {"ask": {"value": "board-menu"}}


def test_without_javascript_a_move_leads_back_to_the_same_board(post, stages, deal):
    response = post(stage=stages["Prospecting"].pk, headers=None, board="?owner=me&sort=value")
    assert (response.status_code, response.url) == (302, "/deals/board?owner=me&sort=value")
    assert stored().stage == stages["Prospecting"]


def test_without_javascript_undo_leads_back_to_the_same_board(client, post, stages):
    response = post(stage=stages["Prospecting"].pk, headers=None, board="?owner=me")
    undo = next(message.extra_tags for message in get_messages(response.wsgi_request)).removeprefix("undo ")
    assert client.post(undo).url == "/deals/board?owner=me"
    assert stored().stage == stages["Engaging"]


def test_without_javascript_the_form_of_an_end_carries_the_board_along(client, post, stages, deal):
    asked = post(stage=stages["Won"].pk, headers=None, board="?owner=me")
    text = client.get(asked.url).content.decode()
    assert '<input type="hidden" name="board" value="?owner=me">' in text
    assert 'href="/deals/board?owner=me">Cancel' in text
    assert post("deal_won", headers=None, board="?owner=me", **WIN).url == "/deals/board?owner=me"


@pytest.mark.parametrize("board", ["//evil.example", "https://evil.example/", "?next=//evil.example", "\0", "x" * 9000,
                                   "\r\nSet-Cookie: a=b", "?account=%00", "?stage=x&owner=999999"])  # fmt: skip
def test_a_forged_board_is_no_error_and_leads_nowhere_else(post, stages, deal, board):
    Opportunity.objects.update(stage=stages["Prospecting"], version=deal.version)
    response = post(stage=stages["Engaging"].pk, headers=None, board=board)
    assert response.status_code in {302, 409}
    if response.status_code == 302:
        assert response.url.startswith("/deals/board")


def test_somebody_elses_deal_does_not_exist(client, post, charlie, stages, deal):
    client.force_login(charlie)
    assert post(stage=stages["Prospecting"].pk).status_code == 404
    assert client.get(reverse("pipeline:deal_move", args=[deal.code])).status_code == 404
    assert stored().stage == stages["Engaging"]


def test_who_may_only_read_may_not_move(client, post, anna, stages, deal):
    client.force_login(anna)
    assert post(stage=stages["Prospecting"].pk).status_code == 403
    assert client.get(reverse("pipeline:deal_move", args=[deal.code])).status_code == 403


def test_a_deal_that_was_deleted_meanwhile_is_missing(post, stages):
    Opportunity.objects.all().delete()
    assert post(stage=stages["Prospecting"].pk).status_code == 404


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_of_a_move_do_not_grow_with_the_deals(
    post, alice, gtx, stages, count, django_assert_max_num_queries
):
    row = {"owner": alice, "product": gtx, "stage": stages["Engaging"], "engage_date": "2025-01-07"}
    Opportunity.objects.bulk_create(Opportunity(**row) for _ in range(count))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert post(stage=stages["Prospecting"].pk).status_code == 200


def test_a_deal_that_cannot_be_closed_yet_says_why_in_the_dialog(post, stages):
    Opportunity.objects.update(account=None)
    assert "A closed deal needs an account." in post(stage=stages["Won"].pk).content.decode()


def test_no_dialog_opens_for_somebody_elses_deal(client, alice, charlie):
    address = reverse("pipeline:deal_won", args=[OpportunityFactory(owner=charlie).code])
    client.force_login(alice)
    assert client.post(address, {"board": "?"}, headers=HTMX).status_code == 404
