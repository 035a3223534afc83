"""Adapters on a Redis that belongs to one test, and what they do when it is not there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from tests.servers.redis import RedisServer

# What a busy machine may add to a deadline.
SLACK = 2.0  # a busy machine is slow; what hangs is never answered at all

Call = Callable[[], Awaitable[object]]
Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def opened(port: str, server: RedisServer, **settings: str) -> AsyncIterator[Any]:
    """Open the port's adapter on Redis."""
    told = {f"ODDIYA_{port.upper()}": "redis", **server.environment, **settings}
    async with AsyncExitStack() as stack:
        yield await Opener(Settings.read(told), stack).open(port)


@asynccontextmanager
async def listening(socket: Path, handle: Handle, *, password: str = "") -> AsyncIterator[dict[str, str]]:
    """Serve in Redis's place; what points adapters there is yielded, and every connection is closed at the end."""
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())  # type: ignore[arg-type] # a coroutine runs in a task
        try:
            with suppress(ConnectionError):
                await handle(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_unix_server(serve, socket)
    try:
        yield {"ODDIYA_REDIS_URL": f"unix://{password and f':{password}@'}{socket}"}
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*serving), 10)


async def command(reader: asyncio.StreamReader) -> list[bytes]:
    """Return the words of the next command; none when the client has hung up."""
    head = await reader.readline()
    words = []
    for _ in range(int(head[1:] or 0)):
        size = int((await reader.readline())[1:])
        words.append((await reader.readexactly(size + 2))[:-2])
    return words


async def works(call: Call) -> bool:
    """Tell whether a call is not `Unavailable`."""
    try:
        await call()
    except Unavailable:
        return False
    return True


async def is_unavailable(call: Call, *, within: float) -> None:
    """Fail unless the call raises `Unavailable`, in time."""
    started = monotonic()
    with pytest.raises(Unavailable) as caught:
        await call()
    assert monotonic() - started < within + SLACK
    assert caught.value.__cause__ is not None
