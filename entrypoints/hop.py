"""The last hop, from the gateway to a service: what it says of a request, and how the service comes to believe it."""

from typing import Final

from multidict import istr

from core.errors import Unauthenticated
from entrypoints.http.caller import Caller, HopOf, RequestInfo
from entrypoints.http.request_id import REQUEST_ID
from ports.hop_signer import Hop, HopVerifier

USER_ID: Final = istr("X-User-Id")
SESSION_ID: Final = istr("X-Session-Id")
CLIENT_ADDRESS: Final = istr("X-Forwarded-For")
SIGNATURE: Final = istr("X-Hop-Signature")

# Written once, because the gateway fills one in for every request.
OF_ANYBODY: Final = f"{REQUEST_ID}: %s\r\n{CLIENT_ADDRESS}: %s\r\n{SIGNATURE}: %s\r\n"
OF_A_USER: Final = f"{OF_ANYBODY}{USER_ID}: %s\r\n{SESSION_ID}: %s\r\n"


def hop_fields(hop: Hop, signature: str) -> bytes:
    """Return the header fields that tell a service of a hop, as they are sent; the hop is one that could be signed."""
    if not hop.user_id:
        return (OF_ANYBODY % (hop.request_id, hop.client_address, signature)).encode()
    return (OF_A_USER % (hop.request_id, hop.client_address, signature, hop.user_id, hop.session_id)).encode()


def hop_reader(verifier: HopVerifier) -> HopOf:
    """Return what finds the hop of a request, if its signature is good."""

    def read(request: RequestInfo) -> Hop | None:
        signature = request.only(SIGNATURE)
        if not signature:
            return None
        hop = Hop(
            method=request.method,
            target=request.target,
            request_id=request.only(REQUEST_ID),
            client_address=request.only(CLIENT_ADDRESS),
            user_id=request.only(USER_ID),
            session_id=request.only(SESSION_ID),
        )
        try:
            verifier.verify(hop, signature)
        except Unauthenticated:
            return None
        return hop

    return read


async def hop_authenticator(request: RequestInfo) -> Caller:
    """Take the gateway's word for who asks, and nobody else's."""
    hop = request.hop
    if hop is None or not hop.user_id or not hop.session_id:
        raise Unauthenticated
    return Caller(user_id=hop.user_id, session_id=hop.session_id)
