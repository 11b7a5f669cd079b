"""The API's own description: whole, valid, and shown under the site's content security policy."""

import re
from io import StringIO

import pytest
import yaml
from django.core.management import call_command

from crm_site.api_urls import router
from teams.permissions import ScopeAllows


@pytest.fixture(scope="module")
def schema():
    document = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=document)
    return yaml.safe_load(document.getvalue())


def operations(schema):
    return [(path, method, value) for path, item in schema["paths"].items() for method, value in item.items()]


def test_every_operation_has_a_summary_and_its_refusals(schema):
    for path, method, operation in operations(schema):
        assert operation.get("summary"), (path, method)
        assert {"400", "401", "404", "429"} <= set(operation["responses"]), (path, method)


def test_every_write_takes_a_key(schema):
    """To ask is no write, nor is to have one's own accounts scored."""
    asking = {"/api/v1/ask", "/api/v1/segments/score"}
    for path, method, operation in operations(schema):
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert ("Idempotency-Key" in names) == (method != "get" and path not in asking), (path, method)


def test_changes_of_a_deal_take_a_version(schema):
    takers = {
        (path, method)
        for path, method, operation in operations(schema)
        if "If-Match" in {parameter["name"] for parameter in operation.get("parameters", [])}
    }
    address = "/api/v1/opportunities/{code}"
    parts = {
        (f"{address}/{part}{of}", method)
        for part in ("contacts", "items")
        for of, method in (("", "post"), ("/{id}", "patch"), ("/{id}", "delete"))
    }
    assert takers == parts | {(address, "put"), (address, "patch"), (address, "delete"), (f"{address}/move", "post")}


def test_the_schema_is_served(client, db):
    assert client.get("/api/schema").status_code == 200


def test_the_page_has_nothing_that_the_policy_blocks(client, db):
    page = client.get("/api/docs")
    text = page.content.decode()
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|https?://", text)
    assert client.get("/api/docs?script=")["Content-Type"].startswith("application/javascript")


def test_every_view_asks_for_the_tokens_scope():
    views = [view for _, view, _ in router.registry]
    assert len(views) == 14
    assert [view.__name__ for view in views if ScopeAllows not in view.permission_classes] == []
