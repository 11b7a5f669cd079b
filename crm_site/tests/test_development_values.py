"""What everybody knows, and what shows source code, is refused where it could meet the world."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm_site.development_values import MARK, refuse
from crm_site.tests.processes import ROOT

NOWHERE = {"DATABASE_URL": "postgres://nobody@127.0.0.1/none", "SECRET_KEY": "a-key-of-ones-own"}


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_a_value_of_the_example_is_refused_by_its_name(name):
    with pytest.raises(ImproperlyConfigured, match=name):
        refuse({name: f"before-{MARK}-after"}, debug=False, hosts=[])


def test_it_is_taken_on_a_developers_machine():
    refuse({"SECRET_KEY": MARK}, debug=True, hosts=["localhost", "127.0.0.1", "[::1]", "crm.localhost"])


@pytest.mark.parametrize("host", ["crm.example.com", "*", ".example.com", "10.0.0.7"])
def test_debug_is_refused_where_others_can_ask(host):
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        refuse({}, debug=True, hosts=["localhost", host])


def test_the_refusal_does_not_repeat_the_secret():
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse({"DATABASE_URL": f"postgres://u:{MARK}@host/db"}, debug=False, hosts=[])
    assert MARK not in str(refused.value)


def example():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_secret_of_the_example_carries_the_mark():
    secrets = {name: value for name, value in example().items() if name.endswith(("_KEY", "PASSWORD")) and value}
    assert set(secrets) == {"SECRET_KEY", "POSTGRES_PASSWORD", "PGADMIN_PASSWORD"}
    assert all(MARK in value for value in secrets.values())


def start(**environment):
    bare = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-c", "import crm_site.settings"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_does_not_start_with_the_examples_values():
    refused = start(**example() | NOWHERE | {"SECRET_KEY": example()["SECRET_KEY"], "DEBUG": "false"})
    assert refused.returncode != 0
    assert "SECRET_KEY holds the value of .env.example" in refused.stderr


def test_the_examples_values_start_on_a_developers_machine():
    assert start(**example() | {"DATABASE_URL": NOWHERE["DATABASE_URL"]}).returncode == 0
