"""One transaction on one connection, in as few round trips as it takes."""

from collections.abc import Mapping, Sequence
from typing import Any

import aiopg
import psycopg2
from attrs import define, field
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from adapters.postgres.pool import Pool
from core.errors import Unavailable

Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]


@define
class Transaction:
    """Takes a connection and begins with its first statement; what is deferred travels together with the commit."""

    _pool: Pool
    _connection: aiopg.Connection | None = None
    _cursor: aiopg.Cursor | None = None
    _deferred: list[tuple[str, Parameters]] = field(factory=list)

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement and return how many rows it touched."""
        cursor = await self._run(sql, parameters)
        return int(cursor.rowcount)

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Run a query and return its rows."""
        cursor = await self._run(sql, parameters)
        rows: list[Row] = await cursor.fetchall()
        return rows

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Run a query and return its first row, if it has one."""
        rows = await self.fetch(sql, parameters)
        return rows[0] if rows else None

    def defer(self, sql: str, parameters: Parameters = ()) -> None:
        """Run a statement, whose outcome nobody waits for, just before the commit."""
        self._deferred.append((sql, parameters))

    async def commit(self) -> None:
        """Make all of it last."""
        if self._cursor is None and not self._deferred:
            return
        cursor, begin = await self._begun()
        deferred = [cursor.mogrify(sql, parameters).decode() for sql, parameters in self._deferred]
        await cursor.execute(begin + ";".join([*deferred, "COMMIT"]))
        if cursor.statusmessage != "COMMIT":
            # PostgreSQL answers COMMIT after a failed statement with ROLLBACK, and without an error.
            raise psycopg2.InternalError("a statement of this transaction had failed before its commit")

    async def rollback(self) -> None:
        """Undo all of it."""
        connection = self._connection
        if connection is None or connection.closed:
            return
        if self._cursor is not None and connection.raw.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            await self._cursor.execute("ROLLBACK")

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is None:
            return
        connection, self._connection = self._connection, None
        if not connection.closed and connection.raw.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            await connection.close()
        await self._pool.connections.release(connection)

    async def _run(self, sql: str, parameters: Parameters) -> aiopg.Cursor:
        cursor, begin = await self._begun()
        await cursor.execute(begin + cursor.mogrify(sql, parameters).decode())
        return cursor

    async def _begun(self) -> tuple[aiopg.Cursor, str]:
        """Return the cursor, and the BEGIN that the first statement still has to bring along."""
        if self._cursor is not None:
            if self._cursor.closed:
                raise Unavailable(what="the database")
            return self._cursor, ""
        self._connection = await self._pool.acquire()
        self._cursor = await self._connection.cursor()
        return self._cursor, "BEGIN;"
