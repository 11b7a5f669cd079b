"""What holds for every template and script: small, and nothing that the content policy would block."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("*/templates/**/*.html"))
BLOCKED = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an event handler": re.compile(r"\s(on\w+|hx-on[\w:-]*)\s*="),
    "a script inside the page": re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))[^>]*>"),
    "an htmx expression to evaluate": re.compile(r"hx-(vals|headers)=['\"]js:|hx-trigger=['\"][^'\"]*\["),
}


def short_path(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=short_path)
def test_a_page_needs_nothing_inline(path):
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in BLOCKED.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=short_path)
def test_a_page_fits_a_screen_or_two(path):
    limit = 40 if path.name.startswith("_") else 120
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", TEMPLATES, ids=short_path)
def test_what_a_page_includes_exists(path):
    for name in re.findall(r"{% (?:include|extends) \"([^\"]+)\"", path.read_text(encoding="utf-8")):
        get_template(name.partition("#")[0])


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a style attribute", '<p style="color: red">'),
        ("a style element", "<style>p {}</style>"),
        ("an event handler", '<a hx-on:click="go()">'),
        ("a script inside the page", "<script>go()</script>"),
        ("an htmx expression to evaluate", "<a hx-vals='js:{a: 1}'>"),
    ],
)
def test_the_rules_see_what_they_forbid(what, line):
    assert BLOCKED[what].search(line)


def test_our_own_scripts_stay_small():
    lines = [line for path in ROOT.glob("static/js/*.js") for line in path.read_text(encoding="utf-8").splitlines()]
    assert 0 < len(lines) <= 600


def test_every_icon_in_a_template_is_in_the_sprite():
    sprite = (ROOT / "static/icons.svg").read_text(encoding="utf-8")
    named = {
        name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert {name for name in named if f'id="{name}"' not in sprite} == set()


def test_an_administrator_finds_the_api_documents_from_every_page(client, dana):
    client.force_login(dana)
    page = client.get(reverse("pipeline:deal_list")).text
    assert f'href="{reverse("api_docs")}"' in page


def test_only_who_may_create_is_offered_a_new_deal(client, alice, anna):
    offers = []
    for user in (alice, anna):
        client.force_login(user)
        page = client.get(reverse("analytics:customers")).text
        offers.append(f'href="{reverse("pipeline:deal_create")}"' in page)
    assert offers == [True, False]
