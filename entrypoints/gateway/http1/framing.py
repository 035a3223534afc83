"""Where a message's body ends (RFC 9112, section 6.3), and readers that find it however the bytes are cut."""

from collections.abc import Mapping
from typing import ClassVar, Final, Protocol

from attrs import define, field, frozen

from entrypoints.gateway.http1.chunks import ChunkedReader
from entrypoints.gateway.http1.faults import BrokenOff, NotHttp

LAST_CHUNK: Final = b"0\r\n\r\n"
MOST_DIGITS: Final = 18


def chunk(data: bytes) -> bytes:
    """Return data, of which there must be some, as one chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class Reader(Protocol):
    """Takes the bytes of a body as they come; after a fault it takes no more."""

    @property
    def is_done(self) -> bool:
        """Tell whether the body has ended."""
        ...

    @property
    def rest(self) -> bytes:
        """What was fed after the end of the body."""
        ...

    @property
    def chunks(self) -> int:
        """How many chunks have come whole so far; none where there are no chunks."""
        ...

    def feed(self, data: bytes) -> bytes:
        """Return the payload in what came next."""
        ...

    def end(self) -> None:
        """Take note that nothing more comes.

        Raises BrokenOff if that is not where the body ends.
        """
        ...


@frozen(kw_only=True)
class Sized:
    """The body is so many bytes."""

    length: int

    def reader(self) -> Reader:
        """Return a reader for one body."""
        return SizedReader(self.length)


@frozen
class Chunked:
    """The body comes in chunks, of which the last one is empty."""

    def reader(self) -> Reader:
        """Return a reader for one body."""
        return ChunkedReader()


@frozen
class UntilClose:
    """The body is all that comes; only answers have that."""

    def reader(self) -> Reader:
        """Return a reader for one body."""
        return UntilCloseReader()


Framing = Sized | Chunked | UntilClose
NOTHING: Final = Sized(length=0)
CHUNKED: Final = Chunked()
UNTIL_CLOSE: Final = UntilClose()


def framing_of(values: Mapping[bytes, bytes], *, is_1_0: bool, otherwise: Framing) -> Framing:
    """Return the framing that the fields tell, or the one that holds where they tell none."""
    length = values.get(b"content-length")
    coding = values.get(b"transfer-encoding")
    if coding is None:
        return otherwise if length is None else _sized(length)
    if length is not None:
        raise NotHttp("both Transfer-Encoding and Content-Length are given")
    if is_1_0:
        raise NotHttp("HTTP/1.0 has no Transfer-Encoding")
    if coding.lower() != b"chunked":
        raise NotHttp("the only Transfer-Encoding is chunked")
    return CHUNKED


def _sized(length: bytes) -> Sized:
    if len(length) > MOST_DIGITS or not length.isdigit():
        raise NotHttp("Content-Length is no number, or too large a one")
    return Sized(length=int(length))


@define(eq=False)
class SizedReader:
    """Counts."""

    _left: int
    is_done: bool = field(init=False)
    rest: bytes = field(default=b"", init=False)
    chunks: ClassVar[int] = 0

    def __attrs_post_init__(self) -> None:
        self.is_done = not self._left

    def feed(self, data: bytes) -> bytes:
        """Return the payload in what came next."""
        payload = data
        if len(data) > self._left:
            payload, self.rest = data[: self._left], self.rest + data[self._left :]
        self._left -= len(payload)
        self.is_done = not self._left
        return payload

    def end(self) -> None:
        """Take note that nothing more comes."""
        if self._left:
            raise BrokenOff


@define(eq=False)
class UntilCloseReader:
    """Takes everything."""

    is_done: bool = field(default=False, init=False)
    rest: bytes = field(default=b"", init=False)
    chunks: ClassVar[int] = 0

    def feed(self, data: bytes) -> bytes:
        """Return the payload in what came next, which is all of it."""
        return data

    def end(self) -> None:
        """Take note that nothing more comes."""
        self.is_done = True
