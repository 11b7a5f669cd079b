"""The dashboards, in the order of their tabs. Each is declared as data in a module of its own."""

from analytics.dashboards.parts import Dashboard
from analytics.dashboards.pipeline_health import PIPELINE_HEALTH
from analytics.dashboards.products import PRODUCTS
from analytics.dashboards.sales import SALES

DASHBOARDS: tuple[Dashboard, ...] = (SALES, PIPELINE_HEALTH, PRODUCTS)


def dashboard_of(key: str) -> Dashboard | None:
    return next((board for board in DASHBOARDS if board.key == key), None)
