from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import ContactFactory
from pipeline.models import Activity, Opportunity, Task
from pipeline.tests.deal_posts import form_of
from pipeline.tests.factories import OpportunityFactory
from pipeline.timeline import SIZE


@pytest.fixture
def shown(client, alice, deal):
    client.force_login(alice)
    return lambda query="": client.get(deal.get_absolute_url() + query).content.decode()


def test_the_page_says_what_and_whose(shown):
    page = shown()
    assert "GTX Pro for Acme" in page
    assert "Alice Ames" in page
    assert "$4,821" in page


def test_a_changed_field_is_told_with_old_and_new_and_who(client, bob, deal, shown, alice):
    client.force_login(bob)
    client.post(reverse("pipeline:deal_edit", args=[deal.code]), form_of(deal, amount="4,650"))
    client.force_login(alice)
    page = shown()
    assert "<b>Bob Berg</b> changed amount" in page
    assert "Amount <b>$4,650" in page


def test_a_move_is_told_with_what_closed_it(client, alice, deal, shown, price):
    lost = {"version": deal.version, "close_date": "2025-02-01", "lost_reason": price.pk}
    client.force_login(alice)
    client.post(reverse("pipeline:deal_lost", args=[deal.code]), lost)
    page = shown()
    assert "<b>Alice Ames</b> moved it from <b>Engaging</b> to <b>Lost</b>" in page
    assert "Reason <b>Price" in page


def test_a_note_is_kept_and_escaped(client, alice, deal, shown):
    client.force_login(alice)
    noted = {"kind": "call", "text": "<script>x</script>\nSecond line"}
    assert client.post(reverse("pipeline:activity_log", args=[deal.code]), noted).status_code == 302
    page = shown()
    assert "&lt;script&gt;x&lt;/script&gt;<br>Second line" in page
    assert Activity.objects.get().account == deal.account


@pytest.mark.parametrize(
    "fields",
    [{"kind": "note", "text": " "}, {"kind": "note", "text": "a\0"}, {"kind": "x", "text": "a"}, {}],
)
def test_an_activity_without_sense_is_refused(client, alice, deal, fields):
    client.force_login(alice)
    response = client.post(reverse("pipeline:activity_log", args=[deal.code]), fields)
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()


def test_a_task_is_planned_and_ticked_off(client, alice, deal, shown):
    client.force_login(alice)
    address = reverse("pipeline:task_add", args=[deal.code])
    client.post(address, {"title": "Send quote", "due_on": str(timezone.localdate())})
    task = Task.objects.get()
    assert "Next" in shown()
    assert client.post(reverse("pipeline:task_done", args=[task.pk])).url == deal.get_absolute_url()
    task.refresh_from_db()
    assert task.done_at is not None
    assert "<b>Send quote</b> done" in shown()


@pytest.mark.parametrize("fields", [{"title": "", "due_on": "2026-01-01"}, {"title": "Call", "due_on": "soon"}])
def test_a_task_without_sense_is_refused(client, alice, deal, fields):
    client.force_login(alice)
    response = client.post(reverse("pipeline:task_add", args=[deal.code]), fields)
    assert (response.status_code, Task.objects.count()) == (422, 0)


@pytest.mark.parametrize(("days", "word"), [(-1, "Overdue"), (0, "Today"), (1, "Planned")])
def test_a_task_says_when_it_is_due(deal, shown, days, word):
    due = timezone.localdate() + timedelta(days)
    Task.objects.create(title="Call", opportunity=deal, owner=deal.owner, due_on=due)
    assert f"{word}</span>" in shown()


def test_the_timeline_is_cut_and_goes_on(alice, deal, shown):
    start = timezone.now()
    Activity.objects.bulk_create(
        Activity(opportunity=deal, author=alice, text=f"note-{n}.", happened_at=start - timedelta(hours=n))
        for n in range(SIZE + 5)
    )
    first = shown()
    assert "note-3." in first
    assert f"note-{SIZE + 1}." not in first
    link = first[first.index("?before=") :].partition('"')[0]
    assert f"note-{SIZE + 1}." in shown(link)
    assert "note-3." not in shown(link)


@pytest.mark.parametrize("before", ["x", "2025-01-01", "2025-13-01T00:00:00Z", "%00", "0001-01-01T00:00:00%2B14:00"])
def test_a_moment_without_sense_is_no_error(client, alice, deal, before):
    client.force_login(alice)
    assert client.get(f"{deal.get_absolute_url()}?before={before}").status_code == 200


def test_related_deals_are_those_she_may_see(shown, deal, charlie, alice):
    hers = OpportunityFactory(owner=alice, account=deal.account)
    theirs = OpportunityFactory(owner=charlie, account=deal.account)
    page = shown()
    assert hers.code in page
    assert theirs.code not in page


def test_the_accounts_contacts_are_beside_it(shown, deal):
    ContactFactory(account=deal.account, name="Maren Holt")
    assert "Maren Holt" in shown()


def test_a_deal_without_account_says_so(shown, deal):
    Opportunity.objects.update(account=None)
    assert "No account yet" in shown()


def make_history(deal, alice, count):
    for n in range(count):
        Opportunity.objects.filter(pk=deal.pk).update(amount=Decimal(n + 1))
    Activity.objects.bulk_create(Activity(opportunity=deal, author=alice, text="a") for _ in range(count))
    Task.objects.bulk_create(
        Task(opportunity=deal, owner=alice, title="t", due_on=date(2026, 1, 1)) for _ in range(count)
    )


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow_with_the_history(client, alice, deal, count, django_assert_max_num_queries):
    make_history(deal, alice, count)
    client.force_login(alice)
    with django_assert_max_num_queries(31):
        client.get(deal.get_absolute_url())


@pytest.mark.parametrize("moment", ["2025-01-01T00:00:00%2B23:59", "0001-01-01T00:00:00%2B14:00", "2025-02-30", "%00"])
def test_a_moment_that_cannot_be_shows_the_page(client, alice, deal, moment):
    client.force_login(alice)
    assert client.get(f"{deal.get_absolute_url()}?before={moment}").status_code == 200
