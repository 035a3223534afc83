"""How people's apps prove who uses them: an access token in the header Authorization (RFC 6750)."""

from aiohttp import hdrs

from core.errors import Unauthenticated
from core.identity.model.errors import InvalidAccessToken
from entrypoints.http.caller import Authenticator, Caller, RequestInfo
from entrypoints.http.refusals import BadHeader
from ports.sessions import RevokedSessions
from ports.token_signer import TokenVerifier


def access_token_authenticator(verifier: TokenVerifier, revoked_sessions: RevokedSessions) -> Authenticator:
    """Return an authenticator that takes access tokens of living sessions, from the header and from nowhere else."""

    async def authenticate(request: RequestInfo) -> Caller:
        claims = await verifier.verify(bearer_token(request))
        if revoked_sessions.has(claims.session_id):
            raise InvalidAccessToken
        return Caller(user_id=claims.user_id, session_id=claims.session_id)

    return authenticate


def bearer_token(request: RequestInfo) -> str:
    """Return the token of a request; `Unauthenticated` when it has none."""
    credentials = request.headers.get(hdrs.AUTHORIZATION, "")
    if "," in credentials or sum(name.lower() == "authorization" for name in request.headers) > 1:
        raise BadHeader(name="Authorization", why="has more than one value")
    scheme, _, token = credentials.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token.strip(" ")
