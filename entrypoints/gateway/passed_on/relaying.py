"""The body of an answer on its way from its service to the client."""

from collections.abc import Callable

from attrs import define, field

from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import BrokenOff
from entrypoints.gateway.http1.framing import LAST_CHUNK, chunk
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.pace import Pace


@define(kw_only=True, eq=False)
class Relaying:
    """Passes a body on as it comes, in chunks or as it is, no faster than the client takes it."""

    client: Wire
    body: Body
    is_chunked: bool
    pace: Pace
    now: Callable[[], float]
    _is_ending: bool = field(default=False, init=False)

    def begin(self, head: bytes, piece: bytes) -> None:
        """Send the head and the beginning of the body, which came already and may be all of it."""
        self.client.write(head + self._framed(piece))

    async def go_on(self) -> None:
        """Send the rest of the body as it comes."""
        try:
            while not self.body.is_whole:
                if self.client.is_full:
                    await self.client.room(by=self.now() + self.pace.send)
                piece = await self.body.piece(by=self.now() + self.pace.answer)
                if sent := self._framed(piece):
                    self.client.write(sent)
        except BrokenOff:
            if not self._is_ending:
                raise
            if self.is_chunked:
                self.client.write(LAST_CHUNK)

    def hang_up(self) -> None:
        """End a stream as if the service had."""
        self._is_ending = True
        self.body.wire.abort()

    def _framed(self, piece: bytes) -> bytes:
        if not self.is_chunked:
            return piece
        sent = chunk(piece) if piece else b""
        return sent + LAST_CHUNK if self.body.is_whole else sent
