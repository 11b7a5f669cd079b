"""Triggers that append the accounts touched by a statement to the AccountChange log.

Statement level with transition tables: one cheap insert however many rows, fired by every write path (save, bulk
update, raw SQL, MERGE, COPY, cascades). PostgreSQL wants one trigger an event for transition tables.
"""

import pgtrigger

_OPERATIONS = {"insert": pgtrigger.Insert, "update": pgtrigger.Update, "delete": pgtrigger.Delete}
_REFERENCING = {
    "insert": pgtrigger.Referencing(new="new_rows"),
    "update": pgtrigger.Referencing(old="old_rows", new="new_rows"),
    "delete": pgtrigger.Referencing(old="old_rows"),
}
_ROWS = {
    "insert": "select {column} as account_id from new_rows",
    "update": "select {column} as account_id from old_rows union select {column} from new_rows",
    "delete": "select {column} as account_id from old_rows",
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
    return [_trigger(column, event) for event in events]


def _trigger(column: str, event: str) -> pgtrigger.Trigger:
    if event == "truncate":
        return pgtrigger.Trigger(
            name="account_change_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=pgtrigger.Func(_APPEND.format(rows=f"select {column} as account_id from {{meta.db_table}}")),  # noqa: S608
        )
    return pgtrigger.Trigger(
        name=f"account_change_{event}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=_OPERATIONS[event],
        referencing=_REFERENCING[event],
        func=_APPEND.format(rows=_ROWS[event].format(column=column)),
    )
