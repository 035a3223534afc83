"""Serves an application, on a port or without one, and stops without dropping what it has begun."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, TypedDict, Unpack

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
    """Makes a guarded connection of each that comes in, over the network or otherwise."""

    def __init__(self, dispatch: Dispatch, pace: Pace) -> None:
        super().__init__(dispatch.handle)
        self.is_accepting = True
        self._dispatch = dispatch
        self._pace = pace
        self._accepting: asyncio.Server | None = None

    @override
    def __call__(self) -> Connection:
        return Connection(self, dispatch=self._dispatch, pace=self._pace, loop=self._loop)

    @property
    def open(self) -> list[Connection]:
        """The connections that are open."""
        return [one for one in self.connections if isinstance(one, Connection)]

    async def listen(self, host: str, port: int, *, shared: bool = False) -> Serving:
        """Accept connections over the network; processes of ours may listen together on a port that is `shared`."""
        try:
            self._accepting = await listening(self, host, port, shared=shared)
        except OSError:
            self.is_accepting = False
            raise
        return Serving(host, self._accepting.sockets[0].getsockname()[1])

    def stop_accepting(self) -> None:
        """Take no more connections."""
        self.is_accepting = False
        if self._accepting is not None:
            self._accepting.close()


async def listening(
    make: Callable[[], asyncio.BaseProtocol], host: str, port: int, *, shared: bool = False
) -> asyncio.Server:
    """Accept connections for the protocols that are made of them; a taken port is `PortTaken`."""
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(make, host or None, port, backlog=BACKLOG, reuse_port=shared or None)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise


class Manner(TypedDict, total=False):
    """What can be said of how an application is served; `hosted` knows the defaults."""

    drain: timedelta
    grace: timedelta
    header_deadline: timedelta
    idle: timedelta
    send_deadline: timedelta
    linger: timedelta


@asynccontextmanager
async def serve(app: web.Application, host: str, port: int, **manner: Unpack[Manner]) -> AsyncIterator[Serving]:
    """Serve an application on a port until the block is left, as `hosted` does.

    Port 0 takes any; a taken port raises `PortTaken`.
    """
    async with hosted(app, **manner) as listener:
        yield await listener.listen(host, port)


@asynccontextmanager
async def hosted(  # noqa: PLR0913 - every option is a keyword
    app: web.Application,
    *,
    drain: timedelta = timedelta(),
    grace: timedelta = timedelta(seconds=20),
    header_deadline: timedelta = timedelta(seconds=10),
    idle: timedelta = timedelta(seconds=75),
    send_deadline: timedelta = timedelta(seconds=30),
    linger: timedelta = timedelta(seconds=3),
) -> AsyncIterator[Listener]:
    """Let an application answer over connections that somebody brings, until the block is left.

    Then it is not ready any more, but serves for `drain`, asking clients to go elsewhere; it stops accepting, streams
    end, and what is being answered has `grace` to finish.
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
        try:
            yield listener
        finally:
            await _drain(app[LIFE], listener, drain=drain, grace=grace)
    finally:
        await runner.cleanup()


async def _drain(life: Life, listener: Listener, *, drain: timedelta, grace: timedelta) -> None:
    if not listener.is_accepting:
        return  # it never did
    life.draining = True
    await asyncio.sleep(drain.total_seconds())
    listener.stop_accepting()
    life.stopping.set()
    loop = asyncio.get_running_loop()
    deadline = loop.time() + grace.total_seconds()
    while listener.open and loop.time() < deadline:
        for connection in listener.open:
            if connection.is_idle:
                connection.force_close()
        await asyncio.sleep(LOOK_EVERY)
    await asyncio.gather(*(connection.abort() for connection in listener.open))
