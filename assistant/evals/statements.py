"""Reading files of SQL statements: each begins with a line `-- id: … why: …` and ends before the next such line."""

import re
from dataclasses import dataclass

from assistant.evals.golden import FOLDER

HEAD = re.compile(r"^-- id: (?P<id>\S+) why: (?P<why>.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Statement:
    id: str
    why: str
    sql: str


def read(name: str) -> list[Statement]:
    text = (FOLDER / name).read_bytes().decode("utf-8")
    heads = list(HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)][1:]
    return [
        Statement(head["id"], head["why"], text[head.end() : end].strip("\n"))
        for head, end in zip(heads, ends, strict=True)
    ]
