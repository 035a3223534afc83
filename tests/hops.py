"""Requests as the gateway hands them on, for tests that ask a service directly."""

from typing import Final

from aiohttp import ClientHandlerType, ClientMiddlewareType, ClientRequest, ClientResponse

from adapters.signing.hop_signer import HmacHopSigner
from adapters.signing.hop_verifier import HmacHopVerifier
from ports.clock import Clock
from ports.hop_signer import Hop, HopSigner, HopVerifier
from tests.builders import an_id

KEY: Final = b"k" * 32
CLIENT: Final = "203.0.113.7"


def a_signer(clock: Clock) -> HopSigner:
    """Return what signs hops that `a_verifier` knows."""
    return HmacHopSigner(key=KEY, clock=clock)


def a_verifier(clock: Clock) -> HopVerifier:
    """Return what knows the hops of `a_signer`."""
    return HmacHopVerifier(keys=(KEY,), clock=clock)


def a_hop(target: str, *, method: str = "GET", user_id: str = "", session_id: str = "") -> Hop:
    """Return a hop that a client at `CLIENT` has caused."""
    return Hop(
        method=method,
        target=target,
        request_id=an_id(),
        client_address=CLIENT,
        user_id=user_id,
        session_id=session_id,
    )


def hop_headers(hop: Hop, signature: str) -> dict[str, str]:
    """Return the headers of a hop; the signature may be of another one."""
    who = {"X-User-Id": hop.user_id, "X-Session-Id": hop.session_id} if hop.user_id else {}
    where = {"X-Request-Id": hop.request_id, "X-Forwarded-For": hop.client_address}
    return {**who, **where, "X-Hop-Signature": signature}


def caller_headers(user_id: str, session_id: str) -> dict[str, str]:
    """Return what says who asks; nobody believes it before it is signed."""
    return {"X-User-Id": user_id, "X-Session-Id": session_id}


def signed_by(signer: HopSigner) -> ClientMiddlewareType:
    """Return what signs each request of a client session, on behalf of whom its headers name."""

    async def sign(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        hop = a_hop(
            request.url.raw_path_qs,
            method=request.method,
            user_id=request.headers.get("X-User-Id", ""),
            session_id=request.headers.get("X-Session-Id", ""),
        )
        request.headers.update(hop_headers(hop, signer.sign(hop)))
        return await handler(request)

    return sign
