"""Whatever a browser sends in the place of an intent is an intent or refused."""

from datetime import date

import pytest

from assistant.intent import Filter, Intent, IntentError
from assistant.posted import as_posted, read_posted

DEEP = "[" * 9_000


@pytest.mark.parametrize(
    "intent",
    [
        Intent(("revenue",), ("region",), (Filter("region", "is", ("West", "“Ost”")),), "2017-Q4"),
        Intent(("wins",), filters=(Filter("close_day", "at_least", (date(2017, 3, 1),)),)),
    ],
)
def test_what_a_button_carries_comes_back(intent):
    assert read_posted(as_posted(intent)) == intent


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "1", '"revenue"', "[]", "{", '{"metrics": "revenue"}', '{"drop": ["table"]}', '{"limit": NaN}',
        '{"limit": 1e400}', '{"filters": [{"member": "price_level", "values": [1e400]}]}', DEEP, '{"a":' * 3_000,
        '{"metrics": ["\\u0000"]}', '{"metrics": ["\\ud800"]}', '{"limit": ' + "9" * 6_000 + "}",
        '{"metrics": ["' + "x" * 20_000 + '"]}', '{"filters": [{"operator": "is"}]}', '{"compare": 3}',
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(IntentError):
        read_posted(text)
