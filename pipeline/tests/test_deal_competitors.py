"""Who else is after a deal, and which of them won a lost one."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from pipeline import parties, services
from pipeline.models import Competitor, DealCompetitor


@pytest.fixture
def contoso(db):
    return Competitor.objects.create(name="Contoso")


@pytest.fixture
def rival(alice, deal, contoso):
    return parties.add_competitor(deal, by=alice, competitor=contoso)


@pytest.fixture
def post(client, alice, deal):
    client.force_login(alice)
    return lambda name, *args, **fields: client.post(reverse(f"pipeline:{name}", args=[deal.code, *args]), fields)


@pytest.fixture
def lose(post, deal, price):
    return lambda **fields: post(
        "deal_lost", version=deal.version, close_date="2025-02-01", lost_reason=price.pk, **fields
    )


def test_a_competitor_is_named_and_taken_off(post, client, deal, contoso):
    post("rival_add", competitor=contoso.pk)
    page = client.get(deal.get_absolute_url()).text
    assert "named Contoso as a competitor" in page
    post("rival_remove", DealCompetitor.objects.get().pk)
    assert "took Contoso off the competitors" in client.get(deal.get_absolute_url()).text


@pytest.mark.parametrize("competitor", ["", "x", "9" * 30, "\0"])
def test_a_competitor_that_is_none_is_refused(post, competitor):
    assert post("rival_add", competitor=competitor).status_code == 422


def test_one_that_is_not_offered_any_more_is_refused(post, contoso):
    Competitor.objects.update(is_active=False)
    assert post("rival_add", competitor=contoso.pk).status_code == 422


def test_a_competitor_is_in_a_deal_once(post, contoso, rival):
    assert "in the deal already" in post("rival_add", competitor=contoso.pk).text


def test_losing_may_say_who_won_it(lose, client, deal, contoso):
    assert lose(won_by=contoso.pk).status_code == 302
    assert DealCompetitor.objects.get().won_it
    page = client.get(deal.get_absolute_url()).text
    assert "Won it" in page
    assert "noted that Contoso won it" in page


def test_losing_need_not_say_it(lose, rival):
    assert lose(won_by="").status_code == 302
    assert not DealCompetitor.objects.get().won_it


def test_a_winner_that_is_none_is_refused_and_the_deal_stays_open(lose, deal, contoso):
    assert lose(won_by="999").status_code == 422
    deal.refresh_from_db()
    assert deal.is_open


def test_the_winner_can_be_named_later_and_taken_back(lose, post, rival):
    lose()
    post("rival_won", rival.pk)
    assert DealCompetitor.objects.get().won_it
    post("rival_won", rival.pk)
    assert not DealCompetitor.objects.get().won_it


def test_an_open_deal_has_no_winner(alice, deal, contoso, rival, post):
    with pytest.raises(ValidationError, match="Only a lost deal"):
        parties.name_winner(deal, by=alice, competitor=contoso)
    assert post("rival_won", rival.pk).status_code == 422


def test_another_winner_takes_the_first_ones_place(alice, deal, contoso, stages, price):
    lost = services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=price)
    other = Competitor.objects.create(name="Fabrikam")
    for winner in (contoso, other):
        parties.name_winner(lost, by=alice, competitor=winner)
    assert [row.competitor for row in DealCompetitor.objects.filter(won_it=True)] == [other]


def test_a_reopened_deal_has_no_winner(alice, deal, contoso, stages, price):
    lost = services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=price)
    parties.name_winner(lost, by=alice, competitor=contoso)
    services.move_deal(lost, by=alice, version=lost.version, to=stages["Engaging"])
    assert not DealCompetitor.objects.get().won_it


def test_without_competitors_nobody_is_asked_who_won(client, alice, deal):
    client.force_login(alice)
    assert "Who won it" not in client.get(reverse("pipeline:deal_lost", args=[deal.code])).text


def test_charlie_finds_none(client, charlie, deal, rival):
    client.force_login(charlie)
    for name in ("rival_remove", "rival_won"):
        assert client.post(reverse(f"pipeline:{name}", args=[deal.code, rival.pk])).status_code == 404
