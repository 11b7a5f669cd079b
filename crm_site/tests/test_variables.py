"""Every variable that anything reads is in .env.example and in docs/operations.md, and none that nothing reads."""

import ast
import re

import yaml

from crm_site.tests.processes import ROOT

CODE = ["crm_site/settings.py", "crm_site/wsgi.py", "deploy/gunicorn.conf.py", "deploy/is_ready.py"]
READERS = {"str", "list", "boolean", "whole", "address", "zone", "rate", "log_level", "model_name", "get", "_whole"}


def read_by_python(path):
    for call in ast.walk(ast.parse((ROOT / path).read_text())):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        first = call.args[0]
        if name in READERS and isinstance(first, ast.Constant) and re.fullmatch(r"[A-Z][A-Z_]+", str(first.value)):
            yield first.value
        for keyword in call.keywords:
            if keyword.arg == "keys":
                yield from filter(None, ast.literal_eval(keyword.value).values())


def read():
    names = {name for path in CODE for name in read_by_python(path)}
    names |= set(re.findall(r"\$\{([A-Z_]+):-", (ROOT / "deploy/entrypoint.sh").read_text()))
    return names | set(re.findall(r"\$\{([A-Z_]+):-", (ROOT / "docker-compose.yml").read_text()))


def listed():
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))


def test_the_reading_of_the_code_finds_what_is_known_to_be_read():
    assert {"SECRET_KEY", "DEBUG", "OPENAI_API_KEY", "WEB_THREADS", "STATIC_DIR", "HTTP_PORT"} <= read()


def test_the_example_lists_every_variable_and_no_other():
    assert listed() == read()


def test_the_documentation_explains_every_variable():
    text = (ROOT / "docs/operations.md").read_text()
    assert {name for name in listed() if f"`{name}`" not in text} == set()


def test_no_service_is_given_a_variable_that_nothing_reads():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    given = {
        name
        for service in services.values()
        if str(service.get("image", "")).startswith("${DEALWRIGHT_IMAGE")
        for name in service.get("environment", {})
    }
    assert given <= listed()
