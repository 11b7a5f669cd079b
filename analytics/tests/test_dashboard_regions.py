"""Regions and sectors: sums beside the period before, home and abroad, the map, and rates that may not differ."""

from datetime import date

import pytest
from django.http import QueryDict

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.dashboards.regions import ABROAD, CYCLE_BY_REGION, MAP, REGIONS, REVENUE_BY_SECTOR, regions_figures
from analytics.dashboards.scope import Scope
from analytics.dashboards.world import LAND, PLACES, bubbles, unplaced
from pipeline.deal_filters import DealFilter
from pipeline.models import Opportunity

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


def scope(user, query="period=2025"):
    return Scope(QueryDict(query), user=user)


def chart(key):
    return REGIONS.chart(key)


@pytest.fixture
def world(alice, charlie, win):
    """Alice of West sells at home, Charlie of East abroad, to an account without a country, and less than before."""
    for name in ("One", "Two"):
        win(AccountFactory(name=name, country="United States", sector="retail"), 10, owner=alice, value=300)
    korea = AccountFactory(name="Far", country="Korea", sector="medical")
    win(korea, 20, owner=charlie, value=100)
    win(korea, 400, owner=charlie, value=400)
    win(AccountFactory(name="Nowhere", country="", sector=""), 20, owner=charlie, value=50)
    services.drain_account_changes()


def test_a_region_stands_beside_the_period_before(world, dora):
    table = chart("revenue-by-region").table(scope(dora))
    assert [(row["name"], row["revenue"], row["revenue_before"]) for row in table.rows] == [
        ("West", 600, 0), ("East", 150, 400)
    ]  # fmt: skip
    assert table.note == f"Fell most: East, by 62.5{NBSP}%"


def test_sectors_stand_beside_the_period_before(world, dora):
    table = REVENUE_BY_SECTOR.table(scope(dora))
    assert [(row["sector"], row["revenue"], row["revenue_before"]) for row in table.rows] == [
        ("retail", 600, 0), ("medical", 100, 400), ("Without sector", 50, 0)
    ]  # fmt: skip
    assert table.links("revenue")[2] == ""


def test_home_is_where_most_accounts_are(world, dora):
    table = ABROAD.table(scope(dora))
    assert [(row["country"], row["is_home"], row["accounts"], row["customers"]) for row in table.rows] == [
        ("United States", True, 2, 2), ("Korea", False, 1, 1)
    ]  # fmt: skip
    assert table.note == f"At home, in United States: 85.7{NBSP}%. Abroad: 14.3{NBSP}%"
    assert ABROAD.plot(table)["data"][0]["y"] == ["Korea"]


def test_what_is_won_abroad_leads_to_its_deals(world, dora, pinned_day):
    stats = {stat.key: stat for stat in regions_figures(scope(dora))}
    assert (stats["region"].value, stats["sector"].value, stats["abroad"].value) == ("West", "retail", 100)
    filters = DealFilter(QueryDict(stats["abroad"].url.partition("?")[2]), user=dora, as_of=pinned_day)
    found = filters.apply(Opportunity.objects.visible_to(dora).with_value().with_close())
    assert [deal.account.name for deal in found] == ["Far"]
    assert "Office location is not United States" in [
        f"{chip.field} {chip.operator} {chip.value}" for chip in filters.chips()
    ]


def test_the_map_places_what_it_knows_and_names_the_rest(world, win, dora):
    win(AccountFactory(country="Atlantis"), 5, value=10)
    table = MAP.table(scope(dora))
    land, drawn = MAP.plot(table)["data"]
    assert drawn["text"] == ["United States", "Korea"]
    assert (drawn["x"][1], drawn["y"][1]) == (128, 36)
    assert [bool(address) for address in drawn["customdata"]] == [True, True]
    assert table.note.endswith("Not on the map: Atlantis")
    assert len(land["x"]) > 400
    assert bubbles(table.first(0), "country", "revenue", "$")["data"][1]["x"] == []


def test_the_sketch_of_the_world_lies_on_it():
    assert all(-90 < latitude < 90 and -180 < longitude < 180 for latitude, longitude in PLACES.values())
    assert all(-180 < start <= end < 180 for stretches in LAND.values() for start, end in stretches)
    assert unplaced(["Korea", "Atlantis", ""]) == ["Atlantis", "–"]


def test_the_cycle_is_drawn_from_quartiles(world, dora):
    [first, _] = CYCLE_BY_REGION.table(scope(dora)).rows
    assert [first[key] for key in ("low", "q1", "median", "q3", "high")] == [9] * 5


def test_a_representative_sees_the_own_countries(world, alice):
    assert [row["country"] for row in ABROAD.table(scope(alice)).rows] == ["United States"]
    stats = {stat.key: stat for stat in regions_figures(scope(alice))}
    assert (stats["abroad"].value, stats["region_rates"].value) == (0, "Cannot be told")


def test_the_reference_figures(real_run, dora):
    everything, quarter = scope(dora, "period=all"), scope(dora, "period=2017-Q4")
    east = next(row for row in chart("revenue-by-region").table(quarter).rows if row["name"] == "East")
    assert (east["revenue"], east["revenue_before"]) == (824_853, 919_767)
    assert float(east["growth"]) == pytest.approx(-0.103, abs=5e-4)
    assert chart("revenue-by-region").table(quarter).note == f"Fell most: East, by 10.3{NBSP}%"
    regions = chart("revenue-by-region").table(everything).rows
    assert [row["revenue"] for row in regions] == [3_568_647, 3_346_293, 3_090_594]
    sectors = REVENUE_BY_SECTOR.table(everything).rows[:3]
    assert [(row["sector"], row["revenue"]) for row in sectors] == [
        ("retail", 1_867_528), ("technology", 1_515_487), ("medical", 1_359_595)
    ]  # fmt: skip
    stats = {stat.key: stat for stat in regions_figures(everything)}
    assert stats["abroad"].value == 1_578_579
    assert stats["abroad"].note == f"15.8{NBSP}% of what was won; home is United States"
    assert "p 0.60" in stats["region_rates"].note
    assert "p 0.97" in stats["sector_rates"].note
    abroad = ABROAD.table(everything).rows
    assert (abroad[0]["country"], abroad[1]["country"], abroad[1]["revenue"]) == ("United States", "Korea", 194_957)
    assert everything.as_of == date(2018, 1, 1)
    assert MAP.table(everything).note.endswith("of each country")
