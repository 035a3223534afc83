"""The ways in which things go wrong: each begins when its block is entered, and is over when that is left."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from tests.chaos.liar import Lie
from tests.chaos.proxy import Fault
from tests.chaos.stage import WORK_DIR, Stage
from tests.chaos.twin import twin_of

Trouble = Callable[[Stage], AbstractAsyncContextManager[None]]

BITES: Final = 65536
FORGETS_EVERY: Final = 0.5
# As a line typed to Redis; facts and what a language model made of them are kept under these keys.
FORGET: Final = """
"for _, kind in ipairs({'fact', 'llm_plan'}) do
    for _, key in ipairs(redis.call('KEYS', 'oddiya:cache:' .. kind .. ':*')) do redis.call('DEL', key) end
end"
""".replace("\n", " ")
AGAIN_EVERY: Final = 1.0  # seconds that the second of two workers lives


def behind(name: str, fault: Fault) -> Trouble:
    """The way to a server is bad."""

    @asynccontextmanager
    async def trouble(stage: Stage) -> AsyncIterator[None]:
        await stage.doors.suffer(name, fault)
        yield
        await stage.doors.heal()

    return trouble


def lying(name: str, lie: Lie) -> Trouble:
    """A server says what is not so."""

    @asynccontextmanager
    async def trouble(stage: Stage) -> AsyncIterator[None]:
        stage.doors.liars[name].lie = lie
        yield
        await stage.doors.heal()

    return trouble


def outside(**behaviour: Any) -> Trouble:
    """Every outside service behaves like this."""

    @asynccontextmanager
    async def trouble(stage: Stage) -> AsyncIterator[None]:
        await stage.outside(**behaviour)
        forgetting = asyncio.create_task(_forgetting(stage))
        try:
            yield
        finally:
            forgetting.cancel()
            await stage.outside(mode="well")

    return trouble


async def _forgetting(stage: Stage) -> None:
    """Let nobody get by with what is in the cache."""
    while True:
        await asyncio.to_thread(stage.servers.redis.ask, "EVAL", FORGET, "0")
        await asyncio.sleep(FORGETS_EVERY)


def killed(name: str) -> Trouble:
    """A process of ours is killed, and started again as a cluster does."""

    @asynccontextmanager
    async def trouble(stage: Stage) -> AsyncIterator[None]:
        await stage.kill(name)
        yield
        await stage.start(name)

    return trouble


@asynccontextmanager
async def postgres_killed(stage: Stage) -> AsyncIterator[None]:
    """PostgreSQL is killed with everything that it has in memory."""
    server = stage.servers.postgres
    os.kill(server.pid, signal.SIGKILL)
    await asyncio.to_thread(server.stop)
    yield
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def redis_killed(stage: Stage) -> AsyncIterator[None]:
    """Redis is killed; what it has written down it has again."""
    await asyncio.to_thread(stage.servers.redis.kill)
    yield
    await asyncio.to_thread(stage.servers.redis.start)


@asynccontextmanager
async def redis_flushed(stage: Stage) -> AsyncIterator[None]:
    """Redis forgets everything, and goes on."""
    await asyncio.to_thread(stage.servers.redis.ask, "FLUSHALL")
    yield


@asynccontextmanager
async def worker_killed_again_and_again(stage: Stage) -> AsyncIterator[None]:
    """Of two workers one is killed whenever it has begun."""
    async with twin_of(stage, "worker") as twin:

        async def again() -> None:
            while True:
                await twin.start()
                await asyncio.sleep(AGAIN_EVERY)
                twin.kill()

        killing = asyncio.create_task(again())
        try:
            yield
        finally:
            killing.cancel()
            with suppress(asyncio.CancelledError):
                await killing


@asynccontextmanager
async def disk_full(stage: Stage) -> AsyncIterator[None]:
    """There is no room for films in the making."""
    ballast = stage.home / WORK_DIR / "ballast"
    await asyncio.to_thread(_fill, ballast)
    yield
    ballast.unlink()


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(BITES)):
            pass
