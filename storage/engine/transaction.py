"""What a unit of work is given: run statements, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.engine.statements import Statement
    from storage.messages.outbox_row import OutboxRow


class Transaction:
    """One transaction, in the writer's thread. Work may run more than once: it touches nothing
    but its transaction."""

    def __init__(self, cursor: Any, core: Connection) -> None:
        self.core = core
        """SQLAlchemy's connection, for the cold paths: `tx.core.execute(select(...))`."""
        self.outbox_rows: list[OutboxRow] = []
        """What this work put into the outbox, handed to delivery after the commit."""
        self.outbox_withdrawn: list[int] = []
        """Outbox rows that lost their purpose in this work."""
        self._cursor = cursor
        self._dialect = core.dialect

    def all(self, statement: Statement, **values: Any) -> list[Any]:
        """Every row, as named tuples."""
        prepared = statement.prepared(self._dialect)
        self._cursor.execute(prepared.sql, prepared.arguments(values))
        return prepared.rows(self._cursor.fetchall())

    def one(self, statement: Statement, **values: Any) -> Any:
        """The only row, or None."""
        rows = self.all(statement, **values)
        return rows[0] if rows else None

    def run(self, statement: Statement, **values: Any) -> None:
        """A statement that returns nothing."""
        prepared = statement.prepared(self._dialect)
        self._cursor.execute(prepared.sql, prepared.arguments(values))

    def run_many(self, statement: Statement, rows: list[dict[str, Any]]) -> None:
        """The same statement for each row."""
        prepared = statement.prepared(self._dialect)
        self._cursor.executemany(prepared.sql, [prepared.arguments(row) for row in rows])

    def savepoint(self) -> None:
        """Begin what `back_to_savepoint` can undo."""
        self._cursor.execute("SAVEPOINT work")

    def release(self) -> None:
        """Keep what was done since the savepoint."""
        self._cursor.execute("RELEASE SAVEPOINT work")

    def back_to_savepoint(self) -> None:
        """Undo what was done since the savepoint, and forget it."""
        self._cursor.execute("ROLLBACK TO SAVEPOINT work")
        self._cursor.execute("RELEASE SAVEPOINT work")
