"""Many deals are changed at once: asked for, refused, done by the rules of a single deal, undone."""

import pytest

from pipeline import services
from pipeline.models import BulkRun, Opportunity
from pipeline.tests.factories import OpportunityFactory
from teams.tests.factories import UserFactory

URL = "/deals/bulk"


@pytest.fixture
def deals(alice, acme, gtx):
    return [OpportunityFactory(owner=alice, account=acme, product=gtx) for _ in range(3)]


@pytest.fixture
def amy(west):
    return UserFactory(name="Amy", team=west)


@pytest.fixture
def post(client, bob):
    """Send a bulk action of the manager's about some deals."""
    client.force_login(bob)

    def send(action, deals=(), *, sure=True, follow=False, **fields):
        codes = [getattr(deal, "code", deal) for deal in deals]
        data = {"action": action, "deal": codes, **({"sure": "on"} if sure else {}), **fields}
        return client.post(URL, data, follow=follow)

    return send


def owners():
    return set(Opportunity.objects.values_list("owner__name", flat=True))


@pytest.mark.parametrize(
    ("action", "asked"),
    [("owner", "New owner"), ("stage", "Stage"), ("lost", "Reason"), ("delete", "This cannot be undone.")],
)
def test_what_is_asked_first_names_how_many(post, deals, action, asked):
    page = post(action, deals, sure=False)
    assert page.status_code == 200
    assert ": 3 deals</h1>" in page.content.decode()
    assert asked in page.content.decode()
    assert Opportunity.objects.filter(version=1).count() == 3


def test_a_manager_gives_deals_to_another_owner(post, deals, amy):
    answer = post("owner", deals, owner=amy.pk, query="type=open&view=all", follow=True)
    assert owners() == {"Amy"}
    assert answer.redirect_chain == [("/deals/?type=open&view=all", 302)]
    assert "3 deals given to their new owner" in answer.content.decode()
    assert f'action="/deals/bulk/{BulkRun.objects.get().pk}/undo" data-undo' in answer.content.decode()


def test_who_did_it_is_in_the_trail_of_each_deal(post, deals, amy, bob):
    post("owner", deals, owner=amy.pk)
    for deal in deals:
        assert deal.events.order_by("pgh_id").last().pgh_context.metadata["user"] == bob.pk


def test_deals_move_to_an_open_stage_and_those_that_are_there_stay(post, deals, stages):
    services.move_deal(deals[0], by=deals[0].owner, version=1, to=stages["Prospecting"])
    text = post("stage", deals, stage=stages["Prospecting"].pk, follow=True).content.decode()
    assert set(Opportunity.objects.values_list("stage__name", flat=True)) == {"Prospecting"}
    assert "2 deals moved, 1 so already" in text
    assert Opportunity.objects.get(pk=deals[0].pk).version == 2


def test_a_deal_that_breaks_a_rule_is_refused_and_the_others_go_on(post, deals, price):
    bare = OpportunityFactory(owner=deals[0].owner, account=None)
    text = post("lost", [*deals, bare], lost_reason=price.pk, follow=True).content.decode()
    assert Opportunity.objects.lost().count() == 3
    assert "3 deals marked as lost, 1 refused" in text
    assert "A closed deal needs an account." in text
    assert bare.code in text


def test_closed_deals_are_left_as_they_are(post, alice, stages):
    won = OpportunityFactory(won=True, owner=alice)
    text = post("stage", [won], stage=stages["Prospecting"].pk, follow=True).content.decode()
    assert "It is closed. Reopen it on its page first." in text
    assert Opportunity.objects.won().exists()


def test_deals_are_deleted_after_the_number_was_named(post, deals):
    assert "Delete 3 deals" in post("delete", deals, sure=False).content.decode()
    post("delete", deals)
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("owner", "Choose the new owner."),
        ("stage", "Choose the stage."),
        ("lost", "A lost deal needs a reason."),
    ],
)
def test_without_what_it_needs_nothing_is_done_and_the_choice_is_kept(post, deals, action, message):
    answer = post(action, deals)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert f'name="deal" value="{deals[0].code}"' in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_forged_values_are_refused(post, deals, stages, charlie):
    assert post("owner", deals, owner=charlie.pk).status_code == 422
    assert post("stage", deals, stage=stages["Won"].pk).status_code == 422
    assert post("stage", deals, stage="x\0").status_code == 422
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize(
    ("action", "codes", "message"),
    [
        ("explode", ["AAAA"], "Choose what to do with the deals."),
        ("", [], "Choose what to do with the deals."),
        ("delete", [], "Choose deals first: tick them in the list."),
        ("delete", ["NOSUCH00"], "None of the chosen deals exists any more"),
        ("delete", ["x\0", "'; drop", "Z" * 500], "None of the chosen deals exists any more"),
    ],
)
def test_what_makes_no_sense_gets_a_clear_answer(post, deals, action, codes, message):
    answer = post(action, codes)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Opportunity.objects.count() == 3


def test_deals_of_others_are_ignored_and_that_is_said(post, deals, charlie):
    hers = OpportunityFactory(owner=charlie)
    page = post("delete", [*deals, hers, "NOSUCH00"], sure=False).content.decode()
    assert ": 3 deals</h1>" in page
    assert "2 of the deals that you chose are gone, or not yours to see" in page
    text = post("delete", [*deals, hers], follow=True).content.decode()
    assert "3 deals deleted, 1 left out" in text
    assert list(Opportunity.objects.all()) == [hers]


def test_what_one_may_read_but_not_change_is_refused(client, alice, deals, settings, west):
    settings.DEAL_READING = "team"
    amys = OpportunityFactory(owner=UserFactory(team=west))
    client.force_login(alice)
    data = {"action": "delete", "deal": [deals[0].code, amys.code], "sure": "on"}
    text = client.post(URL, data, follow=True).content.decode()
    assert "You may read this deal but not change it." in text
    assert Opportunity.objects.filter(pk=amys.pk).exists()
    assert not Opportunity.objects.filter(pk=deals[0].pk).exists()


def test_all_that_match_are_chosen_by_their_filter(post, deals, alice, amy):
    won = OpportunityFactory(won=True, owner=alice)
    page = post("owner", all="on", query="type=open&after=1~1&sort=value", sure=False).content.decode()
    assert ": 3 deals</h1>" in page
    post("owner", all="on", query="type=open", owner=amy.pk)
    assert Opportunity.objects.get(pk=won.pk).owner == alice
    assert Opportunity.objects.filter(owner=amy).count() == 3


def test_a_filter_that_makes_no_sense_any_more_changes_nothing(post, deals):
    for query in ("stage=999999", "owner=999999", "closes_from=soon"):
        answer = post("delete", all="on", query=query)
        assert answer.status_code == 422
        assert "A filter makes no sense any more." in answer.content.decode()
    assert Opportunity.objects.count() == 3


def test_too_many_deals_are_refused(post, deals, monkeypatch):
    monkeypatch.setattr("pipeline.bulk_selection.MOST", 2)
    for fields in ({"all": "on", "query": ""}, {"deals": deals}):
        answer = post("delete", **fields)
        assert answer.status_code == 422
        assert "These are more than 2 deals. Narrow the filters first." in answer.content.decode()


def test_more_fields_than_any_page_sends_are_refused(post):
    assert post("delete", [f"AAAA{n}" for n in range(1100)]).status_code == 400


def test_an_undo_gives_each_deal_back_to_its_owner(post, client, deals, amy, alice):
    mine = OpportunityFactory(owner=UserFactory(name="Ann", team=alice.team))
    post("owner", [*deals, mine], owner=amy.pk)
    text = client.post(f"/deals/bulk/{BulkRun.objects.get().pk}/undo", follow=True).content.decode()
    assert "4 deals put back" in text
    assert owners() == {"Alice Ames", "Ann"}


@pytest.mark.parametrize("action", ["stage", "lost"])
def test_an_undo_puts_the_stage_back(post, client, deals, stages, price, action):
    post(action, deals, stage=stages["Prospecting"].pk, lost_reason=price.pk)
    assert not Opportunity.objects.filter(stage=stages["Engaging"]).exists()
    client.post(f"/deals/bulk/{BulkRun.objects.get().pk}/undo")
    assert Opportunity.objects.open().filter(stage=stages["Engaging"], lost_reason=None).count() == 3


@pytest.mark.parametrize("action", ["owner", "stage"])
def test_what_somebody_has_changed_since_is_not_undone(post, client, deals, amy, bob, stages, action):
    post(action, deals, owner=amy.pk, stage=stages["Prospecting"].pk)
    touched = Opportunity.objects.get(pk=deals[0].pk)
    services.edit_deal(touched, by=bob, version=touched.version, next_step="Call")
    text = client.post(f"/deals/bulk/{BulkRun.objects.get().pk}/undo", follow=True).content.decode()
    assert "2 deals put back, 1 refused" in text
    assert "Somebody changed it since." in text
    kept = Opportunity.objects.get(pk=touched.pk)
    assert (kept.owner, kept.stage) == (touched.owner, touched.stage)


def test_an_undo_is_done_once(post, client, deals, amy):
    post("owner", deals, owner=amy.pk)
    url = f"/deals/bulk/{BulkRun.objects.get().pk}/undo"
    client.post(url)
    assert "It was undone already." in client.post(url, follow=True).content.decode()
    assert BulkRun.objects.count() == 2


def test_what_is_deleted_cannot_be_undone(post, client, deals):
    post("delete", deals)
    run = BulkRun.objects.get()
    assert (
        "nothing in it that could be undone" in client.post(f"/deals/bulk/{run.pk}/undo", follow=True).content.decode()
    )


def test_the_result_is_only_of_who_asked(post, client, deals, amy, dora):
    post("owner", deals, owner=amy.pk)
    client.force_login(dora)
    run = BulkRun.objects.get()
    assert client.get(f"/deals/bulk/{run.pk}/").status_code == 404
    assert client.post(f"/deals/bulk/{run.pk}/undo").status_code == 404


def test_an_analyst_changes_nothing(client, anna, deals):
    client.force_login(anna)
    assert client.post(URL, {"action": "delete", "deal": deals[0].code, "sure": "on"}).status_code == 403
    page = client.get("/deals/").content.decode()
    assert 'value="delete"' not in page
    assert 'aria-label="Clear selection"' in page


def test_charlie_changes_nothing_of_hers(client, charlie, deals):
    client.force_login(charlie)
    data = {"action": "delete", "deal": [deal.code for deal in deals], "sure": "on"}
    assert client.post(URL, data).status_code == 422
    assert client.post(URL, data | {"all": "on"}).status_code == 422
    assert Opportunity.objects.count() == 3


def test_ticked_deals_are_exported(client, alice, deals):
    client.force_login(alice)
    answer = client.post("/deals/bulk/export.csv", {"deal": [deals[0].code, deals[1].code]})
    text = b"".join(answer).decode()
    assert deals[0].code in text
    assert deals[1].code in text
    assert deals[2].code not in text


def test_an_export_of_all_is_the_export_of_the_list(client, alice, deals):
    client.force_login(alice)
    assert client.post("/deals/bulk/export.csv", {"all": "on", "query": "type=open"}).url == (
        "/deals/export.csv?type=open"
    )
    assert client.post("/deals/bulk/export.csv").status_code == 422
    assert client.post("/deals/bulk/export.exe", {"deal": deals[0].code}).status_code == 400
    assert client.get("/deals/bulk/export.csv").status_code == 405
