"""`manage.py stack`: the product from its configuration files, with real nginx, Redis and roles."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conftest import skip_or_fail
from crm_site import stack
from crm_site.stack import Program, Stack, filled_in, free_port
from crm_site.stack_processes import Processes
from crm_site.tests.processes import ROOT, readers_login, test_database_url


@pytest.fixture
def plan(tmp_path):
    return Stack(tmp_path / "stack", "postgres://nobody@127.0.0.1/none", "key", 8080, 8000, 6379)


@pytest.fixture
def programs():
    if absent := stack.missing():
        skip_or_fail(f"{' '.join(absent)} The stack's tests are skipped.")


def test_a_template_without_a_value_is_not_filled_in():
    with pytest.raises(KeyError, match="NGINX_RUN"):
        filled_in("pid ${NGINX_RUN}/pid; $host", {})


def test_nginxs_own_variables_are_left_alone(plan):
    plan.lay_out()
    text = plan.nginx_file.read_text()
    assert "${" not in text
    assert "$remote_addr" in text


def test_nginx_finds_nothing_wrong_with_its_configuration(plan, programs):
    plan.lay_out()
    command = [shutil.which("nginx"), "-t", "-e", "stderr", "-c", str(plan.nginx_file)]
    tested = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr


def test_children_run_as_in_production(plan):
    environment = plan.environment()
    assert (environment["DEBUG"], environment["DEMO"], environment["BEHIND_PROXY"]) == ("false", "false", "true")


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(CommandError, match=r"nginx is not installed \(Debian: apt-get install nginx-light\)"):
        call_command("stack")


def test_the_demos_data_need_the_demo(settings, monkeypatch):
    settings.DEMO = False
    monkeypatch.setattr(stack, "missing", list)
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("stack", "--demo")


def test_a_port_in_use_is_left_to_its_user():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port


def test_what_ends_is_started_again_and_what_does_not_end_is_killed(tmp_path):
    short = Program("short", (sys.executable, "-c", "pass"))
    deaf = Program("deaf", ("/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"), patience=0.3)
    running = Processes(tmp_path, os.environ)
    for program in (short, deaf):
        running.start(program)
    first = running.numbers()
    wait_until(lambda: "short" in running.tend() and "deaf" in running.log("deaf").read_text())
    assert running.numbers()["short"] != first["short"]
    assert running.end() == ["deaf"]
    with pytest.raises(ProcessLookupError):
        os.kill(first["deaf"], 0)


def wait_until(done, seconds=20):
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answer(url, **headers):
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


@pytest.fixture
def running(programs, db, tmp_path):
    """The command itself, on the test's database; yields its address and its processes' numbers."""
    own = {"DATABASE_URL": test_database_url(), "SECRET_KEY": "only-for-tests", "DEMO": ""}
    environment = os.environ | readers_login() | own
    command = [sys.executable, "manage.py", "stack", "--port", str(free_port())]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    printed = ""
    try:
        while "Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, f"the stack ended: {printed}"
            printed += line
        url = re.search(r"http://\S+", printed)[0]
        numbers = {name: int(number) for name, number in re.findall(r"(\w+) (\d+)(?:,|\n)", printed)}
        yield url, numbers
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=100)
        process.stdout.close()
    assert process.returncode == 0
    assert [name for name, number in numbers.items() if Path(f"/proc/{number}").exists()] == []


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
@pytest.mark.django_db(transaction=True)
def test_the_whole_stack_answers_recovers_and_leaves_nothing_behind(running):
    url, numbers = running
    assert set(numbers) == {"redis", "web", "worker", "beat", "sweep", "nginx"}
    status, _, body = answer(f"{url}/health/ready")
    assert (status, json.loads(body)["broker"]) == (200, True)

    status, headers, page = answer(f"{url}/login/", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    import gzip

    style = re.search(r'href="(/static/css/[^"]+)"', gzip.decompress(page).decode())[1]
    status, headers, _ = answer(f"{url}{style}")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert answer(f"{url}/static/nothing.css")[0] == 404
    assert answer(f"{url}/login/", Host="evil.example.com")[0] == 400

    os.kill(numbers["web"], signal.SIGKILL)
    wait_until(lambda: answer(f"{url}/health/live")[0] == 200, 40)
