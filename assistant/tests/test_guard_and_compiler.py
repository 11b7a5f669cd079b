"""What the compiler writes, the guard lets pass."""

from datetime import date
from itertools import islice

from analytics import warehouse
from assistant.compiled import Compiled
from assistant.compiler import Viewer, compile_intent
from assistant.guard import check
from assistant.semantic import METRICS
from assistant.tests.test_guard import columns_of
from assistant.tests.test_members import intents_of


def test_every_twentieth_question_passes():
    views = columns_of(warehouse.views())
    intents = (intent for metric in METRICS.values() for intent in intents_of(metric))
    day, viewer = date(2025, 12, 31), Viewer(1, (1,))
    found = [compile_intent(one, as_of=day, viewer=viewer) for one in islice(intents, 0, None, 20)]
    queries = [one.sql for one in found if isinstance(one, Compiled)]
    assert len(queries) > 100
    assert [text for text in queries if not check(text, views).allowed] == []
