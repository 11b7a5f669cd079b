"""Who may come to the pages of a deal, and who may change it."""

from datetime import date

import pytest
from django.urls import reverse

from pipeline.models import LostReason, Opportunity, StageChange, Task
from pipeline.tests.deal_posts import form_of
from pipeline.views import edit, moves

PAGES = ["deal_page", "deal_edit", "deal_delete", "deal_move", "deal_won", "deal_lost"]
CHANGES = ["deal_edit", "deal_delete", "deal_move", "deal_won", "deal_lost", "activity_log", "task_add"]


@pytest.fixture
def task(deal):
    return Task.objects.create(title="Call", opportunity=deal, owner=deal.owner, due_on=date(2026, 1, 2))


def address(name, deal):
    return reverse(f"pipeline:{name}", args=[deal.code])


@pytest.mark.parametrize("name", PAGES)
def test_charlie_finds_nothing(client, charlie, deal, name):
    client.force_login(charlie)
    assert client.get(address(name, deal)).status_code == 404


@pytest.mark.parametrize("name", CHANGES)
def test_charlie_changes_nothing(client, charlie, deal, name):
    client.force_login(charlie)
    assert client.post(address(name, deal), form_of(deal)).status_code == 404
    assert Opportunity.objects.get().version == deal.version


def test_charlie_neither_undoes_nor_ticks_off(client, charlie, deal, task):
    client.force_login(charlie)
    assert client.post(reverse("pipeline:deal_undo", args=[deal.code, 1])).status_code == 404
    assert client.post(reverse("pipeline:task_done", args=[task.pk])).status_code == 404
    assert Task.objects.get().done_at is None


def test_charlie_sees_none_of_it_in_the_list(client, charlie, deal):
    client.force_login(charlie)
    assert deal.code not in client.get(reverse("pipeline:deal_list")).content.decode()


def test_charlie_is_not_offered_the_account(client, charlie, deal):
    client.force_login(charlie)
    page = client.get(reverse("pipeline:account_options"), {"q": "acm"})
    assert 'data-label="Acme"' not in page.content.decode()


def test_charlie_gets_no_hint_of_her_deal(client, charlie, deal):
    client.force_login(charlie)
    asked = {"product": deal.product_id, "account": "Acme", "account_choice": deal.account_id, "deal": deal.code}
    assert deal.code not in client.get(reverse("pipeline:deal_hints"), asked).content.decode()


@pytest.mark.parametrize("name", CHANGES)
def test_an_analyst_changes_nothing(client, anna, deal, name):
    client.force_login(anna)
    assert client.post(address(name, deal), form_of(deal)).status_code == 403


@pytest.mark.parametrize("name", ["deal_edit", "deal_delete", "deal_won", "deal_lost"])
def test_an_analyst_gets_no_form(client, anna, deal, name):
    client.force_login(anna)
    assert client.get(address(name, deal)).status_code == 403


def test_an_analyst_creates_nothing(client, anna, deal):
    client.force_login(anna)
    assert client.get(reverse("pipeline:deal_create")).status_code == 403
    assert client.post(reverse("pipeline:deal_create"), form_of(deal)).status_code == 403


def test_an_analyst_reads_without_controls(client, anna, deal, task):
    client.force_login(anna)
    page = client.get(deal.get_absolute_url()).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "GTX Pro for Acme" in main
    assert "<button" not in main
    assert "/edit" not in main


def test_a_mate_reads_but_does_not_change(client, deal, west):
    from teams.tests.factories import UserFactory

    client.force_login(UserFactory(team=west))
    assert client.get(deal.get_absolute_url()).status_code == 200
    assert client.post(address("deal_edit", deal), form_of(deal, next_step="Mine")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_has_to_sign_in(client, deal, name):
    response = client.get(address(name, deal))
    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize("name", ["deal_list", "deal_create", "account_options", "deal_hints"])
def test_a_stranger_has_to_sign_in_for_lists(client, db, name):
    assert client.get(reverse(f"pipeline:{name}")).url.startswith(reverse("login"))


@pytest.mark.parametrize("name", ["activity_log", "task_add"])
def test_a_change_is_no_get(client, alice, deal, name):
    client.force_login(alice)
    assert client.get(address(name, deal)).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_looking_changes_nothing(client, alice, deal, name):
    client.force_login(alice)
    assert client.get(address(name, deal)).status_code == 200
    assert (Opportunity.objects.get().version, StageChange.objects.count()) == (deal.version, 1)


def test_a_code_that_cannot_be_is_not_found(client, alice):
    client.force_login(alice)
    assert client.get("/deals/%00%00%00%00/").status_code == 404


@pytest.mark.parametrize("name", ["deal_edit", "deal_delete", "deal_move", "deal_won", "deal_lost"])
def test_a_deal_that_is_deleted_at_the_same_moment_is_not_found(client, alice, deal, stages, monkeypatch, name):
    def read_and_lose(request, code):
        Opportunity.objects.filter(pk=deal.pk).delete()
        return deal

    for module in (edit, moves):
        monkeypatch.setattr(module, "editable_deal", read_and_lose)
    client.force_login(alice)
    closing = {"close_date": "2025-02-01", "close_value": "9", "lost_reason": LostReason.objects.first().pk}
    typed = form_of(deal, stage=stages["Prospecting"].pk, **closing)
    assert client.post(address(name, deal), typed).status_code == 404
