"""The list of tasks, and what is done with one there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pipeline.models import Opportunity, Task
from pipeline.tests.factories import OpportunityFactory

LIST = reverse("pipeline:task_list")
NEW = reverse("pipeline:task_create")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def task(alice, deal, today):
    return Task.objects.create(
        title="Send the quote", opportunity=deal, account=deal.account, owner=alice, due_on=today
    )


@pytest.fixture
def hers(client, alice):
    client.force_login(alice)
    return client


def titles(response):
    return [line.task.title for line in response.context["lines"]]


@pytest.fixture
def many(alice, today):
    for days in (-3, -1, 0, 2, 40):
        Task.objects.create(title=f"In {days}", owner=alice, due_on=today + timedelta(days=days))
    Task.objects.create(title="Was done", owner=alice, due_on=today, done_at=timezone.now())


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", ["In -3", "In -1", "In 0", "In 2", "In 40"]),
        ("overdue", ["In -3", "In -1"]),
        ("today", ["In 0"]),
        ("later", ["In 2", "In 40"]),
        ("done", ["Was done"]),
        ("nonsense", ["In -3", "In -1", "In 0", "In 2", "In 40"]),
    ],
)
def test_the_tabs_narrow_by_day(hers, many, show, expected):
    assert titles(hers.get(f"{LIST}?show={show}", follow=True)) == expected


def test_the_tabs_count_what_they_show(hers, many):
    counts = [count for _, _, _, count in hers.get(LIST).context["tabs"]]
    assert counts == ["5", "2", "1", "2", ""]


def test_charlie_finds_nothing_of_hers(client, charlie, task):
    client.force_login(charlie)
    assert titles(client.get(f"{LIST}?owner=all")) == []
    assert titles(client.get(f"{LIST}?owner={task.owner_id}")) == []
    for name in ("task_edit", "task_done", "task_reopen", "task_snooze", "task_delete"):
        assert client.post(reverse(f"pipeline:{name}", args=[task.pk])).status_code == 404


def test_her_manager_sees_and_changes_her_tasks(client, bob, alice, task, today):
    Task.objects.create(title="By itself", owner=alice, due_on=today)
    client.force_login(bob)
    assert titles(client.get(LIST)) == []
    assert titles(client.get(f"{LIST}?owner={alice.pk}")) == ["Send the quote", "By itself"]
    assert client.post(reverse("pipeline:task_done", args=[task.pk])).status_code == 302


def test_an_analyst_reads_a_deals_task_and_ticks_nothing_off(client, anna, task):
    client.force_login(anna)
    assert titles(client.get(f"{LIST}?owner=all")) == ["Send the quote"]
    assert client.post(reverse("pipeline:task_done", args=[task.pk])).status_code == 403


def test_what_moved_away_from_her_is_not_named_any_more(hers, alice, charlie, task, deal):
    Opportunity.objects.update(owner=charlie)
    page = hers.get(LIST).text
    assert "Send the quote" in page
    assert "Acme" not in page
    form = hers.get(reverse("pipeline:task_edit", args=[task.pk])).text
    assert "Acme" not in form
    hers.post(
        reverse("pipeline:task_edit", args=[task.pk]), {"title": "New", "due_on": task.due_on, "owner": alice.pk}
    )
    task.refresh_from_db()
    assert (task.title, task.opportunity) == ("New", deal)


def test_a_task_is_planned_for_a_deal_from_the_list(hers, alice, deal, today):
    fields = {"title": "Call", "due_on": today, "owner": alice.pk, "deal": deal.title, "deal_choice": deal.code}
    assert hers.post(NEW, {**fields, "recurs": "month", "description": "Ask Ann"}).status_code == 302
    task = Task.objects.get()
    assert (task.opportunity, task.account, task.recurs) == (deal, deal.account, "month")


def test_a_code_that_is_typed_finds_the_deal(hers, alice, deal, today):
    hers.post(NEW, {"title": "Call", "due_on": today, "owner": alice.pk, "deal": deal.code.lower()})
    assert Task.objects.get().opportunity == deal


def test_a_task_is_planned_for_an_account_by_its_name(hers, alice, acme, today):
    hers.post(NEW, {"title": "Call", "due_on": today, "owner": alice.pk, "account": "acme"})
    assert Task.objects.get().account == acme


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "a\0"}, {"title": "x" * 201}, {"due_on": "soon"}, {"due_on": "9999-12-31"},
        {"owner": "999999"}, {"owner": "x"}, {"recurs": "yearly"}, {"deal": "Nothing"}, {"deal": "a\0b"},
        {"deal_choice": "x" * 30, "deal": "x"}, {"account": "Nobody Ltd"}, {"account": "a\0"}, {"description": "\0"},
        {"account": "Acme", "account_choice": "9" * 20 },
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_typed_is_lost(hers, alice, today, wrong):
    fields = {"title": "Call Ann", "due_on": str(today), "owner": alice.pk, "description": "About the quote"}
    answer = hers.post(NEW, fields | wrong)
    assert (answer.status_code, Task.objects.count()) == (422, 0)
    assert 'class="error"' in answer.text
    kept = {"title", "description"} - wrong.keys()
    assert all(fields[name] in answer.text for name in kept)


def test_a_task_is_ticked_off_and_back_in_its_line(hers, task):
    done = hers.post(reverse("pipeline:task_done", args=[task.pk]), {"next": "/today/"}, headers=HTMX)
    assert "Open again" in done.text
    assert "tasks-changed" in done.headers["HX-Trigger"]
    assert f"/tasks/{task.pk}/reopen" in done.headers["HX-Trigger"]
    back = hers.post(reverse("pipeline:task_reopen", args=[task.pk]), headers=HTMX)
    assert "Done: Send the quote" in back.text.replace("\n", "")
    task.refresh_from_db()
    assert task.done_at is None


def test_without_a_script_it_leads_back_to_where_it_was(hers, task):
    answer = hers.post(reverse("pipeline:task_done", args=[task.pk]), {"next": "/today/"})
    assert answer.url == "/today/"
    assert hers.post(reverse("pipeline:task_done", args=[task.pk])).url == task.opportunity.get_absolute_url()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "/a\nb"])
def test_it_leads_to_no_other_site(hers, task, elsewhere):
    answer = hers.post(reverse("pipeline:task_done", args=[task.pk]), {"next": elsewhere})
    assert answer.url == task.opportunity.get_absolute_url()


@pytest.mark.parametrize(
    ("to", "days"), [({"to": "tomorrow"}, lambda day: 1), ({"to": "next-week"}, lambda day: 7 - day.weekday())]
)
def test_it_is_put_off(hers, task, today, to, days):
    hers.post(reverse("pipeline:task_snooze", args=[task.pk]), to)
    task.refresh_from_db()
    assert (task.due_on, task.snoozed_from) == (today + timedelta(days=days(today)), today)


@pytest.mark.parametrize("to", [{}, {"to": "never"}, {"day": "soon"}, {"day": "2001-01-01"}, {"day": "9999-12-31"}])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_day_without_sense_is_refused(hers, task, to, headers):
    answer = hers.post(reverse("pipeline:task_snooze", args=[task.pk]), to, headers=headers)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Send the quote" in answer.text
    task.refresh_from_db()
    assert task.snoozed_from is None


def test_a_deleted_task_is_gone(hers, task):
    assert hers.post(reverse("pipeline:task_delete", args=[task.pk])).url == LIST
    assert hers.get(reverse("pipeline:task_edit", args=[task.pk])).status_code == 404


def test_deals_are_offered_by_their_account(hers, deal, charlie):
    theirs = OpportunityFactory(owner=charlie, account=deal.account)
    page = hers.get(reverse("pipeline:task_deals"), {"q": "acm"}).text
    assert deal.code in page
    assert theirs.code not in page


@pytest.mark.parametrize("typed", ["", "\0", "%", "x" * 500])
def test_nothing_is_offered_for_nothing(hers, deal, typed):
    answer = hers.get(reverse("pipeline:task_deals"), {"q": typed})
    assert (answer.status_code, deal.code in answer.text) == (200, False)


def test_a_deal_without_a_task_is_without_a_next_step(deal, task):
    planned = Opportunity.objects.without_next_step()
    assert not planned.exists()
    task.delete()
    assert planned.get() == deal


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow_with_the_tasks(client, bob, alice, deal, today, count, django_assert_max_num_queries):
    Task.objects.bulk_create(
        Task(title="t", owner=alice, opportunity=deal if n % 2 else None, account=deal.account, due_on=today)
        for n in range(count)
    )
    client.force_login(bob)
    with django_assert_max_num_queries(11):
        client.get(f"{LIST}?owner=all")


def test_a_page_goes_on_where_the_other_ended(hers, alice, today):
    Task.objects.bulk_create(Task(title=f"t{n:03}", owner=alice, due_on=today) for n in range(60))
    first = hers.get(LIST)
    second = hers.get(LIST + first.context["page"].next)
    assert titles(first) + titles(second) == [f"t{n:03}" for n in range(60)]
