"""Questions that have no answer here, told by how they are put: changes, actions, pasted SQL, forecasts, attempts."""

import re
from collections.abc import Sequence

from assistant.filled import Refused
from assistant.grammar.items import Item
from assistant.grammar.words import plain

CAN = ("Revenue by region last quarter", "Top five customers", "Open pipeline by stage", "Win rate by agent")
SQL = re.compile(
    r"^\s*(select|with)\b.*\bfrom\b|\b(drop|truncate|alter|grant|revoke)\s+(table|view|schema|database|role"
    r"|all)\b|\binsert\s+into\b"
    r"|\bdelete\s+from\b|\bupdate\s+\w+\s+set\b|\bunion\s+(all\s+)?select\b|;\s*--|\bpg_\w+|\bor\s+1\s*=\s*1\b"
    r"|\bcreate\s+(table|role|user|view)\b"
    r"|\binformation_schema\b|\bselect\s+\*|^\s*select\b.*\(|\bexec(ute)?\s*\(",
    re.S,
)
WRITE = re.compile(
    r"^(ok |okay |yes |great |thanks |so |well |alright |right |please |now |then |and |and now |can you "
    r"|could you |would you |kindly |go ahead and |just |i want you to |i want to |i need to |i'd like to "
    r"|let's )*"
    r"(add|create|insert|delete|remove|erase|update|change|set|rename|move|assign|reassign|merge|edit|modify|mark"
    r"|book a|log a|log my|enter a"
    r"|import|upload|archive|close the deal|close deal|reopen|approve|cancel|transfer|wipe|reset|drop|overwrite"
    r"|put|increase the|decrease the|lower the"
    r"|raise the|(close|reopen|complete|move|mark) (every|each|any|my|our|his|her|their|these|those|all)|(close"
    r"|win|lose|mark|flag|put|snooze|complete|finish) (them|it|those|these|that|all of|everything|him|her|deal)"
    r"|give .* a (raise|discount)|make .* (won|lost|a manager|an admin))\b"
)
# Words that follow a verb of change without changing anything: change in revenue, set of products, add up.
NO_WRITE = re.compile(
    r"^(\w+ )*?(change (in|of|from|between|by|per|month|quarter|year)|changes? (in|of|by|per|over)|update me"
    r"|update on|add up|moved?\b.*segment|move(s|d)? between)\b"
)
SHORTENS = re.compile(r"^(please |now |then |and |just |can you )*(remove|drop|change|set|update)\b")
ACT = re.compile(
    r"^(please |now |then |and |can you |could you |would you |kindly )*(send|e-?mail|mail|call up|phone|ring"
    r"|remind me to|remind (?!me)|book me|schedule|invite|notify|tell .* (to|that) "
    r"|message|text|print|export|download|share with|forward|write|draft|compose|translate|order pizza|buy me|pay"
    r"|hire|fire|promote|play|sing|open the door)\b"
)
ACT_ON = re.compile(
    r"\b(email|e-mail|mail|letter|poem|song|story|joke|essay|tweet|post|message|report to|invite|reminder"
    r"|meeting with|code|script|python)\b"
)
WILL = re.compile(
    r"\b(will|going to|gonna|forecast(s|ed)?|predict(s|ed|ion|ions)?|projection|projected|likely to"
    r"|probability that|chances? that|expect(ed)? to (leave|churn|buy again|grow|sell)"
    r"|about to (leave|churn)|at risk of (leaving|churning)|would happen|would we|what if|should i (call|buy|sell"
    r"|close))\b"
)
MAY_EXPECT = re.compile(
    r"\b(forecast categor(y|ies)|expected purchases?|expected close|"
    r"expected to close|expected value|weighted|due to close|lifetime value"
    r"|cltv|clv|ltv)\b"
)
ATTEMPT = re.compile(
    r"\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(instruction|instructions|rule|rules|previous|above"
    r"|prompt|guard|guards|restriction|restrictions|filter|filters)\b"
    r"|\b(system prompt|your prompt|your instructions|jailbreak|developer mode|act as|pretend (to be|you are"
    r"|you're|i am|i'm)|you are now|as an? admin(istrator)?|sql tables?|database schema"
    r"|table names|without (the )?(restriction|restrictions|filter|filters|limits))\b|\bi am (the |an? )?(admin"
    r"|administrator|ceo|director|root|superuser)\b"
)
OPINION = re.compile(
    r"\b(do you (like|think|feel|love)|are you (a|an|human|real|alive)|who are you|"
    r"who (made|built|created) you|your name"
    r"|how are you|what can you do|what are you|meaning of life|tell me about yourself)\b"
)

REASONS = {

    "costs": "No costs are recorded, so profit, margin and return cannot be computed. Revenue, discounts and list "
    "values can.",
    "pay": "Pay, bonuses and absences are not recorded here.",
    "goals": "No targets or budgets are recorded. Figures can be compared with an earlier period instead.",
    "private": "Secrets and contact details are not for the assistant. Contacts are on the account’s page.",
    "others": "Only what this company sold, to whom and by whom is recorded here, nothing of the world outside.",
    "satisfaction": "That is not recorded. Whether customers buy less often than they used to is: ask who is "
    "slipping.",
    "stock": "Stock, deliveries, invoices, leads and campaigns are not recorded here.",
    "traits": "That is not recorded of anybody.",
}  # fmt: skip


def refusal(question: str) -> Refused | None:
    """Return why a question is refused for how it is put, or nothing."""
    text = " ".join(plain(question).split())
    if SQL.search(text):
        return Refused(
            "sql",
            "Queries in SQL are for the SQL box of an answer, where the same rules hold. Ask in words here.",
            CAN,
        )
    if ATTEMPT.search(text):
        return Refused(
            "attempt",
            "What can be read here is set by the rights of whoever asks, and cannot be changed by asking.",
            CAN,
        )
    if OPINION.search(text):
        return Refused("outside", "This answers questions about sales, customers and open deals.", CAN)
    if WRITE.search(text) and not NO_WRITE.search(text) and not _shortens(text):
        return Refused(
            "write", "The assistant reads and changes nothing. Records are changed on their own pages.", CAN
        )
    if ACT.search(text) or (
        re.match(r"^(please |can you |could you )*(make|give|create|write|tell)\b", text) and ACT_ON.search(text)
    ):
        return Refused("action", "The assistant answers questions and does nothing else.", CAN)
    if WILL.search(text) and not MAY_EXPECT.search(text):
        return Refused(
            "forecast",
            "What will happen cannot be known from what is recorded. Expected purchases, lifetime values and the "
            "weighted pipeline are estimates that can be asked for.",
            ("Expected purchases by segment", "Weighted pipeline by region", "Lifetime value by segment"),
        )
    return None


def _shortens(text: str) -> bool:
    """Whether it asks for a change of the question before: remove the filter, change to quarters."""
    return bool(SHORTENS.search(text)) and bool(
        re.search(
            r"\b(filter|split|breakdown|that to|it to (a )?(quarter|month|week|year)|to (quarterly|monthly"
            r"|weekly)|from the (answer|list|table))\b",
            text,
        )
    )


def of_missing(items: Sequence[Item]) -> Refused:
    """Return why nothing is known of what was asked."""
    first = items[0]
    return Refused(first.value, f"“{first.text}”: {REASONS[first.value]}", CAN)
