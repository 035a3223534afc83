"""The limiter's own line to Redis, which is made again whenever it breaks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import structlog
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from adapters.redis.client import RedisClient, Script
from adapters.redis.pipeline import Pipeline, Program
from adapters.redis.term import Term
from adapters.redis.turn import Turn
from adapters.redis.verdicts import Verdicts
from adapters.wire.beside import beside
from core.errors import Unavailable

MOST_ASKS: Final = 512  # in one command: while a script runs, Redis does nothing else
AGAIN_AFTER: Final = 0.25  # seconds
log = structlog.get_logger()


class Line:
    """Sends what is asked in one turn of the event loop as one command.

    Nobody waits for longer than so many seconds. Once they have passed, or the connection is lost, Redis is left alone
    and nobody waits at all, until it has answered the line itself, which tries again every now and then.
    """

    def __init__(self, redis: RedisClient, script: Script, *, seconds: float) -> None:
        self._redis = redis
        self._script = script
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._turn = Turn()
        self._pipeline: Pipeline | None = None
        self._why_down: Exception | None = ConnectionError("there is no connection to Redis yet")
        self._is_down = asyncio.Event()
        self._is_known_down = False
        self.was_tried = asyncio.Event()

    def ask(self, terms: Sequence[Term]) -> "asyncio.Future[Verdicts]":
        """Ask a chain together with all others of this turn."""
        if self._why_down is not None:
            raise Unavailable(what="redis") from self._why_down
        answer: asyncio.Future[Verdicts] = self._loop.create_future()
        size = self._turn.add(terms, answer)
        if size == len(terms):
            self._loop.call_soon(self._send)
        if size >= MOST_ASKS:
            self._send()
        return answer

    async def keep(self) -> None:
        """Keep the line up, for as long as it is not cancelled."""
        while True:
            try:
                await self._keep_one()
            except (RedisError, OSError) as error:
                self._go_down(error)
            if not self._is_known_down:
                log.warning("Redis counts no limits", why=repr(self._why_down))
            self._is_known_down = True
            await asyncio.sleep(AGAIN_AFTER)

    async def _keep_one(self) -> None:
        async with self._redis.own_connection() as connection:
            await self._load_script(connection)
            pipeline = Pipeline(
                transport_of(connection), Program.of(self._script), seconds=self._seconds, broken_off=self._go_down
            )
            self._go_up(pipeline)
            try:
                await self._is_down.wait()
            finally:
                pipeline.end(ConnectionError("the connection to Redis has been closed"))

    async def _load_script(self, connection: AbstractConnection) -> None:
        # The answer is worth having: who is too slow for this is too slow for those who would ask next.
        async with asyncio.timeout(self._seconds):
            await connection.send_command("SCRIPT LOAD", self._script.text)
            await connection.read_response()

    def _go_up(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._why_down = None
        self._is_known_down = False
        self._is_down.clear()
        self.was_tried.set()

    def _go_down(self, why: Exception) -> None:
        self._why_down = why
        self._is_down.set()
        self.was_tried.set()

    def _send(self) -> None:
        turn, self._turn = self._turn, Turn()
        if self._why_down is not None:
            turn.fail(self._why_down)
        elif turn and self._pipeline is not None:
            self._pipeline.send(turn)


@asynccontextmanager
async def line_to(redis: RedisClient, script: Script, *, seconds: float) -> AsyncIterator[Line]:
    """Keep a line for as long as the block lasts; when it begins, the line is up if Redis is."""
    line = Line(redis, script, seconds=seconds)
    async with beside(line.keep()):
        await line.was_tried.wait()
        yield line


def transport_of(connection: AbstractConnection) -> asyncio.WriteTransport:
    """Return what is below an opened connection's stream, so that bytes can be heard of as they come in.

    Waiting in a task of its own for each answer, as the vendor would have it, costs as much as all the rest of a turn.
    """
    writer = connection._writer  # noqa: SLF001 - the vendor has no other door to it
    assert writer is not None  # noqa: S101 - it is opened
    return writer.transport
