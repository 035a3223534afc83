"""The head of a service's answer as the client gets it."""

from typing import Final

from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.framing import Sized
from entrypoints.gateway.http1.heads import ResponseHead
from entrypoints.gateway.visit import Visit

CLOSE: Final = b"Connection: close\r\n"
KEEP_ALIVE: Final = b"Connection: keep-alive\r\n"
CHUNKED: Final = b"Transfer-Encoding: chunked\r\n"
NO_CONTENT: Final = 204


def answer_to_client(gateway: Gateway, visit: Visit, answer: ResponseHead, *, is_1_0: bool) -> bytes:
    """Return the head."""
    return b"".join(
        (
            first_line(answer.status, answer.reason),
            gateway.answer_fields.of_service(answer, is_signed_in=visit.claims is not None, second=gateway.second),
            framing_field(answer, is_1_0=is_1_0),
            gateway.cors.answer(visit.origin),
            visit.left,
            b"X-Request-Id: %b\r\n" % visit.request_id.encode(),
            connection_field(keeps=visit.keeps, is_1_0=is_1_0),
            b"\r\n",
        )
    )


def upgrade_to_client(gateway: Gateway, visit: Visit, answer: ResponseHead) -> bytes:
    """Return the head of a service's consent to speak WebSocket."""
    return b"".join(
        (
            first_line(answer.status, answer.reason),
            gateway.answer_fields.of_upgrade(answer),
            b"X-Request-Id: %b\r\n\r\n" % visit.request_id.encode(),
        )
    )


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
