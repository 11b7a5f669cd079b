"""A save asks for the recomputation and goes on, whatever the broker does."""

import socket
import time

import pytest
from celery import Celery

from pipeline import hints


@pytest.fixture
def mute_broker(monkeypatch):
    """A broker that accepts connections and never answers, as a stopped or overloaded one does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        app = Celery(broker=f"redis://127.0.0.1:{server.getsockname()[1]}/0", set_as_current=False)
        monkeypatch.setattr(hints, "current_app", app)
        monkeypatch.setattr(hints, "_silent_until", 0.0)
        yield
        app.close()


@pytest.mark.django_db
def test_a_mute_broker_holds_up_a_save_for_a_moment_only(mute_broker, django_capture_on_commit_callbacks):
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        hints.hint_changes()
    assert time.monotonic() - started < 1.5


@pytest.mark.django_db
def test_after_a_failure_the_broker_is_left_alone(mute_broker, django_capture_on_commit_callbacks, monkeypatch):
    with django_capture_on_commit_callbacks(execute=True):
        hints.hint_changes()
    monkeypatch.delattr(hints, "current_app")  # whoever asked it now would fail
    with django_capture_on_commit_callbacks(execute=True):
        hints.hint_changes()
    assert hints._silent_until > time.monotonic()
