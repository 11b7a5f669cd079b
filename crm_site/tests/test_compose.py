"""docker-compose.yml starts what there is, in an order that can work. The schema is checked by .ci/check."""

import re

import pytest
import yaml

from crm_site.tests.processes import ROOT

ROLES = ["migrate", "web", "worker", "beat", "sweep"]
HARDENED = [*ROLES, "nginx", "redis"]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_one_of_the_entry_points(services, role):
    assert services[role]["command"] == [role]
    assert f"\n    {role})" in (ROOT / "deploy/entrypoint.sh").read_text()


@pytest.mark.parametrize("role", ROLES)
def test_one_image_has_all_roles(services, role):
    assert services[role]["image"] == services["web"]["image"]


@pytest.mark.parametrize("role", ROLES[1:])
def test_a_role_waits_for_the_migrations(services, role):
    assert services[role]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", HARDENED)
def test_a_container_may_do_no_more_than_it_must(services, name):
    assert services[name]["cap_drop"] == ["ALL"]
    assert services[name]["read_only"] is True
    assert "privileged" not in services[name]


def test_only_nginx_is_reached_from_outside(services):
    reached = {name for name, service in services.items() if "ports" in service and "profiles" not in service}
    assert reached == {"nginx"}


def test_the_database_and_redis_reach_nothing(services):
    assert services["db"]["networks"] == services["redis"]["networks"] == ["inside"]


def test_files_that_are_mounted_exist(services):
    mounts = [str(v) for service in services.values() for v in service.get("volumes", []) if str(v).startswith("./")]
    assert mounts
    assert [mount for mount in mounts if not (ROOT / mount.split(":")[0]).exists()] == []


def test_extras_are_asked_for(services):
    assert {name: service["profiles"] for name, service in services.items() if "profiles" in service} == {
        "pgadmin": ["pgadmin"],
        "docs": ["docs"],
    }


def test_nginx_is_told_every_value_of_its_template(services):
    template = (ROOT / "deploy/nginx/nginx.conf.template").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)\}", template)) <= set(services["nginx"]["environment"])


def test_the_image_is_given_what_runs_and_nothing_else():
    """What .dockerignore lets in, by Docker's own rules for this file: names after “!” at the top of the tree."""
    allowed = re.findall(r"^!([^/\n]+)", (ROOT / ".dockerignore").read_text(), re.M)
    assert [name for name in allowed if not (ROOT / name).exists()] == []
    runs = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert runs | {"manage.py", "deploy", "static", "templates", "requirements"} == set(allowed)
    assert {"docs", "conftest.py", ".env", ".git"}.isdisjoint(allowed)
