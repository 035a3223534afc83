"""A way to a server that can be made to refuse, to hang, to dawdle, to break and to lie."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a case repeats
from typing import Final

from attrs import define, field, frozen

PIECE: Final = 65536
TAKEN_IN: Final = 0.2  # seconds in which a server has surely read what was handed on to it
AT_ONCE: Final = struct.pack("ii", 1, 0)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@frozen(kw_only=True)
class Fault:
    """What is the matter with a way; nothing is, unless told.

    `share` is how many of the answers are cut short or garbled, and how many of the connections that send `cuts_on` are
    cut: with that word handed on, and nothing of the answer. `says` is told to whoever connects, and nothing after it.
    """

    refuses: bool = False
    hangs: bool = False
    delay: float = 0.0
    jitter: float = 0.0
    cuts: bool = False
    garbles: bool = False
    cuts_on: bytes = b""
    says: bytes = b""
    share: float = 1.0


WELL: Final = Fault()


@frozen(kw_only=True)
class Target:
    """Where a server listens: a Unix socket, or a port of this machine."""

    path: Path | None = None
    port: int = 0

    async def connect(self) -> Streams:
        """Open a connection."""
        if self.path is not None:
            return await asyncio.open_unix_connection(str(self.path), limit=PIECE)
        return await asyncio.open_connection("127.0.0.1", self.port, limit=PIECE)


@define(kw_only=True)
class Proxy:
    """Hands on what clients and a server say to each other; `port` is where clients connect.

    It counts its `connections`, and how many answers it has `spoilt` of those of which only a share is.
    """

    target: Target
    chance: Random
    port: int = 0
    fault: Fault = WELL
    connections: int = 0
    spoilt: int = 0
    _server: asyncio.Server | None = None
    _flowing: asyncio.Event = field(factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(factory=set)
    _serving: set[asyncio.Task[None]] = field(factory=set)

    async def suffer(self, fault: Fault) -> None:
        """Be like this from now on; who refuses, and who talks to newcomers only, hangs up on everybody."""
        self.fault = fault
        if fault.hangs:
            self._flowing.clear()
        else:
            self._flowing.set()
        if fault.refuses:
            await self.close()
        elif self._server is None:
            await self._listen()
        if fault.says:
            self.hang_up()

    def hang_up(self) -> None:
        """Cut every connection that is open."""
        for writer in self._open:
            _reset(writer)

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.hang_up()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", self.port, limit=PIECE, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def ended(self) -> None:
        """Return when nobody is connected any more."""
        await asyncio.gather(*self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(OSError):
            if self.fault.says:
                writer.write(self.fault.says)
                await writer.drain()
            else:
                await self._join((reader, writer))
        await _closed(writer)

    async def _join(self, client: Streams) -> None:
        server = await self.target.connect()
        writers = {client[1], server[1]}
        self._open |= writers
        ways = [asyncio.create_task(self._up(client, server)), asyncio.create_task(self._down(server, client))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._open -= writers
            await _closed(server[1])

    async def _up(self, client: Streams, server: Streams) -> None:
        while data := await client[0].read(PIECE):
            await self._flowing.wait()
            server[1].write(data)
            await server[1].drain()
            if self.fault.cuts_on and self.fault.cuts_on in data and self._drawn():
                _reset(client[1])
                await asyncio.sleep(TAKEN_IN)
                return

    async def _down(self, server: Streams, client: Streams) -> None:
        while data := await server[0].read(PIECE):
            await self._flowing.wait()
            fault = self.fault
            if fault.delay:
                await asyncio.sleep(fault.delay + self.chance.uniform(-fault.jitter, fault.jitter))
            if fault.garbles and self._drawn():
                data = self.chance.randbytes(len(data))
            cut = fault.cuts and self._drawn()
            client[1].write(data[: self.chance.randrange(len(data))] if cut else data)
            await client[1].drain()
            if cut:
                return

    def _drawn(self) -> bool:
        drawn = self.chance.random() < self.fault.share
        self.spoilt += drawn
        return drawn


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break off, as a server does that dies: with no word of an end."""
    with suppress(OSError):  # it may have been closed already
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    writer.transport.abort()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def proxy(target: Target, *, seed: int = 7) -> AsyncIterator[Proxy]:
    """Listen for as long as the block lasts, and be well at first."""
    way = Proxy(target=target, chance=Random(seed))
    await way.suffer(WELL)
    try:
        yield way
    finally:
        await way.close()
        await way.ended()
