"""Two who change one deal: the second is told, and nothing is lost."""

import pytest

from pipeline.models import Opportunity

DEALS = "/api/v1/opportunities"


@pytest.fixture
def address(deal):
    return f"{DEALS}/{deal.code}"


@pytest.fixture
def ask(alice, api, address, gtx, stages):
    """Ask for each kind of change: `ask("PATCH", version=1)` or `ask("DELETE", headers={…})`."""
    bodies = {
        "PATCH": {"next_step": "Call"},
        "PUT": {"product": gtx.pk, "quantity": 2},
        "DELETE": {},
        "move": {"stage": stages["Prospecting"].pk},
    }
    client = api(alice)

    def asked(change, headers=None, **version):
        path = f"{address}/move" if change == "move" else address
        method = getattr(client, "post" if change == "move" else change.lower())
        return method(path, {**bodies[change], **version}, headers=headers)

    return asked


every_change = pytest.mark.parametrize("change", ["PATCH", "PUT", "DELETE", "move"])


@every_change
def test_a_change_without_a_version_is_refused(ask, change):
    refused = ask(change)
    assert (refused.status_code, "If-Match" in refused.json()["detail"]) == (428, True)
    assert Opportunity.objects.get().version == 1


@every_change
def test_a_stale_change_is_refused_with_what_is_there_now(ask, change, deal):
    Opportunity.objects.filter(pk=deal.pk).update(next_step="Visit")
    refused = ask(change, version=1)
    assert (refused.status_code, refused["ETag"]) == (409, '"2"')
    assert (refused.json()["current"]["next_step"], refused.json()["current"]["version"]) == ("Visit", 2)
    assert refused.json()["detail"] == "The deal was changed in the meantime."
    assert Opportunity.objects.get().next_step == "Visit"


@every_change
def test_a_stale_etag_is_refused(ask, change, deal):
    Opportunity.objects.filter(pk=deal.pk).update(next_step="Visit")
    assert ask(change, headers={"If-Match": '"1"'}).status_code == 409


@every_change
def test_the_version_that_is_there_is_taken(ask, change):
    assert ask(change, headers={"If-Match": '"1"'}).status_code in (200, 204)


def test_the_etag_of_an_answer_is_the_next_if_match(ask):
    first = ask("PATCH", version=1)
    assert first["ETag"] == '"2"'
    assert ask("PUT", headers={"If-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("tag", ["*", "1", 'W/"1"', '"one"', '"0"', '"99999999999999999999"', ""])
def test_another_form_of_etag_is_refused(ask, tag):
    refused = ask("PATCH", headers={"If-Match": tag})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["If-Match"])


def test_header_and_body_must_agree(ask):
    refused = ask("PATCH", headers={"If-Match": '"1"'}, version=2)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["version"])


def test_a_replay_of_a_change_is_not_stale(ask):
    key = {"Idempotency-Key": "once"}
    first, again = ask("PATCH", headers=key, version=1), ask("PATCH", headers=key, version=1)
    assert (again.status_code, again.json(), again["ETag"]) == (200, first.json(), '"2"')
    assert Opportunity.objects.get().version == 2
