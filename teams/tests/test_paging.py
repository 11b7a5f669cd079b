import pytest
from django.http import QueryDict

from teams.models import User
from teams.paging import page_by_key
from teams.tests.factories import UserFactory


@pytest.fixture
def people(db):
    names = ["Ann", "Bea", "Bea", "Bea", "Cid", "Dan", "Eve"]
    return [UserFactory(name=name) for name in names]


def walk(step, **order):
    """Follow the links of every page in one direction from the start; return the names page by page."""
    query, pages = "", []
    while True:
        page = page_by_key(User.objects.all(), QueryDict(query), key="name", size=2, **order)
        pages.append([user.pk for user in page.rows])
        query = getattr(page, step).removeprefix("?")
        if not query:
            return pages, page


@pytest.mark.parametrize("descending", [False, True])
def test_pages_hold_every_row_once_in_order(people, descending):
    pages, _ = walk("next", descending=descending)
    sign = "-" if descending else ""
    assert [pk for page in pages for pk in page] == list(
        User.objects.order_by(f"{sign}name", f"{sign}pk").values_list("pk", flat=True)
    )
    assert [len(page) for page in pages] == [2, 2, 2, 1]


def test_the_way_back_shows_the_same_rows(people):
    pages, last = walk("next")
    back = page_by_key(User.objects.all(), QueryDict(last.previous.removeprefix("?")), key="name", size=2)
    assert [user.pk for user in back.rows] == pages[-2]


def test_the_first_page_has_no_previous_and_the_last_no_next(people):
    first = page_by_key(User.objects.all(), QueryDict(""), key="name", size=2)
    assert (first.previous, bool(first.next)) == ("", True)
    assert page_by_key(User.objects.all(), QueryDict(""), key="name", size=9).next == ""


def test_links_keep_the_filters(people):
    page = page_by_key(User.objects.all(), QueryDict("role=rep&after=Ann~1"), key="name", size=2)
    assert page.next.startswith("?role=rep&after=")


@pytest.mark.parametrize("cursor", ["nonsense", "~", "x~y", "Ann~99999999999999999999999", "~-1"])
def test_a_cursor_without_sense_shows_the_first_page(people, cursor):
    params = QueryDict(mutable=True)
    params["after"] = cursor
    page = page_by_key(User.objects.all(), params, key="name", size=2)
    assert [user.name for user in page.rows] == ["Ann", "Bea"]
