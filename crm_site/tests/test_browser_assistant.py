"""The assistant in a real browser: ask, follow up, change the reading, take the figures along; nothing is blocked."""

import json
import re
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from analytics import services
from assistant import fence, grammar
from assistant.asking import answer_intent
from assistant.intent import Intent
from pipeline.tests.factories import OpportunityFactory, ProductFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("processes"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(grammar, "fill"), reason="Questions in words need the grammar."),
]

BARS = "() => { const [bar] = document.querySelector('[data-newest] [data-chart]').data; return [bar.y, bar.x]; }"


@pytest.fixture
def sold(alice, charlie, acme, gtx):
    """Alice of West sold for 300, charlie of East for 50, of two products whose names begin alike."""
    other = ProductFactory(name="GTX Basic", series="GTX", list_price=Decimal(500))
    closed = timezone.localdate() - timedelta(days=1)
    for owner, product, value in ((alice, gtx, 100), (alice, other, 200), (charlie, gtx, 50)):
        OpportunityFactory(
            won=True, owner=owner, account=acme, product=product, close_value=value,
            engage_date=closed - timedelta(days=9), close_date=closed,
        )  # fmt: skip
    services.fit_and_rescore()
    fence._known.clear()


@pytest.fixture
def asking(sign_in, live_server, sold, dora):
    """Dora's window on the assistant, and the errors of its scripts."""
    page = sign_in(dora)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"{live_server.url}/assistant/")
    return page


def ask(page, question):
    page.get_by_label("Ask a question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".question", has_text=re.compile(f"{re.escape(question)}$")).wait_for()
    return page.locator("[data-newest]")


def rows(answer):
    return [line.split("\t")[:2] for line in answer.locator("tbody").inner_text().strip().splitlines()]


def test_a_question_is_answered_followed_up_and_changed(asking):
    from playwright.sync_api import expect

    answer = ask(asking, "Revenue by region")
    assert rows(answer) == [["West", "$300"], ["East", "$50"]]
    answer.locator(".js-plotly-plot .plot-container").wait_for()
    assert asking.evaluate(BARS) == [["West", "East"], [300, 50]]
    assert re.search(r"/assistant/conversations/\d+/$", asking.url)

    answer = ask(asking, "only for East")
    expect(answer).to_contain_text("$50")
    expect(answer).not_to_contain_text("$300")
    answer.get_by_role("group", name="How I read the question").get_by_text("region is East").click()
    answer.get_by_role("button", name="Remove").click()
    expect(asking.locator(".question")).to_have_count(3)
    assert rows(asking.locator("[data-newest]")) == [["West", "$300"], ["East", "$50"]]

    older = asking.locator(".answer").first
    older.locator("summary").click()
    expect(older).to_contain_text("$300")
    assert (asking.evaluate("window.blocked"), asking.problems) == ([], [])


def test_a_figure_leads_to_its_deals_and_a_file_has_the_rows(asking):
    answer = ask(asking, "Revenue by region")
    answer.locator("details", has_text="Export").locator("summary").click()
    with asking.expect_download() as download:
        answer.get_by_role("link", name="JSON").click()
    written = json.loads(download.value.path().read_text())
    assert [(row["region"], row["revenue"]) for row in written] == [("West", "300.00"), ("East", "50.00")]
    answer.get_by_role("link", name="$300").click()
    asking.wait_for_url(re.compile("/deals/"))
    assert asking.get_by_text("2 deals", exact=False).first.is_visible()


def test_a_question_back_is_answered_by_a_button(asking):
    from playwright.sync_api import expect

    answer = ask(asking, "How much GTX did we sell?")
    answer.get_by_role("button", name="GTX Basic").click()
    expect(asking.locator(".question")).to_have_count(2)
    expect(asking.locator("[data-newest]")).to_contain_text("$200")


def test_a_refusal_says_what_can_be_asked_instead(asking):
    from playwright.sync_api import expect

    answer = ask(asking, "What is our profit?")
    instead = answer.locator("form button").first
    instead.click()
    expect(asking.locator(".question")).to_have_count(2)
    expect(asking.locator("[data-newest]").get_by_role("button", name="Pin")).to_be_visible()


def test_a_pinned_answer_is_drawn_on_the_dashboard(asking, live_server):
    from playwright.sync_api import expect

    answer = ask(asking, "Revenue by region")
    answer.get_by_role("button", name="Right").click()
    expect(answer.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    answer.get_by_role("button", name="Pin").click()
    asking.get_by_text("Pinned to your answers").wait_for()
    asking.goto(f"{live_server.url}/assistant/pins/")
    expect(asking.locator("[data-chart].js-plotly-plot")).to_have_count(1)
    assert (asking.evaluate("window.blocked"), asking.problems) == ([], [])


def test_it_works_without_javascript(chromium, live_server, asking, dora):
    context = chromium.new_context(java_script_enabled=False, storage_state=asking.context.storage_state())
    page = context.new_page()
    page.goto(f"{live_server.url}/assistant/")
    page.get_by_label("Ask a question").fill("Revenue by region")
    page.get_by_role("button", name="Ask").click()
    assert rows(page.locator("[data-newest]")) == [["West", "$300"], ["East", "$50"]]
    page.get_by_label("Ask a question").fill("only for East")
    page.get_by_role("button", name="Ask").click()
    page.locator(".answer").first.locator("summary").click()
    page.get_by_role("link", name="Open this answer").click()
    assert rows(page.locator(".answer")) == [["West", "$300"], ["East", "$50"]]
    context.close()


def test_the_page_says_what_a_language_model_does_meanwhile(asking, live_server, settings, monkeypatch):
    from playwright.sync_api import expect

    seen = threading.Event()

    def steps(question, *, user, last=None):
        yield "Reading the question."
        assert seen.wait(10)
        yield answer_intent(Intent(("revenue",), ("region",)), user=user, question=question)

    monkeypatch.setattr("assistant.views.steps.ask_in_steps", steps)
    settings.ASSISTANT_LLM = "ollama:llama3"
    asking.goto(f"{live_server.url}/assistant/")
    asking.get_by_label("Ask a question").fill("What sold where?")
    asking.keyboard.press("Enter")
    expect(asking.get_by_role("status").filter(has_text="Reading the question.")).to_be_visible()
    seen.set()
    assert rows(asking.locator("[data-newest]")) == [["West", "$300"], ["East", "$50"]]
    assert re.search(r"/assistant/conversations/\d+/$", asking.url)
    assert (asking.evaluate("window.blocked"), asking.problems) == ([], [])
