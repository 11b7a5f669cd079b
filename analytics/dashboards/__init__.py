"""The dashboards, in the order of their tabs. Each is declared as data in a module of its own."""

from analytics.dashboards.parts import Dashboard
from analytics.dashboards.sales import SALES

DASHBOARDS: tuple[Dashboard, ...] = (SALES,)


def dashboard_of(key: str) -> Dashboard | None:
    return next((board for board in DASHBOARDS if board.key == key), None)
