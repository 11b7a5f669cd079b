"""The middle of a deal's page: everything, activities, changes, products or files."""

import pytest

from pipeline.models import Activity, Opportunity


@pytest.fixture
def shown(client, alice, deal):
    Activity.objects.create(opportunity=deal, author=alice, text="Called her")
    Opportunity.objects.update(next_step="Visit")
    client.force_login(alice)
    return lambda show: client.get(deal.get_absolute_url(), {"show": show} if show else {}).text


@pytest.mark.parametrize(
    ("show", "activity", "change"),
    [("", True, True), ("activities", True, False), ("changes", False, True), ("products", False, False),
     ("files", False, False), ("nonsense", True, True), ("\0", True, True)],
)  # fmt: skip
def test_each_tab_shows_its_kind(shown, show, activity, change):
    page = shown(show)
    assert ("Called her" in page, "changed next step" in page) == (activity, change)


def test_the_chosen_tab_is_marked(shown):
    assert 'href="/deals/' in shown("files")
    assert 'aria-current="page" id="tab-5"' in shown("files")


def test_older_entries_stay_within_the_tab(shown, deal, alice):
    Activity.objects.bulk_create(Activity(opportunity=deal, author=alice, text="x") for _ in range(60))
    assert "?show=activities&amp;before=" not in shown("changes")
