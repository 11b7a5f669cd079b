"""Too many requests are refused, each user by themselves."""

import pytest
from rest_framework.throttling import SimpleRateThrottle


@pytest.fixture
def two_a_minute(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": "2/min", "anon": "1/min", "tokens": "1/min"})


def test_the_third_request_is_refused(alice, api, two_a_minute):
    client = api(alice)
    answers = [client.get("/api/v1/stages") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert "throttled" in answers[2].json()["detail"]


def test_another_user_is_not_held_up(alice, bob, api, two_a_minute):
    alices, bobs = api(alice), api(bob)
    for _ in range(3):
        alices.get("/api/v1/stages")
    assert bobs.get("/api/v1/stages").status_code == 200


def test_the_schema_is_not_drawn_for_strangers_without_end(client, api, two_a_minute):
    assert [client.get("/api/v1/nothing").status_code for _ in range(2)] == [404, 429]


def test_tokens_have_a_narrower_limit(alice, api, two_a_minute):
    client = api(alice)
    assert [client.get("/api/v1/tokens").status_code for _ in range(2)] == [200, 429]


def test_an_invented_address_is_no_way_round(client, api, two_a_minute):
    answers = [client.get("/api/v1/nothing", headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(2)]
    assert [answer.status_code for answer in answers] == [404, 429]
