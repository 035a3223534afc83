"""Listens on a port, and stops without dropping what it has begun."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from aiohttp import web
from attrs import frozen
from typing_extensions import override

from entrypoints.http.connection import Connection, Pace
from entrypoints.http.dispatch import DISPATCH, Dispatch
from entrypoints.http.life import LIFE, Life

LOOK_EVERY: Final = 0.02
BACKLOG: Final = 1024


class PortTaken(OSError):  # noqa: N818 - named for the fact
    """Another process listens on the port; the text is for the operator."""

    def __init__(self, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} is already taken: stop what uses it, or choose another")
        self.port = port

    @override
    def __str__(self) -> str:
        return str(self.strerror)


@frozen
class Serving:
    """A server that accepts connections; `port` is the one it was given when it asked for any."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the server."""
        host = "localhost" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}"


class Listener(web.Server):
    """Makes a guarded connection of each that comes in."""

    def __init__(self, dispatch: Dispatch, pace: Pace) -> None:
        super().__init__(dispatch.handle)
        self._dispatch = dispatch
        self._pace = pace

    @override
    def __call__(self) -> Connection:
        return Connection(self, dispatch=self._dispatch, pace=self._pace, loop=self._loop)

    @property
    def open(self) -> list[Connection]:
        """The connections that are open."""
        return [one for one in self.connections if isinstance(one, Connection)]


@asynccontextmanager
async def serve(  # noqa: PLR0913 - every option is a keyword
    app: web.Application,
    host: str,
    port: int,
    *,
    drain: timedelta = timedelta(),
    grace: timedelta = timedelta(seconds=20),
    header_deadline: timedelta = timedelta(seconds=10),
    idle: timedelta = timedelta(seconds=75),
    send_deadline: timedelta = timedelta(seconds=30),
    linger: timedelta = timedelta(seconds=3),
) -> AsyncIterator[Serving]:
    """Serve an application until the block is left.

    Then it is not ready any more, but serves for `drain`, asking clients to go elsewhere; it stops accepting, streams
    end, and what is being answered has `grace` to finish. Port 0 takes any; a taken port raises `PortTaken`.
    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    pace = Pace(
        headers=header_deadline.total_seconds(),
        idle=idle.total_seconds(),
        send=send_deadline.total_seconds(),
        linger=linger.total_seconds(),
    )
    try:
        listener = Listener(app[DISPATCH], pace)
        accepting = await _listen(listener, host, port)
        try:
            yield Serving(host, accepting.sockets[0].getsockname()[1])
        finally:
            await _drain(app[LIFE], listener, accepting, drain=drain, grace=grace)
    finally:
        await runner.cleanup()


async def _listen(listener: Listener, host: str, port: int) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(listener, host or None, port, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise


async def _drain(
    life: Life, listener: Listener, accepting: asyncio.Server, *, drain: timedelta, grace: timedelta
) -> None:
    life.draining = True
    await asyncio.sleep(drain.total_seconds())
    accepting.close()
    life.stopping.set()
    loop = asyncio.get_running_loop()
    deadline = loop.time() + grace.total_seconds()
    while listener.open and loop.time() < deadline:
        for connection in listener.open:
            if connection.is_idle:
                connection.force_close()
        await asyncio.sleep(LOOK_EVERY)
    await asyncio.gather(*(connection.abort() for connection in listener.open))
