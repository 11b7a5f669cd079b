"""A real browser, with a window of their own for each person; it collects what the browser blocks."""

import os
import shutil

import pytest

from teams.tests.factories import PASSWORD

BLOCKED = """
    window.blocked = [];
    document.addEventListener("securitypolicyviolation", (event) => window.blocked.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("There is no chromium: browser tests are skipped.")
    from playwright.sync_api import expect, sync_playwright

    # Playwright keeps an event loop in this thread, in which Django would refuse the tests' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Five seconds by default; a busy machine draws a chart in more.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def sign_in(chromium, live_server):
    """Sign somebody in; return a page, in a window of their own, that collects what the browser blocks."""
    contexts = []

    def in_as(user):
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(15_000)
        context.add_init_script(BLOCKED)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/login/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield in_as
    for context in contexts:
        context.close()
