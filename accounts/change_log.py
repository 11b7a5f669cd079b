"""Triggers that append the accounts touched by a statement to the AccountChange log."""

import pgtrigger

from teams.statement_triggers import statement_triggers

_ROWS = {
    "insert": "select {column} as account_id from new_rows",
    "update": "select {column} as account_id from old_rows union select {column} from new_rows",
    "delete": "select {column} as account_id from old_rows",
    "truncate": "select {column} as account_id from {{meta.db_table}}",
}
_APPEND = """
    insert into accounts_accountchange (account_id)
    select distinct account_id from ({rows}) as touched where account_id is not null;
    return null;
"""


def account_change_triggers(
    column: str, events: tuple[str, ...] = ("insert", "update", "delete", "truncate")
) -> list[pgtrigger.Trigger]:
    """Return the triggers for a table whose `column` names the account."""
    return statement_triggers("account_change", **{event: _function(column, event) for event in events})


def _function(column: str, event: str) -> str | pgtrigger.Func:
    function = _APPEND.format(rows=_ROWS[event].format(column=column))
    return pgtrigger.Func(function) if event == "truncate" else function
