"""The head of a request as its service gets it: what the client may say, and what the gateway vouches for."""

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.websocket import upgrade_fields
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.reading import Reading
from entrypoints.gateway.refusals import OriginRefused
from entrypoints.gateway.visit import Visit
from entrypoints.hop import hop_fields
from ports.hop_signer import Hop


def request_to_service(gateway: Gateway, visit: Visit, reading: Reading, *, host: bytes, is_upgrade: bool) -> bytes:
    """Return the head."""
    return b"".join(
        (
            reading.first_line,
            b"Host: %b\r\n" % host,
            reading.fields,
            _upgrade(gateway, visit, reading.asked) if is_upgrade else b"",
            _vouched(gateway, visit, reading.target),
            b"traceparent: %b\r\n\r\n" % visit.traceparent.encode(),
        )
    )


def _vouched(gateway: Gateway, visit: Visit, target: str) -> bytes:
    claims = visit.claims
    user_id, session_id = ("", "") if claims is None else (claims.user_id, claims.session_id)
    hop = Hop(visit.method, target, visit.request_id, visit.address, user_id, session_id)
    return hop_fields(hop, gateway.hop_signer.sign(hop))


def _upgrade(gateway: Gateway, visit: Visit, asked: CanonicalRequest) -> bytes:
    # Browsers let any page open a WebSocket: CORS does not apply, so that we look at the origin.
    if not gateway.cors.allows(visit.origin):
        raise OriginRefused
    return upgrade_fields(asked)
