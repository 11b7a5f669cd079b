import pytest
from django.db import OperationalError


def test_a_running_process_is_live_to_anybody(client):
    assert client.get("/health/live").json() == {"status": "ok"}


def test_it_is_ready_while_the_database_answers(client, db, settings):
    settings.REDIS_URL = ""
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"], answer.json()["broker"]) == (200, True, None)


def test_it_is_not_ready_without_the_database(client, monkeypatch):
    from crm_site import health

    def refuse():
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", refuse, raising=False)
    assert client.get("/health/ready").status_code == 503


def test_a_broker_that_is_away_is_named_and_no_more(client, db, settings, monkeypatch):
    from celery import Celery

    from crm_site import health

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(health, "current_app", Celery(broker=settings.REDIS_URL))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["broker"]) == (200, False)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_nothing_is_posted_there(client, path):
    assert client.post(path).status_code == 405
