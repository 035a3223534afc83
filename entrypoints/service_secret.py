"""How another service of Oddiya proves that it is one."""

import hmac
from collections.abc import Sequence

from core.errors import Unauthenticated
from entrypoints.http.caller import Authenticator, Caller, RequestInfo

HEADER = "X-Internal-Secret"


def service_authenticator(secrets: Sequence[str]) -> Authenticator:
    """Return an authenticator that takes any of the secrets; two are valid at once while one replaces the other."""
    known = [secret.encode() for secret in secrets]

    async def authenticate(request: RequestInfo) -> Caller:
        given = request.headers.get(HEADER, "").encode(errors="replace")
        # Every one is compared, so that the time tells nothing about which of them nearly matched.
        if sum(hmac.compare_digest(secret, given) for secret in known) == 0:
            raise Unauthenticated
        return Caller(user_id="service")

    return authenticate
