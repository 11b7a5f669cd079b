"""A bad setting fails at the start with the name of its variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm_site.environment import Environment

env = Environment()

READ = {
    "boolean": lambda: env.boolean("VARIABLE", default=True),
    "whole": lambda: env.whole("VARIABLE", default=12),
    "address": lambda: env.address("VARIABLE", schemes=("redis", "rediss")),
    "zone": lambda: env.zone("VARIABLE", default="UTC"),
    "rate": lambda: env.rate("VARIABLE", default="600/min"),
    "log_level": lambda: env.log_level("VARIABLE", default="INFO"),
    "model": lambda: env.model_name("VARIABLE", keys={"openai": "ITS_KEY", "ollama": ""}),
}
BAD = [
    ("boolean", "maybe"), ("boolean", "2"), ("whole", "abc"), ("whole", "0"), ("whole", "-1"),
    ("address", "garbage"), ("address", "http://host"), ("address", "redis//host"), ("address", "redis://"),
    ("zone", "Mars/Base"), ("zone", "../UTC"), ("rate", "abc"), ("rate", "0/min"), ("log_level", "loud"),
    ("model", "gpt"), ("model", "openai:"), ("model", "other:gpt"), ("model", "openai:without-its-key"),
]  # fmt: skip
GOOD = [
    ("boolean", "False", False), ("boolean", "1", True), ("whole", "3", 3),
    ("address", "rediss://:secret@host:6380/1", "rediss://:secret@host:6380/1"),
    ("zone", "Pacific/Auckland", "Pacific/Auckland"), ("rate", "5/hour", "5/hour"),
    ("log_level", "warning", "WARNING"), ("model", "ollama:qwen3:8b", "ollama:qwen3:8b"),
]  # fmt: skip
UNSET = {
    "boolean": True,
    "whole": 12,
    "address": "",
    "zone": "UTC",
    "rate": "600/min",
    "log_level": "INFO",
    "model": "",
}


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(kind, text, monkeypatch):
    monkeypatch.setenv("VARIABLE", text)
    with pytest.raises(ImproperlyConfigured, match="VARIABLE"):
        READ[kind]()


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_a_good_value_is_taken(kind, text, value, monkeypatch):
    monkeypatch.setenv("VARIABLE", text)
    assert READ[kind]() == value


@pytest.mark.parametrize("kind", UNSET)
def test_an_empty_variable_has_its_default(kind, monkeypatch):
    monkeypatch.setenv("VARIABLE", "")
    assert READ[kind]() == UNSET[kind]


def test_a_password_is_not_repeated_in_the_message(monkeypatch):
    monkeypatch.setenv("VARIABLE", "http://:secret@host")
    with pytest.raises(ImproperlyConfigured) as refused:
        READ["address"]()
    assert "secret" not in str(refused.value)


def test_a_model_is_taken_with_its_key(monkeypatch):
    monkeypatch.setenv("VARIABLE", "openai:m")
    monkeypatch.setenv("ITS_KEY", "x")
    assert READ["model"]() == "openai:m"
