"""Notes, tasks and files of an account itself, and its contacts with their deals."""

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory, ContactFactory
from analytics import services
from pipeline import parties
from pipeline.models import Activity, Attachment, Task
from pipeline.tests import files
from pipeline.tests.factories import OpportunityFactory
from pipeline.tests.files import upload


def page(account):
    return reverse("analytics:account_page", args=[account.pk])


@pytest.fixture
def post(client, alice, acme):
    client.force_login(alice)
    return lambda name, **fields: client.post(reverse(f"analytics:{name}", args=[acme.pk]), fields)


def test_a_call_is_noted_on_the_account(post, client, acme):
    assert post("account_activity_log", kind="call", text="Budget is confirmed").url == page(acme)
    activity = Activity.objects.get()
    assert (activity.account, activity.opportunity) == (acme, None)
    assert "Budget is confirmed" in client.get(page(acme)).text


def test_a_task_is_planned_for_the_account_and_ticked_off(post, client, alice, acme):
    post("account_task_add", title="Send the catalogue", due_on="2026-01-02")
    task = Task.objects.get()
    assert (task.account, task.owner) == (acme, alice)
    assert "Send the catalogue" in client.get(page(acme)).text
    assert client.post(reverse("pipeline:task_done", args=[task.pk]), {"next": page(acme)}).url == page(acme)
    task.refresh_from_db()
    assert task.done_at is not None


def test_a_file_is_kept_with_the_account(post, client, acme):
    post("account_file_add", file=upload(), about="Frame contract")
    assert "Frame contract" in client.get(page(acme)).text


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("account_activity_log", {"kind": "call", "text": "\0"}),
        ("account_activity_log", {"kind": "x", "text": "Hello"}),
        ("account_task_add", {"title": "", "due_on": "2026-01-02"}),
        ("account_task_add", {"title": "Call", "due_on": "x"}),
        ("account_file_add", {"about": "Frame contract"}),
    ],
)  # fmt: skip
def test_what_is_refused_comes_back_on_the_page(post, name, fields):
    answer = post(name, **fields)
    assert answer.status_code == 422
    assert "Purchases by month" in answer.text
    assert (Activity.objects.count(), Task.objects.count(), Attachment.objects.count()) == (0, 0, 0)


def test_a_disguised_file_is_refused(post):
    answer = post("account_file_add", file=upload(content=files.PROGRAM), about="Frame contract")
    assert answer.status_code == 422
    assert 'value="Frame contract"' in answer.text


def test_contacts_are_shown_with_their_deals(client, alice, charlie, deal, acme):
    theirs = OpportunityFactory(account=acme, owner=charlie)
    contact = ContactFactory(account=acme, name="Maren Holt")
    for each, by in ((deal, alice), (theirs, charlie)):
        parties.add_contact(each, by=by, contact=contact, role="decision")
    client.force_login(alice)
    text = client.get(page(acme)).text
    assert "Decision maker:" in text
    assert deal.get_absolute_url() in text
    assert theirs.get_absolute_url() not in text


def test_the_group_has_its_sums_and_its_deals(client, alice, acme, win, deal):
    daughter = AccountFactory(name="Daughter", parent=acme)
    win(daughter, 10, 60, owner=alice, value=70)
    services.drain_account_changes()
    client.force_login(alice)
    group = client.get(page(daughter)).context["record"].group
    assert (group.head, group.revenue, group.wins, group.open_value) == (acme.pk, 140, 2, deal.list_value)
    listed = client.get(reverse("pipeline:deal_list"), {"group": acme.pk}).text
    assert "3 deals" in listed


@pytest.mark.parametrize("name", ["account_activity_log", "account_task_add", "account_file_add"])
def test_charlie_and_the_analyst_write_nothing(client, charlie, anna, deal, name):
    address, statuses = reverse(f"analytics:{name}", args=[deal.account.pk]), []
    for user in (charlie, anna):
        client.force_login(user)
        statuses.append(client.post(address, {"kind": "note", "text": "x"}).status_code)
    assert statuses == [404, 403]
