"""One request as a service received it, byte for byte, and the chance to answer it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Final

from attrs import define, field, frozen

from tests.gateway.process.messages import Head, Strange, chunk_size

MOST_KEPT: Final = 4 * 1024 * 1024
PIECE: Final = 256 * 1024


@define(eq=False)
class Seen:
    """One request as it arrived; times are of the monotonic clock."""

    service: str
    connection: int
    head: Head
    body: bytearray = field(factory=bytearray, repr=False)
    size: int = 0
    body_began_at: float | None = None
    ended_at: float | None = None
    was_left: bool = False

    @property
    def method(self) -> str:
        """The method."""
        return self.head.first.split(" ")[0]

    @property
    def target(self) -> str:
        """The path and the query, as they were sent."""
        return self.head.first.split(" ")[1]

    @property
    def path(self) -> str:
        """The path, as it was sent."""
        return self.target.partition("?")[0]

    @property
    def is_complete(self) -> bool:
        """Tell whether all of the body has arrived."""
        return self.ended_at is not None

    def add(self, piece: bytes) -> None:
        """Note a piece of the body, and keep it if it is among the first."""
        self.body_began_at = self.body_began_at or monotonic()
        self.size += len(piece)
        if len(self.body) < MOST_KEPT:
            self.body += piece


@frozen(eq=False)
class Exchange:
    """What an answer is made with."""

    seen: Seen
    _reader: asyncio.StreamReader
    _writer: asyncio.StreamWriter

    async def pieces(self) -> AsyncIterator[bytes]:
        """Return what is left of the body as it comes."""
        framing = self.seen.head.framing
        async for piece in self._chunks() if framing == "chunked" else self._exactly(framing):
            self.seen.add(piece)
            yield piece
        self.seen.ended_at = monotonic()

    async def body(self) -> bytes:
        """Wait for all of the body."""
        if not self.seen.is_complete:
            async for _ in self.pieces():
                pass
        return bytes(self.seen.body)

    async def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def hear(self) -> bytes:
        """Return whatever comes next, nothing when the gateway has hung up."""
        data = await self._reader.read(PIECE)
        self.seen.was_left = not data
        return data

    def hang_up(self) -> None:
        """End the connection, after what was said."""
        self._writer.close()

    def reset(self) -> None:
        """Break the connection off."""
        self._writer.transport.abort()

    @property
    def is_over(self) -> bool:
        """Tell whether the connection has ended from here."""
        return self._writer.is_closing()

    async def _exactly(self, size: int | str) -> AsyncIterator[bytes]:
        left = size if isinstance(size, int) else 0
        while left:
            piece = await self._reader.read(min(left, PIECE))
            if not piece:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(piece)
            yield piece

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := chunk_size(await self._reader.readuntil(b"\r\n")):
            async for piece in self._exactly(size):
                yield piece
            if await self._reader.readexactly(2) != b"\r\n":
                raise Strange("a chunk that goes on after its end")
        if (trailer := await self._reader.readuntil(b"\r\n")) != b"\r\n":
            raise Strange(f"a trailer: {trailer!r}")


Answer = Callable[[Exchange], Awaitable[None]]
