"""The one upgrade there is: WebSocket handshakes, as RFC 6455 section 4.2.1 has them, and no others."""

import re
from typing import Final

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.refusals import BadHandshake, WrongWebSocketVersion

# Sixteen bytes in base64, of which the last letter holds two bits.
KEY: Final = re.compile(rb"[A-Za-z0-9+/]{21}[AQgw]==")
PASSING: Final = frozenset(
    {b"sec-websocket-extensions", b"sec-websocket-key", b"sec-websocket-protocol", b"sec-websocket-version"}
)
UPGRADE: Final = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"


def wanted_upgrade(asked: CanonicalRequest) -> bool:
    """Tell whether the client wants to go on to WebSocket; one that wants anything else is refused."""
    protocol = asked.values.get(b"upgrade")
    if protocol is None:
        return False
    if protocol.lower() != b"websocket":
        raise BadHandshake(why="there is nothing to upgrade to but websocket")
    if b"upgrade" not in asked.said.nominated:
        raise BadHandshake(why="the header Connection does not name Upgrade")
    if asked.method != "GET":
        raise BadHandshake(why="its method is not GET")
    if b"transfer-encoding" in asked.values or asked.values.get(b"content-length", b"0") != b"0":
        raise BadHandshake(why="it has a body")
    return True


def upgrade_fields(asked: CanonicalRequest) -> bytes:
    """Return what makes the request to a service a handshake, `Connection` and `Upgrade` included.

    Which sub-protocol and extensions are spoken is for the service to choose.
    """
    if asked.values.get(b"sec-websocket-version") != b"13":
        raise WrongWebSocketVersion
    if not KEY.fullmatch(asked.values.get(b"sec-websocket-key", b"")):
        raise BadHandshake(why="Sec-WebSocket-Key is not base64 of 16 bytes")
    parts = [UPGRADE]
    for name, value in asked.said.fields:
        # Some clients send an empty list of sub-protocols, which servers refuse.
        if value and name.lower() in PASSING:
            parts += (name, b": ", value, b"\r\n")
    return b"".join(parts)
