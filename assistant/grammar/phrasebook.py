"""Reads the lists of words that lie beside the modules."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    """Return the sections of a list, such as lexicon.yml."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load((HERE / name).read_text(encoding="utf-8"), loader)  # noqa: S506 - both are safe
    return found
