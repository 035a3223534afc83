"""Connections to one Redis: a bounded number, each used by one command at a time."""

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoScriptError, RedisError

Word = bytes | str | int


class Connections:
    """Lends connections, opening them as they are needed and the last used first.

    A connection on which a command failed or was cut short is closed: a late answer would be taken for the next
    command's, and a server that refuses may no longer be the one to ask. Opening goes on when its caller gives up, so
    that a caller with little time leaves a connection for the next.
    """

    def __init__(self, connections: Sequence[AbstractConnection], *, connect_seconds: float) -> None:
        self._all = connections
        self._connect_seconds = connect_seconds
        self._idle: asyncio.LifoQueue[AbstractConnection] = asyncio.LifoQueue()
        self._closed = False
        self._opening: set[asyncio.Task[None]] = set()
        for connection in connections:
            self._idle.put_nowait(connection)

    async def ask(self, words: Sequence[Word]) -> Any:
        """Send a command and return its answer."""
        connection = await self._borrow()
        try:
            await connection.send_command(*words)
            return await connection.read_response()
        except NoScriptError:
            raise
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        finally:
            self._idle.put_nowait(connection)

    async def close(self) -> None:
        """Close all connections, those in use included."""
        self._closed = True
        for task in self._opening:
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        await asyncio.gather(*(connection.disconnect() for connection in self._all), return_exceptions=True)

    async def _borrow(self) -> AbstractConnection:
        while not self._closed:
            connection = await self._idle.get()
            if connection.is_connected and not await _is_stale(connection):
                return connection
            opening = asyncio.create_task(self._open(connection))
            self._opening.add(opening)
            opening.add_done_callback(self._opened)
            await asyncio.wait({opening})
            if not opening.cancelled():
                opening.result()
        raise ConnectionError("the connections have been closed")

    async def _open(self, connection: AbstractConnection) -> None:
        try:
            async with asyncio.timeout(self._connect_seconds):
                await connection.disconnect(nowait=True)
                await connection.connect()  # type: ignore[no-untyped-call] # the vendor left it untyped
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        finally:
            self._idle.put_nowait(connection)

    def _opened(self, opening: "asyncio.Task[None]") -> None:
        self._opening.discard(opening)
        if not opening.cancelled():
            # Whoever waited may be gone; asyncio would complain that nobody looked.
            opening.exception()


async def _is_stale(connection: AbstractConnection) -> bool:
    """Tell whether the server has closed the connection, or has sent what nobody asked for."""
    try:
        return bool(await connection.can_read())
    except (RedisError, OSError):
        return True
