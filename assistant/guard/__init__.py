"""The parser's half of the fence: whether a query over gold may run, and the text that then runs.

Pure Python: it knows neither Django nor a database. docs/assistant.md lists the rules and what each is for.
"""

from assistant.guard.check import ROW_CAP, check
from assistant.guard.verdict import Catalogue, Verdict

__all__ = ["ROW_CAP", "Catalogue", "Verdict", "check"]
