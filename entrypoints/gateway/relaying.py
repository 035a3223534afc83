"""An answer on its way from its service to the client."""

from collections.abc import Callable
from typing import Final

from attrs import define, field

from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import BrokenOff
from entrypoints.gateway.http1.framing import LAST_CHUNK, Sized, chunk
from entrypoints.gateway.http1.heads import ResponseHead
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.pace import Pace

CLOSE: Final = b"Connection: close\r\n"
KEEP_ALIVE: Final = b"Connection: keep-alive\r\n"
CHUNKED: Final = b"Transfer-Encoding: chunked\r\n"
NO_CONTENT: Final = 204


def first_line(status: int, reason: bytes) -> bytes:
    """Return the first line of an answer."""
    return b"HTTP/1.1 %d %b\r\n" % (status, reason)


def connection_field(*, keeps: bool, is_1_0: bool) -> bytes:
    """Return what tells the client whether its connection can be used again, where that must be said."""
    if not keeps:
        return CLOSE
    return KEEP_ALIVE if is_1_0 else b""


@define(kw_only=True, eq=False)
class Relaying:
    """Passes a body on to the client as it comes, no faster than the client takes it."""

    client: Wire
    service: Wire
    body: Body
    pace: Pace
    now: Callable[[], float]
    is_ending: bool = field(default=False, init=False)

    def framing_field(self, head: ResponseHead, *, is_1_0: bool) -> bytes:
        """Return how the client finds the end; in HTTP/1.0 an end that is not known is the connection's."""
        framing = self.body.framing
        if not isinstance(framing, Sized):
            return b"" if is_1_0 else CHUNKED
        if framing.length == 0 and head.status != NO_CONTENT:
            # An answer to HEAD, or 304, tells the length of the body that it does not have.
            length = head.values.get(b"content-length")
            return b"" if length is None else b"Content-Length: %b\r\n" % length
        return b"" if head.status == NO_CONTENT else b"Content-Length: %d\r\n" % framing.length

    async def send(self, head: bytes, piece: bytes, *, is_1_0: bool) -> None:
        """Send the head and the body, which begins with a piece that came already."""
        is_chunked = not isinstance(self.body.framing, Sized) and not is_1_0
        first = chunk(piece) if is_chunked and piece else piece
        self.client.write(head + first if first else head)
        try:
            while not self.body.is_whole:
                await self._pass_piece(is_chunked=is_chunked)
        except BrokenOff:
            if not self.is_ending:
                raise
        if is_chunked:
            self.client.write(LAST_CHUNK)

    def hang_up(self) -> None:
        """End a stream as if the service had."""
        self.is_ending = True
        self.service.abort()

    async def _pass_piece(self, *, is_chunked: bool) -> None:
        if self.client.is_full:
            self.client.deadline = self.now() + self.pace.send
            await self.client.room()
        self.service.deadline = self.now() + self.pace.answer
        piece = await self.body.piece()
        if piece:
            self.client.write(chunk(piece) if is_chunked else piece)
