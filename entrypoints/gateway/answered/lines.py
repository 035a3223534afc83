"""The lines of an answer's head that say what it is, where it ends, and what becomes of the connection."""

from typing import Final

from entrypoints.gateway.http1.framing import Sized
from entrypoints.gateway.http1.heads import ResponseHead

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


def framing_field(answer: ResponseHead, *, is_1_0: bool) -> bytes:
    """Return how the client finds the end; in HTTP/1.0 an end that is not known is the connection's."""
    framing = answer.framing
    if not isinstance(framing, Sized):
        return b"" if is_1_0 else CHUNKED
    if answer.status == NO_CONTENT:
        return b""
    if framing.length == 0:
        # An answer to HEAD, or 304, tells the length of the body that it does not have.
        length = answer.values.get(b"content-length")
        return b"" if length is None else b"Content-Length: %b\r\n" % length
    return b"Content-Length: %d\r\n" % framing.length
