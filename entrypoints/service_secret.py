"""How another service of Oddiya proves that it is one."""

import hmac
from collections.abc import Awaitable, Callable, Sequence

from aiohttp.web import Request

from core.errors import Unauthenticated
from entrypoints.http.caller import Caller

HEADER = "X-Internal-Secret"


def service_authenticator(secrets: Sequence[str]) -> Callable[[Request], Awaitable[Caller]]:
    """Return an authenticator that takes any of the secrets; two are valid at once while one replaces the other."""
    known = [secret.encode() for secret in secrets]

    async def authenticate(request: Request) -> Caller:
        given = request.headers.get(HEADER, "").encode(errors="replace")
        # Each is compared, so that the time tells nothing about which one nearly matched.
        if not any([hmac.compare_digest(secret, given) for secret in known]):
            raise Unauthenticated
        return Caller(user_id="service")

    return authenticate
