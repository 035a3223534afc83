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

    async def send(self, head: bytes, piece: bytes) -> None:
        """Send the head and the body, which begins with a piece that came already."""
        first = chunk(piece) if self.is_chunked and piece else piece
        self.client.write(head + first if first else head)
        if not self.body.is_whole:
            await self._send_rest()
        if self.is_chunked:
            self.client.write(LAST_CHUNK)

    def hang_up(self) -> None:
        """End a stream as if the service had."""
        self._is_ending = True
        self.body.wire.abort()

    async def _send_rest(self) -> None:
        try:
            while not self.body.is_whole:
                if self.client.is_full:
                    await self.client.room(by=self.now() + self.pace.send)
                piece = await self.body.piece(by=self.now() + self.pace.answer)
                if piece:
                    self.client.write(chunk(piece) if self.is_chunked else piece)
        except BrokenOff:
            if not self._is_ending:
                raise
