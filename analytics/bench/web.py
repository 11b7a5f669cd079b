"""What pages cost against a bare view behind the same sign-in and middleware, asked in process."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from analytics.bench.measure import Result, ratio, seconds
from analytics.dashboards import DASHBOARDS
from analytics.views.today import PARTS
from pipeline.models import Opportunity
from teams.models import Role, User

ASKED = 10  # times a round, so that a round is not one hiccup
SHELL_AT_MOST = 50
LIST_AT_MOST = 25
DEPTH_AT_MOST = 1.5
CHART_SECONDS = 1.0
WORST = 3  # charts that are named


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("bare", bare), path("", include(settings.ROOT_URLCONF))]


def run(seed: int) -> list[Result]:
    director = User.objects.create(email="bench@example.com", name="Bench", role=Role.DIRECTOR)
    client = Client()
    client.force_login(director)
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        return [*_pages(client), _depth(client), *_blocks_of_today(client), *_slowest_charts(client)]


def _asking(client: Client, address: str, times: int = ASKED) -> Callable[[], None]:
    """Ask once, so that nothing is measured cold; return what asks again."""

    def ask() -> None:
        for _ in range(times):
            status = client.get(address).status_code
            if status != 200:
                raise RuntimeError(f"{address} answered {status}.")

    ask()
    return ask


def _pages(client: Client) -> list[Result]:
    floor = _asking(client, "/bare")
    shells = [
        ratio(f"shell of {board.title}, against a bare view",
              _asking(client, f"/dashboards/{board.key}/"), floor, at_most=SHELL_AT_MOST)
        for board in DASHBOARDS
    ]  # fmt: skip
    today = _asking(client, "/today/")
    shells.append(ratio("shell of Today with its tasks, against a bare view", today, floor, at_most=SHELL_AT_MOST))
    lists = [
        ratio(f"{name}, against a bare view", _asking(client, address), floor, at_most=LIST_AT_MOST)
        for name, address in (
            ("deal list of 50", "/deals/"),
            ("board of 25 a stage", "/deals/board"),
            ("counts and sums of the board", "/deals/board/sums"),
        )
    ]
    return [*shells, *lists]


def _depth(client: Client) -> Result:
    """A page near the end of the list against the first one."""
    deep = Opportunity.objects.order_by("pk").values_list("pk", flat=True)[60]
    return ratio("page at the end of the list, against the first", _asking(client, f"/deals/?after={deep}~{deep}"),
                 _asking(client, "/deals/"), at_most=DEPTH_AT_MOST)  # fmt: skip


def _blocks_of_today(client: Client) -> list[Result]:
    """A director's, which are about everybody."""
    times = {key: seconds(_asking(client, f"/today/{key}", times=1)) for key in PARTS}
    return [
        Result(f"Today: {key}", round(time, 2), "s", f"≤ {CHART_SECONDS:g}", time <= CHART_SECONDS)
        for key, time in times.items()
    ]


def _slowest_charts(client: Client) -> list[Result]:
    """Every chart once for all time: the worst of them in seconds."""
    times = {}
    for board in DASHBOARDS:
        for chart in board.charts:
            address = f"/dashboards/{board.key}/charts/{chart.key}?period=all"
            times[f"{board.key}/{chart.key}"] = seconds(_asking(client, address, times=1))
    worst = sorted(times, key=lambda name: -times[name])[:WORST]
    return [
        Result(f"slowest chart {place}: {name}", round(times[name], 2), "s", f"≤ {CHART_SECONDS:g}",
               times[name] <= CHART_SECONDS)
        for place, name in enumerate(worst, start=1)
    ]  # fmt: skip
