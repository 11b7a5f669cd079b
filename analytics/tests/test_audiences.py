"""Audiences: kept as filters, read as whoever looks, changed by their owner alone."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from analytics import audiences, services
from analytics.account_filter import AccountFilter
from analytics.models import Audience

URL = reverse("analytics:audiences")


@pytest.fixture
def save(alice):
    def save(by=alice, name="Retail", is_shared=False, **criteria):
        filters = AccountFilter(audiences.as_query(criteria), user=by)
        return audiences.create_audience(by=by, name=name, filters=filters, is_shared=is_shared)

    return save


def page(audience, name="audience"):
    return reverse(f"analytics:{name}", args=[audience.pk])


def names(client, address):
    return {account.name for account, _ in client.get(address).context["rows"]}


def test_what_is_filtered_is_saved(client, alice, market):
    client.force_login(alice)
    answer = client.post(URL, {"name": " My  retail ", "sector": "retail", "bought": "yes", "segment": ""})
    audience = Audience.objects.get()
    assert answer.headers["Location"] == page(audience)
    assert (audience.name, audience.criteria, audience.is_shared) == (
        "My retail", {"sector": "retail", "bought": "yes"}, False,
    )  # fmt: skip
    context = client.get(page(audience)).context
    assert {account.name for account, _ in context["rows"]} == names(client, context["list_url"]) != set()


def test_it_is_dynamic(client, alice, save, market, win):
    audience = save(sector="retail", bought="yes")
    client.force_login(alice)
    before = names(client, page(audience))
    late = AccountFactory(name="Late", sector="retail")
    win(late, 3)
    services.drain_account_changes()
    Account.objects.filter(name="Market 00").update(sector="software")
    assert names(client, page(audience)) == before - {"Market 00"} | {"Late"}


def test_a_shared_one_shows_each_viewer_their_own_accounts(client, dora, charlie, save, market):
    audience = save(by=dora, sector="medical", bought="yes", is_shared=True)
    found = {}
    for viewer in (dora, charlie):
        client.force_login(viewer)
        found[viewer] = names(client, page(audience))
        text = b"".join(client.get(reverse("analytics:audience_export", args=[audience.pk, "csv"]))).decode()
        assert {line.split(",")[0].strip('"') for line in text.splitlines()[1:]} == found[viewer]
    visible = set(Account.objects.visible_to(charlie).values_list("name", flat=True))
    assert found[charlie] == found[dora] & visible != set()


def test_a_private_one_exists_for_its_owner_alone(client, alice, dana, save, market):
    audience = save(sector="retail")
    client.force_login(dana)
    assert client.get(page(audience)).status_code == 404
    assert audience.name not in client.get(URL).text


def test_a_value_that_a_viewer_may_not_see_gives_nobody_and_is_not_told(client, alice, charlie, save, market, win):
    hidden = AccountFactory(name="Hers", sector="ZZSECRET")
    win(hidden, 3)
    services.drain_account_changes()
    audience = save(is_shared=True, sector="ZZSECRET")
    client.force_login(charlie)
    for address in (URL, page(audience)):
        assert "ZZSECRET" not in client.get(address).text
    assert client.get(page(audience)).context["rows"] == []
    client.force_login(alice)
    assert names(client, page(audience)) == {"Hers"}


def test_a_criterion_that_is_gone_gives_nobody_rather_than_everybody(client, alice, save, market):
    audience = save(sector="retail")
    Account.objects.filter(sector="retail").update(sector="software")
    client.force_login(alice)
    answer = client.get(page(audience))
    assert answer.context["rows"] == []
    assert "A criterion names something that you may not see, or that is gone" in answer.text


def test_it_is_renamed_shared_and_deleted(client, alice, save, market):
    audience = save(sector="retail")
    client.force_login(alice)
    client.post(page(audience, "audience_edit"), {"name": "Shops", "is_shared": "on"})
    audience.refresh_from_db()
    assert (audience.name, audience.is_shared) == ("Shops", True)
    client.post(page(audience, "audience_delete"))
    assert not Audience.objects.exists()


def test_others_change_nothing_even_where_it_is_shared(client, dana, save, market):
    audience = save(sector="retail", is_shared=True)
    client.force_login(dana)
    for name in ("audience_edit", "audience_delete"):
        assert client.post(page(audience, name), {"name": "Mine now"}).status_code == 404
    audience.refresh_from_db()
    assert audience.name == "Retail"
    assert page(audience, "audience_edit") not in client.get(page(audience)).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "sector": "retail"}, "Give the audience a name."),
        ({"name": "RETAIL", "sector": "medical"}, "You have an audience of this name."),
        ({"name": "All"}, "Filter the accounts first"),
        ({"name": "None", "sector": "retail", "segment": "nope"}, "A filter makes no sense."),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_the_filters(client, alice, save, market, sent, said):
    save(sector="retail")
    client.force_login(alice)
    answer = client.post(URL, sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert Audience.objects.count() == 1
    if "sector" in sent:
        assert f'name="sector" value="{sent["sector"]}"' in answer.text


def test_a_name_of_another_of_ones_own_is_refused(client, alice, save, market):
    first, _ = save(sector="retail"), save(name="Other", sector="medical")
    client.force_login(alice)
    answer = client.post(page(first, "audience_edit"), {"name": "other"})
    assert answer.status_code == 422
    assert "You have an audience of this name." in answer.text


def test_two_people_may_have_audiences_of_one_name(alice, dora, save, market):
    assert save(sector="retail").name == save(by=dora, sector="retail").name


def test_one_has_so_many_at_most(alice, save, market, monkeypatch):
    monkeypatch.setattr(Audience, "MOST", 1)
    save(sector="retail")
    with pytest.raises(ValidationError, match="the most that one may have"):
        save(name="Second", sector="retail")


def test_it_can_be_sorted(client, alice, save, market):
    audience = save(bought="yes")
    client.force_login(alice)
    worth = [account.won_value for account, _ in client.get(page(audience), {"sort": "-monetary"}).context["rows"]]
    assert worth == sorted(worth, reverse=True)


def test_a_list_or_a_segment_offers_to_save_what_it_shows(client, alice, market):
    client.force_login(alice)
    accounts = reverse("analytics:account_list")
    assert "Save as audience" in client.get(accounts, {"sector": "retail"}).text
    assert "Save as audience" not in client.get(accounts).text
    assert (
        '<input type="hidden" name="segment" value="champions">' in client.get("/customers/segments/champions/").text
    )


def test_the_api_lists_them_with_their_members(api, charlie, dora, save, market):
    shared = save(by=dora, sector="medical", is_shared=True)
    save(by=dora, name="Hers", sector="medical")
    shown = api(charlie).get("/api/v1/audiences").json()["results"]
    assert [(each["name"], each["owner_name"], each["criteria"]) for each in shown] == [
        ("Retail", "Dora Dahl", ["Sector: medical"])
    ]
    members = api(charlie).get(f"/api/v1/audiences/{shared.pk}/members").json()["results"]
    assert {each["id"] for each in members} == set(
        Account.objects.visible_to(charlie).filter(sector="medical").values_list("pk", flat=True)
    )
    assert members


def test_a_page_of_them_costs_no_more_queries_but_a_count_each(client, alice, save, market, django_assert_num_queries):
    client.force_login(alice)
    save(sector="retail")
    client.get(URL)
    with django_assert_num_queries(9):
        client.get(URL)
    for n in range(4):
        save(name=f"More {n}", sector="retail")
    with django_assert_num_queries(13):
        client.get(URL)
