"""The managers' questions as intents, on the real data set as of 2018-01-01: the reference answers."""

from datetime import date

import pytest

from assistant.intent import Comparison, Filter, Intent, Never, Order
from assistant.tests.asking import ask, table

pytestmark = pytest.mark.django_db

STALE = Filter("stage", "is", ("Engaging",))


def rounded(rows, places=0):
    return [
        tuple(round(float(v), places) if not isinstance(v, str) and v is not None else v for v in row) for row in rows
    ]


def first(*names, limit=1, descending=True, dims=("account",), **more):
    return Intent(names, dims, order=(Order(names[0], descending),), limit=limit, **more)


SINGLE = {
    "cycle of won deals": (Intent(("won_cycle",)), ("won_cycle",), [(51.8,)], 1),
    "cycle of lost deals": (Intent(("lost_cycle",)), ("lost_cycle",), [(41.5,)], 1),
    "list value lost": (Intent(("list_value_lost",)), ("list_value_lost",), [(5_946_468,)], 0),
    "open deals without customer": (Intent(("deals_without_account",)), ("deals_without_account",), [(1425,)], 0),
    "price ratio": (Intent(("mean_price_ratio",)), ("mean_price_ratio",), [(0.9965,)], 4),
    "deep discounts": (Intent(("deep_discounts", "deep_discount_value")), ("deep_discounts", "deep_discount_value"),
        [(709, 242_506)], 0),
    "concentration": (Intent(("top_five_share",)), ("top_five_share",), [(0.121,)], 3),
    "by rank": (Intent(("concentration",), filters=(Filter("customer_rank", "at_most", (17,)),)), ("concentration",),
        [(0.317,)], 3),
    "total": (Intent(("revenue", "wins", "win_rate")), ("revenue", "wins", "win_rate"), [(10_005_534, 4238, 0.6315)],
        4),
    "never bought GTK 500": (
        Intent(("accounts",), never=Never("won", (Filter("product", "is", ("GTK 500",)),))), ("accounts",), [(73,)], 0,
    ),
    "stale": (Intent(("stale_deals", "stale_value"), filters=(STALE,)), ("stale_deals", "stale_value"),
        [(1301, 3_227_151)], 0),
    "international": (
        Intent(("revenue",), filters=(Filter("country", "is_not", ("United States",)),), share_of="total"),
        ("revenue", "revenue_share"), [(1_578_579, 0.158)], 3,
    ),
    "lifetime value": (Intent(("cltv",)), ("cltv",), [(11_000_000,)], -5),
    "Q4": (
        Intent(("revenue",), period="2017-Q4", compare=Comparison()),
        ("revenue", "revenue_before", "revenue_growth"), [(2_802_496, 2_982_255, -0.060)], 3,
    ),
}  # fmt: skip
LISTS = {
    "who bought most often": (first("wins"), ("account", "wins"), [("Kan-code", 115)], 0),
    "top agents": (
        first("revenue", limit=3, dims=("agent",)), ("agent", "revenue"),
        [("Darcel Schlecht", 1_153_214), ("Vicki Laflamme", 478_396), ("Kary Hendrixson", 454_298)], 0,
    ),
    "best win rate": (
        first("win_rate", dims=("agent",)), ("agent", "win_rate", "wins", "closed"),
        [("Hayden Neloms", 0.704, 107, 152)], 3,
    ),
    "worst win rate": (
        first("win_rate", dims=("agent",), descending=False), ("agent", "win_rate", "wins", "closed"),
        [("Lajuana Vencill", 0.550, 127, 231)], 3,
    ),
    "by region": (
        Intent(("revenue",), ("region",)), ("region", "revenue"),
        [("West", 3_568_647), ("Central", 3_346_293), ("East", 3_090_594)], 0,
    ),
    "which region fell most": (
        Intent(("revenue_growth",), ("region",), period="2017-Q4", order=(Order("revenue_growth", False),), limit=1),
        ("region", "revenue", "revenue_before", "revenue_growth"), [("East", 824_853, 919_767, -0.103)], 3,
    ),
    "best month": (first("revenue", dims=("month",)), ("revenue",), [(1_338_466,)], 0),
    "worst month": (first("revenue", dims=("month",), descending=False), ("revenue",), [(696_932,)], 0),
    "top product by value": (first("revenue", dims=("product",)), ("product", "revenue"), [("GTX Pro", 3_510_578)], 0),
    "top product by units": (first("wins", dims=("product",)), ("product", "wins"), [("GTX Basic", 915)], 0),
    "worst product by list value lost": (
        first("list_value_lost", dims=("product",)), ("product", "list_value_lost"), [("GTX Pro", 2_015_178)], 0,
    ),
    "open by stage": (
        Intent(("open_list_value", "open_deals"), ("stage",)), ("stage", "open_deals", "open_list_value"),
        [("Engaging", 1589, 3_892_229), ("Prospecting", 500, 1_073_986)], 0,
    ),
    "owners of stale deals": (
        first("stale_deals", limit=3, dims=("agent",), filters=(STALE,)), ("agent", "stale_deals"),
        [("Darcel Schlecht", 83), ("Kary Hendrixson", 82), ("Vicki Laflamme", 81)], 0,
    ),
    "without customer by stage": (
        Intent(("deals_without_account",), ("stage",)), ("stage", "deals_without_account"),
        [("Engaging", 1088), ("Prospecting", 337)], 0,
    ),
    "top five customers": (
        first("revenue", limit=5), ("account", "revenue"),
        [("Kan-code", 341_455), ("Konex", 269_245), ("Condax", 206_410), ("Cheers", 198_020), ("Hottechi", 194_957)],
        0,
    ),
    "not bought for over 14 days": (
        Intent(("recency",), ("account",), having=(Filter("recency", "more_than", (14,)),)), ("account", "recency"),
        [("Kinnamplus", 33), ("Bioplex", 16), ("Goodsilron", 16)], 0,
    ),
    "groups": (
        first("revenue", limit=3, dims=("account_group",)), ("account_group", "revenue"),
        [("Acme Corporation", 519_349), ("Sonron", 479_028), ("Kan-code", 341_455)], 0,
    ),
    "best sectors": (
        first("revenue", limit=3, dims=("sector",)), ("sector", "revenue"),
        [("retail", 1_867_528), ("technology", 1_515_487), ("medical", 1_359_595)], 0,
    ),
    "best manager": (first("revenue", dims=("manager",)), ("manager", "revenue"), [("Melvin Marxen", 2_251_930)], 0),
    "last manager": (
        first("revenue", dims=("manager",), descending=False), ("manager", "revenue"),
        [("Dustin Brinkmann", 1_094_363)], 0,
    ),
    "by month of quarter": (
        Intent(("win_rate",), ("month_of_quarter",)), ("month_of_quarter", "win_rate", "closed"),
        [(1, 0.490, 1779), (2, 0.547, 2358), (3, 0.807, 2574)], 3,
    ),
    "most open deals": (first("open_deals", dims=("agent",)), ("agent", "open_deals"), [("Darcel Schlecht", 194)], 0),
}  # fmt: skip


@pytest.mark.parametrize("name", SINGLE | LISTS)
def test_the_reference_answer(name, real_run, dora):
    intent, columns, expected, places = (SINGLE | LISTS)[name]
    assert rounded(table(intent, dora, *columns), places) == rounded(expected, places)


def test_agents_without_deals(real_run, dora):
    without = [name for (name,) in table(Intent((), ("agent",), never=Never("deal")), dora, "agent")]
    assert without == ["Carl Lin", "Carol Thompson", "Elizabeth Anderson", "Mei-Mei Johns", "Natalya Ivanova"]
    assert len(ask(Intent(("open_deals",), ("agent",)), dora)) == 27


def test_the_month_after_is_named(real_run, dora):
    (row,) = ask(first("revenue", dims=("month",)), dora)
    assert row["month"] == date(2017, 6, 1)


def test_revenue_by_segment_adds_up_to_everything(real_run, dora):
    for dimension in ("segment", "account_group", "country", "sector", "week", "weekday"):
        assert sum(value for (value,) in table(Intent(("revenue",), (dimension,)), dora, "revenue")) == 10_005_534
