"""An answer on its way from its service to the client."""

from collections.abc import Callable

from attrs import define, field

from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import BrokenOff
from entrypoints.gateway.http1.framing import LAST_CHUNK, Sized, chunk
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.pace import Pace


@define(kw_only=True, eq=False)
class Relaying:
    """Passes a body on to the client as it comes, no faster than the client takes it."""

    client: Wire
    body: Body
    pace: Pace
    now: Callable[[], float]
    is_ending: bool = field(default=False, init=False)

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
        self.body.wire.abort()

    async def _pass_piece(self, *, is_chunked: bool) -> None:
        if self.client.is_full:
            self.client.deadline = self.now() + self.pace.send
            await self.client.room()
        self.body.wire.deadline = self.now() + self.pace.answer
        piece = await self.body.piece()
        if piece:
            self.client.write(chunk(piece) if is_chunked else piece)
