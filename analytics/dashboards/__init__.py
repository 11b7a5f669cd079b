"""The dashboards, in the order of their tabs. Each is declared as data in a module of its own."""

from analytics.dashboards.accounts import ACCOUNTS
from analytics.dashboards.parts import Dashboard
from analytics.dashboards.pipeline_health import PIPELINE_HEALTH
from analytics.dashboards.products import PRODUCTS
from analytics.dashboards.regions import REGIONS
from analytics.dashboards.sales import SALES
from analytics.dashboards.segments import SEGMENTS
from analytics.dashboards.team import TEAM

DASHBOARDS: tuple[Dashboard, ...] = (SALES, PIPELINE_HEALTH, PRODUCTS, REGIONS, TEAM, ACCOUNTS, SEGMENTS)


def dashboard_of(key: str) -> Dashboard | None:
    return next((board for board in DASHBOARDS if board.key == key), None)
