"""What a page shows is in no cache: neither a proxy's nor the browser's, which the next user of the machine has."""

import pytest
from django.urls import reverse

PATHS = ["/deals/", "/accounts/", "/customers/", "/api/v1/accounts", "/api/v1/nothing", "/nothing"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_no_answer_is_stored(client, alice, path, headers):
    client.force_login(alice)
    told = client.get(path, headers=headers)["Cache-Control"]
    assert {"private", "no-store"} <= set(told.split(", "))


def test_a_view_may_say_otherwise(client, db):
    assert "max-age=0" in client.get(reverse("health_live"))["Cache-Control"]
