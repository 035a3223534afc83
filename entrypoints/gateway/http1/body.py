"""What is left of one message's body on a wire."""

from typing import Final

from attrs import define, field

from entrypoints.gateway.http1.faults import BrokenOff
from entrypoints.gateway.http1.framing import NOTHING, Framing, Reader
from entrypoints.gateway.http1.wire import Wire

CHUNKS_AT_LEAST: Final = 128
SMALL: Final = 16  # bytes
NO_READER: Final = NOTHING.reader()  # of all bodies that there are not; it is never fed


@define(eq=False)
class Body:
    """Takes a body from the wire, and not a byte of what comes after it.

    `taken` is how many bytes of payload were handed out; it `is_whole` once all of it was taken from the wire. A body
    with a fault in it never becomes whole.
    """

    wire: Wire
    framing: Framing
    taken: int = field(default=0, init=False)
    is_whole: bool = field(init=False)
    _reader: Reader = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._reader = NO_READER if self.framing is NOTHING else self.framing.reader()
        self.is_whole = self._reader.is_done

    def at_hand(self) -> bytes:
        """Return the payload that already came, without waiting.

        Raises NotHttp.
        """
        return b"" if self.is_whole else self._payload(self.wire.taken())

    @property
    def is_crumbled(self) -> bool:
        """Tell whether the body comes in so many tiny chunks that reading them is all that anybody gets to do."""
        chunks = self._reader.chunks
        return chunks > CHUNKS_AT_LEAST and self.taken < chunks * SMALL

    async def piece(self, *, by: float) -> bytes:
        """Return the next payload, and wait for it if need be; nothing at all at the end of the body.

        Raises NotHttp, and BrokenOff or TooLate as the wire does.
        """
        while not self.is_whole:
            data = await self.wire.piece(by=by)
            if not data:
                if self.wire.was_cut:
                    raise BrokenOff
                self._reader.end()
                self.is_whole = self._reader.is_done
            elif payload := self._payload(data):
                return payload
        return b""

    def _payload(self, data: bytes) -> bytes:
        payload = self._reader.feed(data)
        self.taken += len(payload)
        self.is_whole = self._reader.is_done
        if self.is_whole and self._reader.rest:
            self.wire.put_back(self._reader.rest)
        return payload
