"""A director on the data set's reporting day, and the names of that data set: enough to read questions by."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.filled import AskBack, Asker, Filled, Known, Understood
from assistant.grammar import fill
from assistant.intent import Intent
from assistant.reading import Viewer

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "evals" / "golden.yml"


def loaded(path: Path) -> Any:
    return yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


@cache
def director() -> Asker:
    names = loaded(HERE / "names.yml")
    values = {dimension: tuple(Known(text) for text in texts) for dimension, texts in names.items()}
    return Asker(Viewer(0), date(2018, 1, 1), values, name="The director", home="United States")


def read(*turns: str) -> Filled:
    """Read a question, or the turns of a dialogue, and return what the last one is."""
    last: Intent | None = None
    for turn in turns:
        found = fill(turn, asker=director(), last=last)
        if isinstance(found, Understood):
            last = found.intent
        elif isinstance(found, AskBack):
            last = found.so_far
    return found
