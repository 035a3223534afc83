"""The head of a request as its service gets it: what the client may say, and what the gateway vouches for."""

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.websocket import upgrade_fields
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.framing import Chunked, Sized
from entrypoints.gateway.http1.heads import RequestHead
from entrypoints.gateway.passed_on.client_fields import client_fields
from entrypoints.gateway.refusals import OriginRefused
from entrypoints.gateway.visit import Visit
from entrypoints.hop import hop_fields
from ports.hop_signer import Hop


def request_to_service(
    gateway: Gateway, visit: Visit, head: RequestHead, asked: CanonicalRequest, *, host: bytes, is_upgrade: bool
) -> bytes:
    """Return the head."""
    target = visit.path if asked.query is None else f"{visit.path}?{asked.query}"
    return b"".join(
        (
            f"{visit.method} {target} HTTP/1.1\r\n".encode(),
            b"Host: %b\r\n" % host,
            client_fields(head.said),
            _upgrade(gateway, visit, asked) if is_upgrade else b"",
            _framing(head),
            _vouched(gateway, visit, target),
            b"traceparent: %b\r\n\r\n" % visit.traceparent.encode(),
        )
    )


def _vouched(gateway: Gateway, visit: Visit, target: str) -> bytes:
    claims = visit.claims
    hop = Hop(
        method=visit.method,
        target=target,
        request_id=visit.request_id,
        client_address=visit.address,
        user_id="" if claims is None else claims.user_id,
        session_id="" if claims is None else claims.session_id,
    )
    return hop_fields(hop, gateway.hop_signer.sign(hop))


def _framing(head: RequestHead) -> bytes:
    framing = head.said.framing
    if isinstance(framing, Chunked):
        return b"Transfer-Encoding: chunked\r\n"
    if isinstance(framing, Sized) and b"content-length" in head.values:
        return b"Content-Length: %d\r\n" % framing.length
    return b""


def _upgrade(gateway: Gateway, visit: Visit, asked: CanonicalRequest) -> bytes:
    # Browsers let any page open a WebSocket: CORS does not apply, so that we look at the origin.
    if not gateway.cors.allows(visit.origin):
        raise OriginRefused
    return upgrade_fields(asked)
