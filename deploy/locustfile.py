"""A read-heavy day of a sales team: pages, the API and questions, by the demo's people. `make load` runs it.

At the end it prints one line of JSON: requests, errors, percentiles in seconds; it ends with 1 where anything failed
or the 95th percentile reached a second.
"""

import json
import random
import re
from typing import Any

from locust import FastHttpUser, between, events, task
from locust.env import Environment

from_page = re.compile(r'href="(/(?:deals|accounts)/[A-Z0-9-]+/)"')
PEOPLE = ("rep", "manager", "director", "analyst", "admin")
DASHBOARDS = ("sales", "team", "regions", "accounts", "pipeline", "products")
QUESTIONS = (
    "How much did we win last quarter?",
    "Win rate by team this year",
    "Top 5 accounts by revenue",
    "Which deals are stale?",
    "Revenue by month",
    "Average sales cycle by product",
)
GOAL = 1.0  # seconds, 95th percentile


class Person(FastHttpUser):
    """Somebody who looks at things, follows a link now and then and asks a question sometimes."""

    wait_time = between(1, 3)
    connection_timeout = 10
    network_timeout = 60

    def on_start(self) -> None:
        self.deals: list[str] = []
        self.accounts: list[str] = []
        self.client.get("/login/")
        email = f"{random.choice(PEOPLE)}@example.com"  # noqa: S311 - who it is decides nothing
        answer = self.post("/login/", {"username": email, "password": "demo"})
        if "/login/" in str(answer.url):
            raise RuntimeError(f"{email} cannot sign in: is it `manage.py stack --demo` that answers?")

    def post(self, path: str, fields: dict[str, str], name: str | None = None) -> Any:
        """A form, with the token against forged requests and the origin that a browser would send."""
        cookies = {cookie.name: cookie.value for cookie in self.client.cookiejar}
        data = fields | {"csrfmiddlewaretoken": cookies.get("csrftoken", "")}
        origin = self.host.rstrip("/") if self.host else ""
        return self.client.post(path, data=data, headers={"Origin": origin, "Referer": f"{origin}{path}"}, name=name)

    @task(8)
    def deals_of_today(self) -> None:
        page = self.client.get("/deals/")
        self.deals = [link for link in from_page.findall(page.text or "") if link.startswith("/deals/")]

    @task(8)
    def a_deal(self) -> None:
        if self.deals:
            self.client.get(random.choice(self.deals), name="/deals/CODE/")  # noqa: S311

    @task(4)
    def accounts_list(self) -> None:
        page = self.client.get("/accounts/")
        self.accounts = [link for link in from_page.findall(page.text or "") if link.startswith("/accounts/")]

    @task(5)
    def an_account(self) -> None:
        if self.accounts:
            link = random.choice(self.accounts)  # noqa: S311
            self.client.get(link, name="/accounts/ID/")

    @task(3)
    def customers(self) -> None:
        self.client.get("/customers/")

    @task(3)
    def a_dashboard(self) -> None:
        self.client.get(f"/dashboards/{random.choice(DASHBOARDS)}/", name="/dashboards/PAGE/")  # noqa: S311

    @task(2)
    def its_figures(self) -> None:
        page = random.choice(DASHBOARDS)  # noqa: S311
        self.client.get(f"/dashboards/{page}/figures", name="/dashboards/PAGE/figures")

    @task(3)
    def opportunities_by_the_api(self) -> None:
        self.client.get("/api/v1/opportunities")

    @task(2)
    def accounts_by_the_api(self) -> None:
        self.client.get("/api/v1/accounts")

    @task(1)
    def a_question(self) -> None:
        self.post("/assistant/ask", {"question": random.choice(QUESTIONS)}, name="/assistant/ask")  # noqa: S311


@events.quitting.add_listener
def report(environment: Environment, **kwargs: Any) -> None:
    total = environment.stats.total
    seconds = {f"p{share}": (total.get_response_time_percentile(share / 100) or 0) / 1000 for share in (50, 95, 99)}
    slowest = sorted(environment.stats.entries.values(), key=lambda e: e.get_response_time_percentile(0.95) or 0)
    result = {
        "requests": total.num_requests,
        "errors": total.num_failures,
        "requests_per_second": round(total.total_rps, 1),
        **seconds,
        "slowest": {
            f"{entry.method} {entry.name}": (entry.get_response_time_percentile(0.95) or 0) / 1000
            for entry in slowest[:-4:-1]
        },
        "failures": {f"{error.method} {error.name}: {error.error}": error.occurrences
                     for error in environment.stats.errors.values()},
    }  # fmt: skip
    print(json.dumps(result))  # noqa: T201 - the report
    # Signing in alone proves nothing.
    looked = sum(entry.num_requests for entry in environment.stats.entries.values() if entry.name != "/login/")
    passed = looked > 0 and total.num_failures == 0 and seconds["p95"] < GOAL
    environment.process_exit_code = 0 if passed else 1
