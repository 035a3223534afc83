"""Writes the fields of a request that pass to its service."""

from entrypoints.gateway.asked.request_fields import PASSING
from entrypoints.gateway.http1.framing import Chunked, Sized
from entrypoints.gateway.http1.said import Said, once_for_common


@once_for_common
def client_fields(said: Said) -> bytes:
    """Return what the client sent and a service may see, in its order and spelling, ready to be sent.

    Never who somebody is, where they are or how they were authorised: that is for the gateway alone to say. Nor what
    the client nominated in `Connection` as meant for us only, or what belongs to its connection anyway; how the body
    is framed is written by whoever frames it.
    """
    parts: list[bytes] = []
    for name, value in said.fields:
        lower = name.lower()
        if lower in said.nominated:
            continue
        if lower in PASSING or (lower == b"te" and value.lower() == b"trailers"):
            parts += (name, b": ", value, b"\r\n")
    return b"".join(parts)


def framing_fields(said: Said) -> bytes:
    """Return what tells the service where the body ends."""
    framing = said.framing
    if isinstance(framing, Chunked):
        return b"Transfer-Encoding: chunked\r\n"
    if isinstance(framing, Sized) and b"content-length" in said.values:
        return b"Content-Length: %d\r\n" % framing.length
    return b""
