"""Services that behave as a test wants, reached over TCP or inside the process."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf

from attrs import define, field
from typing_extensions import override

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.dialling import Dial, TcpDial
from entrypoints.gateway.upstream.loopback.dial import LoopbackDial
from entrypoints.gateway.upstream.service_url import ServiceUrl
from entrypoints.gateway.upstream.upstream import Upstream

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@define(eq=False)
class Service(ABC):
    """Hands each connection to `handle`; counts them, and can be killed and started again."""

    handle: Handle
    wires: set[Wire] = field(factory=set)
    connections: list[asyncio.StreamWriter] = field(factory=list)
    _tasks: "set[asyncio.Task[None]]" = field(factory=set)
    _is_gone: bool = False

    @property
    @abstractmethod
    def dial(self) -> Dial:
        """How it is reached."""

    @abstractmethod
    async def start(self) -> None:
        """Accept connections."""

    @abstractmethod
    def stop_accepting(self) -> None:
        """Refuse connections."""

    def upstream(self, *, most: int = 256, most_streams: int = 1024, patience: float = 10) -> Upstream:
        """Return a pool of connections to it."""
        return Upstream(
            name="users", host=b"users", dial=self.dial, most=most, most_streams=most_streams, patience=patience
        )

    async def kill(self) -> None:
        """Be gone, with all connections, as a process is that is killed."""
        self.stop_accepting()
        self._is_gone = True
        for writer in self.connections:
            if writer.transport.get_protocol() is not None:  # then it is closed, and asyncio cannot abort it
                writer.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def come_back(self) -> None:
        """Start again after being killed."""
        self._is_gone = False
        await self.start()

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections.append(writer)
        if self._is_gone:
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await self.handle(reader, writer)


@define(eq=False)
class TcpService(Service):
    """Listens on a port of this machine, always the same."""

    port: int = 0
    _server: asyncio.Server | None = None

    @property
    @override
    def dial(self) -> Dial:
        return TcpDial(ServiceUrl(f"http://127.0.0.1:{self.port}"), self.wires)

    @override
    async def start(self) -> None:
        self._server = await asyncio.start_server(self.connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    @override
    def stop_accepting(self) -> None:
        if self._server is not None:
            self._server.close()


@define(eq=False)
class LoopbackService(Service):
    """Is reached without a network."""

    is_accepting: bool = False

    @property
    @override
    def dial(self) -> Dial:
        return LoopbackDial(self, self.wires)

    @override
    async def start(self) -> None:
        self.is_accepting = True

    @override
    def stop_accepting(self) -> None:
        self.is_accepting = False

    def __call__(self) -> asyncio.Protocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self.connected)


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request, none of which has a body."""
    while await head_of(reader):
        writer.write(ANSWER)


async def echoing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send everything back."""
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()
    writer.close()


async def listening(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take everything in and say nothing."""
    while await reader.read(4096):
        pass
    writer.close()


async def head_of(reader: asyncio.StreamReader) -> bytes:
    """Return the head of the next request; nothing when there is none."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        return end.partial


async def ask(wire: Wire) -> bytes:
    """Ask for something without a body, and return the head of the answer."""
    wire.write(b"GET / HTTP/1.1\r\nHost: users\r\n\r\n")
    return await asyncio.wait_for(wire.head(by=inf), 10)
