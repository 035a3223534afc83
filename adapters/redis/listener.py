"""One connection that hears what is published on a channel of Redis, and tells it on; it heals by itself."""

from asyncio import sleep, timeout
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from attrs import frozen
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from adapters.redis.client import CONNECT_SECONDS, RedisClient
from adapters.wire.beside import beside

FIRST_WAIT: Final = 0.1  # seconds; twice as long after each failure
LONGEST_WAIT: Final = 1.0
QUIET: Final = 5.0  # seconds without a word until the server is asked whether it is still there
log = structlog.get_logger()


@frozen(kw_only=True)
class Listener:
    """Hears a channel: `tell` is called with each word, and `catch_up` whenever words may have been missed."""

    redis: RedisClient
    channel: bytes
    tell: Callable[[str], None]
    catch_up: Callable[[], Awaitable[None]]
    quiet: float = QUIET

    async def listen(self) -> None:
        """Listen, for as long as it is not cancelled."""
        wait = FIRST_WAIT
        while True:
            try:
                async with self.redis.own_connection() as connection:
                    await self._subscribe(connection)
                    wait = FIRST_WAIT
                    await self._hear(connection)
            except (RedisError, OSError) as error:
                if wait == FIRST_WAIT:
                    log.warning("nothing can be heard from Redis", why=repr(error))
            await sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _subscribe(self, connection: AbstractConnection) -> None:
        async with timeout(CONNECT_SECONDS):
            await connection.send_command("SUBSCRIBE", self.channel)
            await connection.read_response()
        # From here on nothing is missed, so what was said before is read now.
        await self.catch_up()

    async def _hear(self, connection: AbstractConnection) -> None:
        while True:
            match await self._said(connection):
                case [b"message", _, bytes() as word]:
                    self.tell(word.decode(errors="replace"))
                case _:
                    pass  # the answer to a ping

    async def _said(self, connection: AbstractConnection) -> Any:
        said = await connection.read_response(timeout=self.quiet)
        if said is None:
            await connection.send_command("PING")
            said = await connection.read_response(timeout=self.quiet)
        if said is None:
            raise TimeoutError("Redis has fallen silent")
        return said


@asynccontextmanager
async def listening_to(listener: Listener) -> AsyncIterator[None]:
    """Listen for as long as the block lasts."""
    async with beside(listener.listen()):
        yield
