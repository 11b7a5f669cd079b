"""deploy/entrypoint.sh: every role by its name, without Docker."""

import http.client
import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager

import pytest
from celery import Celery

from crm_site.stack import free_port
from crm_site.tests.processes import ROOT, readers_login, test_database_url

ENTRYPOINT = str(ROOT / "deploy/entrypoint.sh")
processes = [pytest.mark.processes, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


def environment(**more):
    return os.environ | {
        "DATABASE_URL": test_database_url(),
        "SECRET_KEY": "only-for-tests",
        "SECURE": "false",
        "DEBUG": "true",
        "ALLOWED_HOSTS": "localhost",
        "REDIS_URL": "",
        **readers_login(),
        **more,
    }


def ran(*arguments, **more):
    return subprocess.run(
        [ENTRYPOINT, *arguments], env=environment(**more), capture_output=True, text=True, check=False, timeout=120
    )


@contextmanager
def role(*arguments, **more):
    process = subprocess.Popen([ENTRYPOINT, *arguments], env=environment(**more))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)


def wait_for(answer, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := answer():
            return found
        time.sleep(0.2)
    return answer()


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        connection.close()


@pytest.mark.parametrize("arguments", [(), ("database",)])
@pytest.mark.django_db
def test_another_role_is_refused_with_the_names_of_all(arguments):
    refused = ran(*arguments)
    assert refused.returncode == 64
    assert "web, worker, beat, sweep, migrate" in refused.stderr


@pytest.mark.django_db
def test_manage_is_djangos_commands():
    assert ran("manage", "check").returncode == 0


@pytest.mark.django_db
def test_health_fails_where_nobody_answers():
    assert ran("health", WEB_BIND=f"127.0.0.1:{free_port()}").returncode == 1


class TestRoles:
    pytestmark = processes

    def test_migrate_hands_static_files_to_nginx_and_keeps_older_ones(self, tmp_path):
        (tmp_path / "older.css").write_text("of the last release")
        collected = ran("manage", "collectstatic", "--noinput", DEBUG="false")
        assert collected.returncode == 0, collected.stderr
        migrated = ran("migrate", STATIC_DIR=str(tmp_path))
        assert migrated.returncode == 0, migrated.stderr
        assert (tmp_path / "older.css").exists()
        assert json.loads((tmp_path / "staticfiles.json").read_text())["paths"]

    def test_web_answers_health_and_ends_in_order(self):
        port = free_port()
        with role("web", WEB_BIND=f"127.0.0.1:{port}", WEB_WORKERS="1") as web:
            assert wait_for(lambda: ask(port, "/health/live"))
            assert ran("health", WEB_BIND=f"127.0.0.1:{port}").returncode == 0
            web.send_signal(signal.SIGTERM)
            assert web.wait(timeout=40) == 0

    def test_a_worker_does_what_beat_asks_for_and_both_end_at_a_signal(self, redis_url, tmp_path, alice, deal):
        from analytics.models import AccountMetrics

        Celery(broker=redis_url).control.purge()
        beat_file = str(tmp_path / "beat")
        with (
            role("worker", REDIS_URL=redis_url) as worker,
            role("beat", REDIS_URL=redis_url, BEAT_SCHEDULE=beat_file) as beat,
        ):
            assert wait_for(lambda: AccountMetrics.objects.filter(account=deal.account).exists(), 120)
            for process in (beat, worker):
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=40) == 0

    def test_sweep_keeps_metrics_and_ends_at_a_signal(self, alice, deal):
        from analytics.models import AccountMetrics

        with role("sweep") as sweep:
            assert wait_for(lambda: AccountMetrics.objects.filter(account=deal.account).exists())
            sweep.send_signal(signal.SIGTERM)
            assert sweep.wait(timeout=40) == 0
