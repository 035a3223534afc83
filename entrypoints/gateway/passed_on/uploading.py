"""The body of a request on its way to its service, no faster than the service takes it, and no slower than may be."""

from collections.abc import Callable
from typing import Final

from attrs import define, field

from core.errors import OddiyaError
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import HttpFault, NotHttp
from entrypoints.gateway.http1.framing import LAST_CHUNK, Chunked, Sized, chunk
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.pace import Pace, Patience
from entrypoints.gateway.refusals import refusal_of
from entrypoints.http.refusals import TooLarge

SMALL: Final = 64 * 1024


@define(eq=False, kw_only=True)
class Uploading:
    """Takes a body from a client, which has so long for each byte on average, and for the next one.

    A small body is taken whole before a connection to the service is lent: whoever trickles one holds up nobody else.
    """

    body: Body
    limit: int
    pace: Pace
    now: Callable[[], float]
    failure: OddiyaError | None = field(default=None, init=False)
    _patience: Patience | None = field(default=None, init=False)

    @property
    def patience(self) -> Patience:
        """How long the client may still keep us waiting."""
        if self._patience is None:
            self._patience = self.pace.patience(self.now)
        return self._patience

    @property
    def is_chunked(self) -> bool:
        """Tell whether nobody knows yet how long the body is."""
        return isinstance(self.body.framing, Chunked)

    @property
    def is_small(self) -> bool:
        """Tell whether it is known to fit into memory."""
        return isinstance(self.body.framing, Sized) and self.body.framing.length <= SMALL

    @property
    def was_nothing(self) -> bool:
        """Tell whether nothing at all was sent: of a body that is empty in chunks there is the last one."""
        return self.body.is_whole and self.body.taken == 0 and not self.is_chunked

    async def gathered_if_small(self) -> bytes:
        """Return the rest of a small body, all of it, or raise what the client is to be told; nothing of any other."""
        pieces = []
        if self.is_small and not self.body.is_whole:
            pieces.append(self.at_hand())
        while self.is_small and not self.body.is_whole:
            pieces.append(await self.piece())
        return b"".join(pieces)

    def at_hand(self) -> bytes:
        """Return what of the body came already, as it is sent on."""
        try:
            return self._wrapped(self.body.at_hand())
        except HttpFault as fault:
            raise refusal_of(fault, patience=self.pace.body) from fault

    async def piece(self) -> bytes:
        """Return the next piece, as it is sent on."""
        before = self.body.taken
        try:
            sent = self._wrapped(await self.body.piece(by=self.patience.by()))
        except HttpFault as fault:
            raise refusal_of(fault, patience=self.pace.body) from fault
        self.patience.got(self.body.taken - before)
        return sent

    async def send_rest(self, service: Wire, *, answer_within: float) -> None:
        """Send what is still to come; whatever is wrong with it is kept as `failure`, and the service is hung up on."""
        try:
            while not self.body.is_whole and service.is_open:
                service.write(await self.piece())
                if service.is_full:
                    await service.room(by=self.now() + answer_within)
        except OddiyaError as error:
            self.failure = error
            service.abort()
        except HttpFault:
            service.abort()
        else:
            service.hurry(by=self.now() + answer_within)

    def _wrapped(self, piece: bytes) -> bytes:
        if self.body.taken > self.limit:
            raise TooLarge(limit=self.limit)
        if not self.is_chunked:
            return piece
        if self.body.is_crumbled:
            raise NotHttp("the chunks are tiny")
        sent = chunk(piece) if piece else b""
        return sent + LAST_CHUNK if self.body.is_whole else sent
