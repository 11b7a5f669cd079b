"""Questions in words are read as they were when their answers were checked against the data set."""

from typing import Any

import pytest

from assistant.filled import AskBack, Filled, Refused, Understood
from assistant.tests.grammar_world import HERE, loaded, read

READINGS = loaded(HERE / "readings.yml")


def outcome(found: Filled) -> dict[str, Any]:
    if isinstance(found, Understood):
        return {"intent": found.intent.as_json()}
    if isinstance(found, Refused):
        return {"refused": found.rule}
    assert isinstance(found, AskBack)
    return {"clarify": [option.label for option in found.options]}


@pytest.mark.parametrize("status", ["intent", "refused", "clarify"])
def test_questions_are_read_as_they_were(status):
    changed = {}
    for reading in READINGS:
        asked = reading["ask"]
        if status in reading:
            found = outcome(read(*([asked] if isinstance(asked, str) else asked)))
            if found != {status: reading[status]}:
                changed[str(asked)] = found
    assert changed == {}
