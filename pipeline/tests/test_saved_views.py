"""A view of the deal list is kept under a name, opened, changed, shared, preferred and deleted."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from pipeline import saved_views
from pipeline.models import SavedView
from pipeline.tests.factories import OpportunityFactory

LIST = "/deals/"
NEW = "/deals/views/new"


@pytest.fixture
def kept(db):
    """Keep a query for somebody."""

    def keep(owner, query="type=open&owner=me", name="My open deals", **flags):
        return SavedView.objects.create(owner=owner, name=name, query=query, **flags)

    return keep


@pytest.fixture
def shown(client):
    def show(user, query=""):
        client.force_login(user)
        return client.get(f"{LIST}{query}", follow=True).content.decode()

    return show


def test_what_is_shown_is_saved_and_opens(client, alice, deal):
    client.force_login(alice)
    form = {"name": " My  open ", "query": "after=1~1&owner=me&type=open&sort=value&columns=owner,stage&x=y&account="}
    answer = client.post(NEW, form)
    view = SavedView.objects.get()
    assert (view.name, view.owner) == ("My open", alice)
    assert view.query == "type=open&owner=me&sort=value&columns=owner%2Cstage"
    assert answer.url == f"{LIST}?{view.query}&view={view.pk}"
    page = client.get(f"/deals/views/{view.pk}/", follow=True).content.decode()
    assert 'aria-current="page">My open</a>' in page
    assert "View changed" not in page


def test_a_view_without_a_name_is_not_saved_and_loses_nothing(client, alice):
    client.force_login(alice)
    answer = client.post(NEW, {"name": " ", "query": "type=won"})
    assert answer.status_code == 422
    assert "Give the view a name." in answer.content.decode()
    assert 'value="type=won"' in answer.content.decode()


def test_a_name_is_once_an_owner_in_any_case(client, alice, kept, bob):
    kept(bob, name="Hot")
    kept(alice, name="Hot")
    client.force_login(alice)
    answer = client.post(NEW, {"name": "hot", "query": ""})
    assert answer.status_code == 422
    assert "You have a view of this name." in answer.content.decode()


@pytest.mark.parametrize(
    "form", [{"name": "x" * 61}, {"name": "a\0b"}, {"name": "x", "query": f"account={'x' * 5000}"}]
)
def test_what_no_view_can_hold_is_refused(client, alice, form):
    client.force_login(alice)
    assert client.post(NEW, form).status_code == 422


def test_a_changed_view_offers_to_save_itself_or_another(shown, client, alice, kept):
    view = kept(alice)
    page = shown(alice, f"?type=won&owner=me&view={view.pk}")
    assert "View changed" in page
    assert f'action="/deals/views/{view.pk}/save"' in page
    assert "Save as" in page
    client.post(f"/deals/views/{view.pk}/save", {"query": "type=won&owner=me"})
    view.refresh_from_db()
    assert view.query == "type=won&owner=me"


def test_without_javascript_the_list_leads_to_the_page_that_saves(client, alice):
    client.force_login(alice)
    page = client.get(f"{NEW}?type=won&view=all").content.decode()
    assert 'name="query" value="type=won"' in page


def test_the_list_without_a_query_opens_the_default_view(shown, client, alice, deal, kept):
    OpportunityFactory(won=True, owner=alice)
    view = kept(alice, is_default=True)
    assert client.get(LIST).status_code == 302
    client.force_login(alice)
    assert client.get(LIST).url == view.opened
    assert 'aria-current="page">All' in shown(alice, "?view=all")


def test_the_default_of_somebody_else_is_nobody_elses(client, alice, bob, kept):
    kept(bob, is_default=True, is_shared=True)
    client.force_login(alice)
    assert client.get(LIST).status_code == 200


def test_one_default_an_owner(client, alice, kept):
    first, second = kept(alice, is_default=True), kept(alice, name="Other")
    client.force_login(alice)
    client.post(f"/deals/views/{second.pk}/edit", {"name": "Other", "is_default": "on"})
    assert list(SavedView.objects.filter(is_default=True)) == [second]
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.filter(pk=first.pk).update(is_default=True)


def test_a_manager_shares_and_everybody_opens(shown, client, alice, bob, charlie, kept):
    view = kept(bob, query="type=open", name="Team pipeline")
    client.force_login(bob)
    client.post(f"/deals/views/{view.pk}/edit", {"name": "Team pipeline", "is_shared": "on"})
    assert "Team pipeline" in shown(alice)
    assert "Team pipeline" in shown(charlie)


def test_a_rep_shares_nothing(client, alice, kept):
    client.force_login(alice)
    client.post(NEW, {"name": "Mine", "query": "", "is_shared": "on"})
    assert not SavedView.objects.get().is_shared
    with pytest.raises(PermissionDenied):
        saved_views.create_view(by=alice, name="Ours", query=QueryDict(""), is_shared=True)


def test_the_rows_obey_who_looks_and_not_who_saved(shown, bob, charlie, deal, kept):
    view = kept(bob, query=f"owner={deal.owner_id}", is_shared=True)
    assert deal.code in shown(bob, f"views/{view.pk}/")
    page = shown(charlie, f"views/{view.pk}/")
    assert deal.code not in page
    assert deal.owner.name not in page
    assert "Left out: Owner: it is gone, or you may not see it" in page


def test_only_its_owner_changes_a_shared_view(client, alice, bob, kept):
    view = kept(bob, is_shared=True)
    client.force_login(alice)
    assert client.get(f"/deals/views/{view.pk}/").status_code == 302
    for way in ("edit", "save", "delete"):
        assert client.post(f"/deals/views/{view.pk}/{way}", {"name": "Mine"}).status_code == 403
    assert SavedView.objects.get().name == view.name


def test_charlie_finds_no_view_of_hers(client, alice, charlie, kept):
    view = kept(alice)
    client.force_login(charlie)
    for way in ("", "edit"):
        assert client.get(f"/deals/views/{view.pk}/{way}").status_code == 404
    for way in ("edit", "save", "delete"):
        assert client.post(f"/deals/views/{view.pk}/{way}").status_code == 404


def test_a_stage_that_is_gone_is_left_out_alone(shown, alice, deal, stages, kept):
    lost = OpportunityFactory(lost=True, owner=alice)
    view = kept(alice, query=f"stage={deal.stage_id}&stage=999999&owner=me&team=777")
    page = shown(alice, f"views/{view.pk}/")
    assert "Left out: Stage: it is gone, or you may not see it" in page
    assert "Left out: Team: it is gone, or you may not see it" in page
    assert deal.code in page
    assert lost.code not in page
    assert "View changed" not in page


def test_a_view_is_renamed_and_deleted(client, alice, kept):
    view = kept(alice)
    client.force_login(alice)
    assert client.post(f"/deals/views/{view.pk}/edit", {"name": ""}).status_code == 422
    client.post(f"/deals/views/{view.pk}/edit", {"name": "Hot"})
    assert SavedView.objects.get().name == "Hot"
    assert client.post(f"/deals/views/{view.pk}/delete").url == "/deals/?view=all"
    assert not SavedView.objects.exists()


def test_nobody_has_too_many_views(alice, kept, monkeypatch):
    monkeypatch.setattr(SavedView, "MOST", 1)
    kept(alice)
    with pytest.raises(ValidationError, match="the most that one may have"):
        saved_views.create_view(by=alice, name="Another", query=QueryDict(""))


@pytest.mark.parametrize("view", ["999999", "x", "1e9", "%00", "-1", "9" * 40])
def test_a_view_that_is_not_there_marks_no_tab(client, alice, deal, view):
    client.force_login(alice)
    page = client.get(f"{LIST}?type=open&view={view}")
    assert page.status_code == 200
    assert deal.code in page.content.decode()
