from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from crm_site.templatetags import dealwright as tags
from pipeline.models import Stage


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("4821.00"), "$4,821"),
        (Decimal("4821.5"), "$4,821.50"),
        (Decimal("0.005"), "$0.01"),
        (Decimal("-4821"), "−$4,821"),
        (Decimal("-0.001"), "$0"),
        (0, "$0"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_money(value, text):
    assert tags.money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_500_000, "$1,500\u00a0k"),
        (Decimal("345499.99"), "$345\u00a0k"),
        (Decimal("345500"), "$346\u00a0k"),
        (-936_000, "−$936\u00a0k"),
        (Decimal("312.40"), "$312"),
        (-999, "−$999"),
        (0, "$0\u00a0k"),
        (None, "–"),
    ],
)
def test_money_in_thousands(value, text):
    assert tags.money_k(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.6315, 1, "63.2\u00a0%"),
        (0.6315, 0, "63\u00a0%"),
        (Decimal(1), 1, "100.0\u00a0%"),
        (-0.02, 1, "−2.0\u00a0%"),
        (None, 1, "–"),
    ],
)
def test_percent(value, digits, text):
    assert tags.percent(value, digits) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.5857, 0.67, "59–67\N{NO-BREAK SPACE}%"), (0, 1, "0–100\N{NO-BREAK SPACE}%"), (None, None, "–")],
)
def test_a_range_of_shares_has_one_unit(low, high, text):
    assert tags.percent_range(low, high) == text


def test_a_day_has_no_leading_zero():
    assert tags.day(date(2018, 1, 5)) == "5 Jan 2018"


@override_settings(TIME_ZONE="Europe/Berlin")
def test_the_day_of_a_moment_is_the_local_day():
    assert tags.day(datetime(2017, 12, 31, 23, 30, tzinfo=UTC)) == "1 Jan 2018"


@override_settings(TIME_ZONE="Europe/Berlin")
def test_a_moment_is_local():
    assert tags.moment(datetime(2017, 12, 28, 15, 12, tzinfo=UTC)) == "Thu 28 Dec, 16:12"


@override_settings(TIME_ZONE="UTC")
@pytest.mark.parametrize(
    ("as_of", "text"),
    [(date(2017, 12, 31), "Thu 28 Dec, 15:12"), (date(2018, 1, 2), "Thu 28 Dec 2017, 15:12")],
)
def test_a_moment_of_another_year_says_so(as_of, text):
    assert tags.moment(datetime(2017, 12, 28, 15, 12, tzinfo=UTC), as_of) == text


def test_no_date_is_a_dash():
    assert (tags.day(None), tags.moment(None)) == ("–", "–")


@pytest.mark.parametrize(
    ("value", "text"),
    [(165, "165\u00a0d"), (timedelta(days=9, hours=20), "9\u00a0d"), (-3, "−3\u00a0d"), (None, "–")],
)
def test_age(value, text):
    assert tags.age_days(value) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Darcel Schlecht", "DS"),
        ("Konex", "K"),
        ("mary ann lee", "ML"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_initials(name, text):
    assert tags.initials(name) == text


@pytest.mark.parametrize(
    ("kind", "position", "name"),
    [
        ("open", 1, "stage-0"),
        ("open", 2, "stage-1"),
        ("open", 9, "stage-3"),
        ("open", 0, "stage-0"),
        ("won", 3, "stage-won"),
        ("lost", 4, "stage-lost"),
    ],
)
def test_the_ring_of_a_stage(kind, position, name):
    assert tags.stage_icon(Stage(type=kind, position=position)) == name


@pytest.mark.parametrize(
    ("extra_tags", "url"),
    [("undo /deals/12/undo", "/deals/12/undo"), ("", ""), (None, ""), ("safe", "")],
)
def test_undo_of_a_message(extra_tags, url):
    assert tags.undo_url(extra_tags) == url


@override_settings(
    STATIC_URL="/static/",
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
)
def test_an_icon_is_hidden_from_screen_readers():
    page = Template('{% load dealwright %}{% icon "clock" "large" %}').render(Context())
    assert page == ('<svg class="icon large" aria-hidden="true"><use href="/static/icons.svg#clock"></use></svg>')


@pytest.mark.parametrize(
    ("view_name", "text"),
    [
        ("pipeline:deal_list", ""),
        ("analytics:account_list", 'aria-current="page"'),
        ("accounts:account_edit", 'aria-current="page"'),
        (None, ""),
    ],
)
def test_the_navigation_marks_where_we_are(view_name, text):
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(view_name=view_name) if view_name else None
    page = Template('{% load dealwright %}{% current "analytics:account" "accounts:" %}')
    assert page.render(Context({"request": request})) == text
