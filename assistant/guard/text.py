"""Rule 1: what is asked of the text before it is parsed."""

import re
import unicodedata
from collections.abc import Sequence

import sqlglot
from sqlglot.tokens import Token, TokenType

from assistant.guard.verdict import Rejected

BYTES = 10_000
NESTING = 60
# Other, control, format, private, surrogate, and the separators that PostgreSQL takes for letters.
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
UNICODE_TEXT = re.compile(r"u&\s*['\"]", re.IGNORECASE)
OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
BEGINNINGS = {TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN}
CHAINS = {TokenType.DOT: (600, "dots"), TokenType.DCOLON: (100, "casts"), TokenType.UNION: (20, "unions")}
# An operator written before its operand nests without a bracket: `not not not …`.
PREFIXES = {TokenType.NOT, TokenType.DASH, TokenType.PLUS, TokenType.TILDE}


def check_text(sql: str) -> None:
    if len(sql) > BYTES or len(sql.encode(errors="replace")) > BYTES:
        raise Rejected("length", f"A query has at most {BYTES:,} bytes.")
    if any(unicodedata.category(sign) in HIDDEN and sign not in "\n\r\t" for sign in sql):
        raise Rejected("characters", "The query has a character that nobody sees.")
    if UNICODE_TEXT.search(sql):
        raise Rejected("characters", "Texts written as U&'…' are not taken.")
    tokens = sqlglot.tokenize(sql, read="postgres")
    # Anything else the parser would take for a command, and log.
    if not tokens or tokens[0].token_type not in BEGINNINGS:
        raise Rejected("statement", "Only a select is taken.")
    _check_nesting(tokens)
    _check_chains(tokens)


def _check_nesting(tokens: Sequence[Token]) -> None:
    depth = prefixes = 0
    for token in tokens:
        depth += (token.token_type in OPENING) - (token.token_type in CLOSING)
        prefixes = prefixes + 1 if token.token_type in PREFIXES else 0
        if depth + prefixes > NESTING:
            raise Rejected("nesting", f"A query nests at most {NESTING} deep.")


def _check_chains(tokens: Sequence[Token]) -> None:
    """Chains that nest to the left: the parser needs the square of their length, and no honest query has them."""
    before: TokenType | None = None
    for token in tokens:
        # A subscript is refused anyway; `array[…]` is not one.
        if token.token_type == TokenType.L_BRACKET and before != TokenType.ARRAY:
            raise Rejected("node", "Subscripts are not taken.")
        before = token.token_type
    for kind, (most, what) in CHAINS.items():
        if sum(token.token_type == kind for token in tokens) > most:
            raise Rejected("nesting", f"A query has at most {most} {what}.")
