"""The board in a real browser: cards move by pointer, key and menu; what is refused goes back and says why."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pipeline.models import Opportunity, Task
from pipeline.tests.factories import OpportunityFactory
from teams.models import Role
from teams.tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board(sign_in, live_server, deal, alice):
    """Alice's window on the board, with the errors of its scripts."""
    page = sign_in(alice)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"{live_server.url}/deals/board?account=acme")
    yield page
    assert page.evaluate("window.blocked") == page.problems == []


def column(page, name):
    return page.get_by_role("region", name=name, exact=False).filter(has=page.get_by_role("heading", name=name)).last


def card(page, deal, name):
    return column(page, name).locator(f"#deal-{deal.code}")


def told(page, words):
    from playwright.sync_api import expect

    expect(page.locator("#toasts")).to_contain_text(words)


def test_the_headers_say_count_and_sums(board):
    from playwright.sync_api import expect

    expect(column(board, "Engaging")).to_contain_text("$4,821 · weighted $2,169")
    expect(board.locator("#board-total")).to_have_text("1 open · $4,821")


def test_a_card_is_dragged_and_the_drag_undone(board, deal):
    from playwright.sync_api import expect

    board.drag_and_drop(f"#deal-{deal.code}", ".board-column >> nth=0")
    expect(card(board, deal, "Prospecting")).to_be_visible()
    expect(column(board, "Prospecting")).to_contain_text("$4,821 · weighted $482")
    expect(column(board, "Engaging")).to_contain_text("$0 · weighted $0")
    told(board, "GTX Pro for Acme moved to Prospecting")
    address = board.url
    board.get_by_role("button", name="Undo").click()
    expect(card(board, deal, "Engaging")).to_be_visible()
    told(board, "Move undone")
    assert board.url == address
    assert Opportunity.objects.get().stage.name == "Engaging"


def test_a_card_moves_by_key_and_keeps_the_focus(board, deal):
    from playwright.sync_api import expect

    link = board.locator(f"#open-{deal.code}")
    link.press("[")
    expect(card(board, deal, "Prospecting")).to_be_visible()
    expect(link).to_be_focused()
    link.press("]")
    expect(card(board, deal, "Engaging")).to_be_visible()
    expect(link).to_be_focused()


def test_keys_go_from_card_to_card(board, deal, alice, acme, live_server):
    from playwright.sync_api import expect

    newer = OpportunityFactory(owner=alice, account=acme, stage=deal.stage)
    board.reload()
    board.locator(f"#open-{newer.code}").press("j")
    expect(board.locator(f"#open-{deal.code}")).to_be_focused()
    board.keyboard.press("k")
    expect(board.locator(f"#open-{newer.code}")).to_be_focused()


def test_the_menu_moves_a_card_and_escape_gives_the_focus_back(board, deal):
    from playwright.sync_api import expect

    board.locator(f"#open-{deal.code}").press("m")
    menu = board.get_by_role("dialog", name="Move to another stage")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("button", name="Prospecting")).to_be_focused()
    board.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    board.locator(f"#move-{deal.code}").click()
    menu.get_by_role("button", name="Prospecting").click()
    expect(card(board, deal, "Prospecting")).to_be_visible()
    expect(menu).to_be_hidden()


def test_a_card_that_is_dropped_on_lost_needs_a_reason(board, deal):
    from playwright.sync_api import expect

    board.drag_and_drop(f"#deal-{deal.code}", ".drop.lost")
    dialog = board.get_by_role("dialog", name="Mark as lost")
    dialog.get_by_role("button", name="Cancel").click()
    expect(card(board, deal, "Engaging")).to_be_visible()
    board.drag_and_drop(f"#deal-{deal.code}", ".drop.lost")
    dialog.get_by_role("button", name="Mark as lost").click()
    expect(dialog).to_contain_text("A lost deal needs a reason.")
    dialog.get_by_label("Reason").select_option(label="Price")
    dialog.get_by_role("button", name="Mark as lost").click()
    expect(dialog).to_be_hidden()
    expect(board.locator(f"#deal-{deal.code}")).to_have_count(0)
    expect(board.locator("#board-total")).to_have_text("0 open · $0")
    told(board, "GTX Pro for Acme moved to Lost")
    assert Opportunity.objects.get().lost_reason.name == "Price"
    board.get_by_role("button", name="Undo").click()
    expect(card(board, deal, "Engaging")).to_be_visible()


def test_a_win_from_the_menu_keeps_the_board(board, deal):
    from playwright.sync_api import expect

    board.locator(f"#open-{deal.code}").press("M")
    board.get_by_role("button", name="Won").click()
    dialog = board.get_by_role("dialog", name="Mark as won")
    expect(dialog.get_by_label("Amount won")).to_be_focused()
    dialog.get_by_label("Amount won").fill("4,500")
    dialog.get_by_role("button", name="Mark as won").click()
    told(board, "GTX Pro for Acme moved to Won")
    expect(dialog).to_be_hidden()
    assert "/deals/board" in board.url
    assert Opportunity.objects.get().close_value == Decimal(4500)


def test_a_stale_card_goes_to_where_it_is_and_says_who_moved_it(board, deal, stages):
    from playwright.sync_api import expect

    Opportunity.objects.update(stage=stages["Prospecting"])
    board.locator(f"#open-{deal.code}").press("m")
    expect(board.locator("#board-menu")).to_be_visible()
    board.keyboard.press("Escape")
    board.drag_and_drop(f"#deal-{deal.code}", ".board-column >> nth=0")
    told(board, "changed GTX Pro for Acme in the meantime (stage)")
    expect(card(board, deal, "Prospecting")).to_be_visible()


def test_a_forbidden_move_leaves_the_card_and_says_so(board, deal, alice):
    from playwright.sync_api import expect

    type(alice).objects.filter(pk=alice.pk).update(role=Role.ANALYST)
    board.drag_and_drop(f"#deal-{deal.code}", ".board-column >> nth=0")
    told(board, "You may not change this. Nothing was saved")
    expect(card(board, deal, "Engaging")).to_be_visible()
    assert Opportunity.objects.get().stage.name == "Engaging"


def test_more_cards_load_and_take_the_focus(board, deal, alice, acme, gtx, stages, live_server):
    from playwright.sync_api import expect

    rows = [Opportunity(owner=alice, account=acme, product=gtx, stage=stages["Prospecting"]) for _ in range(30)]
    Opportunity.objects.bulk_create(rows)
    board.reload()
    cards = column(board, "Prospecting").locator(".deal")
    expect(cards).to_have_count(25)
    column(board, "Prospecting").get_by_role("link", name=re.compile("^Load more")).press("Enter")
    expect(cards).to_have_count(30)
    expect(cards.nth(25).locator(".title")).to_be_focused()


def test_the_whole_board_works_without_javascript(chromium, live_server, deal, alice):
    from playwright.sync_api import expect

    Task.objects.create(title="Call", opportunity=deal, owner=alice, due_on=timezone.localdate() + timedelta(1))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/deals/board")
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/deals/board?owner=me")
    page.get_by_role("link", name="Move GTX Pro for Acme to another stage").click()
    page.get_by_role("button", name="Prospecting").click()
    assert page.url == f"{live_server.url}/deals/board?owner=me"
    expect(card(page, deal, "Prospecting")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(card(page, deal, "Engaging")).to_be_visible()
    page.get_by_role("link", name="Move GTX Pro for Acme to another stage").click()
    page.get_by_role("button", name="Lost").click()
    page.get_by_label("Reason").select_option(label="Price")
    page.get_by_role("button", name="Mark as lost").click()
    assert page.url == f"{live_server.url}/deals/board?owner=me"
    assert Opportunity.objects.get().stage_type == "lost"
    page.get_by_role("link", name="Clear all").first.click()
    context.close()
