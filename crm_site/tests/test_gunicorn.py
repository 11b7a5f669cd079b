"""deploy/gunicorn.conf.py: as many connections as threads, and values that can be meant."""

import runpy

import pytest

from crm_site.tests.processes import ROOT

FILE = str(ROOT / "deploy/gunicorn.conf.py")
VARIABLES = ("WEB_BIND", "WEB_WORKERS", "WEB_THREADS", "DATABASE_POOL_SIZE", "LOG_LEVEL")


@pytest.fixture
def settings_with(monkeypatch):
    def read(**variables):
        for name in VARIABLES:
            monkeypatch.setenv(name, variables.get(name, ""))
        return runpy.run_path(FILE)

    return read


def test_threads_serve_and_each_has_a_connection(settings_with):
    conf = settings_with()
    assert (conf["worker_class"], conf["threads"]) == ("gthread", 8)
    assert conf["workers"] >= 1


def test_nginx_gives_up_an_idle_connection_first(settings_with):
    assert settings_with()["keepalive"] > 60


def test_more_threads_than_connections_stop_the_start(settings_with):
    with pytest.raises(SystemExit, match="WEB_THREADS is 20 and DATABASE_POOL_SIZE 12"):
        settings_with(WEB_THREADS="20")


def test_a_bad_value_stops_the_start_by_its_name(settings_with):
    with pytest.raises(SystemExit, match="WEB_WORKERS"):
        settings_with(WEB_WORKERS="many")


def test_values_of_the_environment_are_taken(settings_with):
    conf = settings_with(WEB_WORKERS="3", WEB_THREADS="16", DATABASE_POOL_SIZE="16", WEB_BIND="0.0.0.0:9000")
    assert (conf["workers"], conf["threads"], conf["bind"]) == (3, 16, "0.0.0.0:9000")
