"""The team leaderboard: ranks, drawn intervals, whether agents differ, and who has nothing to do."""

import pytest
from django.http import QueryDict

from analytics.dashboards import plots
from analytics.dashboards.leaderboard import LEADERBOARD, Scale
from analytics.dashboards.scope import Scope
from analytics.dashboards.team import CYCLE, OPEN_DEALS, TEAM, WIN_RATES, team_figures
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory
from teams.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def scope(user, query="period=2025"):
    return Scope(QueryDict(query), user=user)


@pytest.fixture
def lose(price, stages, gtx, acme, pinned_day):
    """Lose so many deals of somebody's on the reporting day."""

    def lose(owner, count):
        deals = [
            OpportunityFactory.build(
                account=acme, owner=owner, product=gtx, stage=stages["Lost"], close_date=pinned_day,
                engage_date=pinned_day, close_value=0, lost_reason=price,
            )
            for _ in range(count)
        ]  # fmt: skip
        for deal in deals:
            deal.fill_from_stage()
        Opportunity.objects.bulk_create(deals)

    return lose


@pytest.fixture
def race(alice, charlie, acme, win, lose):
    """Alice wins 30 of 40 and most money, Charlie 10 of 40; before, Charlie alone won."""
    win(acme, *range(30), owner=alice, value=100)
    lose(alice, 10)
    win(acme, *range(10), owner=charlie, value=200)
    lose(charlie, 30)
    win(acme, 400, owner=charlie, value=50)


def test_the_leaderboard_ranks_by_revenue_beside_the_period_before(race, dora):
    rows = LEADERBOARD.table(scope(dora)).rows
    said = [(row["place"], row["agent"], row["revenue"], row["revenue_before"], row["closed"]) for row in rows]
    assert said == [(1, "Alice Ames", 3000, 0, 40), (2, "Charlie Cole", 2000, 50, 40)]


def test_the_leaderboard_draws_each_rate_on_one_scale(race, dora):
    board = LEADERBOARD.table(scope(dora)).drawing
    assert (board.scale, board.rate, board.base) == (Scale(10, 90), 0.5, "50.00%")
    assert [place.point for place in board.places] == ["81.25%", "18.75%"]
    assert [place.cells["closed"].value for place in board.places] == [40, 40]


def test_who_only_sold_before_has_a_line_without_a_rate(win, acme, charlie, dora):
    win(acme, 400, owner=charlie, value=50)
    [place] = LEADERBOARD.table(scope(dora)).drawing.places
    assert (place.cells["revenue_before"].value, place.cells["win_rate"].value, place.point) == (50, None, "")


def test_the_leaderboard_names_the_compared_period_and_has_no_style_of_its_own(race, client, dora):
    client.force_login(dora)
    text = client.get("/dashboards/team/charts/leaderboard?period=2025", headers={"HX-Request": "true"}).text
    assert '<abbr title="2024">Before</abbr>' in text
    assert text.count('<svg class="interval"') == 2
    assert "style=" not in text
    assert "All 2 agents" not in text


def test_a_long_leaderboard_is_cut_and_leads_to_all(win, acme, client, dora):
    for n in range(12):
        win(acme, 1, owner=UserFactory(name=f"Agent {n}"), value=n + 1)
    client.force_login(dora)
    part = client.get("/dashboards/team/charts/leaderboard?period=2025", headers={"HX-Request": "true"}).text
    page = client.get("/dashboards/team/charts/leaderboard?period=2025").text
    assert (part.count('<svg class="interval"'), page.count('<svg class="interval"')) == (10, 12)
    assert '<a href="/dashboards/team/charts/leaderboard?period=2025">All 12 agents</a>' in part


def test_rates_that_differ_are_named(race, dora):
    stats = {stat.key: stat for stat in team_figures(scope(dora))}
    assert (stats["sellers"].value, stats["each"].value, stats["win_rate"].value) == (2, 2500, 0.5)
    assert stats["spread"].value == "Differ"
    assert (stats["best"].note, stats["worst"].note) == ("Alice Ames, of 40 closed", "Charlie Cole, of 40 closed")
    assert WIN_RATES.table(scope(dora)).badge == "Win rates differ beyond chance, p below 0.001"


def test_rates_within_chance_name_nobody(alice, charlie, acme, win, lose, dora):
    for owner, losses in ((alice, 20), (charlie, 22)):
        win(acme, *range(20), owner=owner)
        lose(owner, losses)
    stats = {stat.key: stat for stat in team_figures(scope(dora))}
    assert stats["spread"].value == "No different"
    assert stats["spread"].note.endswith("on 1 degree of freedom")
    assert not {"best", "worst"} & set(stats)


def test_few_deals_tell_nothing(alice, charlie, acme, win, lose, dora):
    win(acme, 1, owner=alice)
    lose(charlie, 1)
    assert {stat.key: stat.value for stat in team_figures(scope(dora))}["spread"] == "Cannot be told"
    assert WIN_RATES.table(scope(dora)).badge == "Too few deals to tell whether win rates differ"


def test_open_deals_name_whoever_has_none(deal, alice, charlie, gtx, dora):
    OpportunityFactory(owner=alice, product=gtx)
    table = OPEN_DEALS.table(scope(dora))
    assert [(row["agent"], row["open"], row["has_none"]) for row in table.rows] == [
        ("Alice Ames", 2, False), ("Charlie Cole", 0, True)
    ]  # fmt: skip
    assert table.note == "Mean of the 1 who have any: 2. 1 agent has no deals: Charlie Cole"
    [open_deals, stale] = plots.parts(table, "agent", "open", "stale")["data"]
    assert (open_deals["x"], stale["x"]) == ([2, 0], [0, 0])
    assert stale["customdata"][0] == f"{open_deals['customdata'][0]}&stale=on"


def test_a_representative_sees_the_own_line_alone(race, alice):
    for chart in (LEADERBOARD, WIN_RATES, CYCLE):
        assert [row["agent"] for row in chart.table(scope(alice)).rows] == ["Alice Ames"]
    assert team_figures(scope(alice))[-1].value == "Cannot be told"


def test_the_real_agents_do_not_differ(real_run, dora):
    """The reference: 30 agents, χ² 33.3, p 0.26; 77 open deals on average; five without deals."""
    everything = scope(dora, "period=all")
    spread = team_figures(everything)[-1]
    assert (spread.value, spread.note) == ("No different", "beyond chance: p 0.26, χ² 33.3 on 29 degrees of freedom")
    leaders = LEADERBOARD.table(everything).rows[:3]
    assert [(row["agent"], row["revenue"]) for row in leaders] == [
        ("Darcel Schlecht", 1_153_214), ("Vicki Laflamme", 478_396), ("Kary Hendrixson", 454_298)
    ]  # fmt: skip
    rates = WIN_RATES.table(everything).rows
    assert [(row["agent"], row["won"], row["closed"]) for row in (rates[0], rates[-1])] == [
        ("Hayden Neloms", 107, 152), ("Lajuana Vencill", 127, 231)
    ]  # fmt: skip
    open_deals = OPEN_DEALS.table(everything)
    assert (open_deals.rows[0]["agent"], open_deals.rows[0]["open"]) == ("Darcel Schlecht", 194)
    assert open_deals.note == (
        "Mean of the 27 who have any: 77. 5 agents have no deals: Carl Lin, Carol Thompson, Elizabeth Anderson,"
        " Mei-Mei Johns, Natalya Ivanova"
    )
    teams = next(chart for chart in TEAM.charts if chart.key == "revenue-by-team").table(everything).rows
    assert (teams[0]["revenue"], teams[-1]["revenue"]) == (2_251_930, 1_094_363)
