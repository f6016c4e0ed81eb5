"""The transaction that a piece of work gets to run its statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.engine.statements import Statement
    from storage.messages.outbox_row import OutboxRow


class Transaction:
    """One transaction, in the writer's thread.

    Work may run more than once, so it must change nothing but its transaction.
    """

    def __init__(self, cursor: Any, core: Connection) -> None:
        self.core = core
        """SQLAlchemy's connection, for what runs rarely: `tx.core.execute(select(...))`."""
        self.outbox_rows: list[OutboxRow] = []
        """Rows that this work put into the outbox; delivery gets them after the commit."""
        self.outbox_withdrawn: list[int] = []
        """Ids of outbox rows that are not to be sent any more, or not to their old chat."""
        self._cursor = cursor
        self._dialect = core.dialect

    def all(self, statement: Statement, **values: Any) -> list[Any]:
        """Run a statement and return every row, as named tuples."""
        prepared = statement.prepared(self._dialect)
        self._cursor.execute(prepared.sql, prepared.arguments(values))
        return prepared.rows(self._cursor.fetchall())

    def one(self, statement: Statement, **values: Any) -> Any:
        """Run a statement and return its first row, or None."""
        rows = self.all(statement, **values)
        return rows[0] if rows else None

    def run(self, statement: Statement, **values: Any) -> None:
        """Run a statement that returns no rows."""
        prepared = statement.prepared(self._dialect)
        self._cursor.execute(prepared.sql, prepared.arguments(values))

    def run_many(self, statement: Statement, rows: list[dict[str, Any]]) -> None:
        """Run a statement once for each row of parameters."""
        prepared = statement.prepared(self._dialect)
        self._cursor.executemany(prepared.sql, [prepared.arguments(row) for row in rows])

    def savepoint(self) -> None:
        """Set a savepoint that `back_to_savepoint` can return to."""
        self._cursor.execute("SAVEPOINT work")

    def release(self) -> None:
        """Remove the savepoint; what was done since stays."""
        self._cursor.execute("RELEASE SAVEPOINT work")

    def back_to_savepoint(self) -> None:
        """Undo what was done since the savepoint, and remove it."""
        self._cursor.execute("ROLLBACK TO SAVEPOINT work")
        self._cursor.execute("RELEASE SAVEPOINT work")
