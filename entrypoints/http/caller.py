"""Who asks, and how a handler comes to know it."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from attrs import field, frozen

from entrypoints.http.headers import Headers


@frozen(kw_only=True)
class Caller:
    """Somebody who has shown who they are; features may subclass it to know more."""

    user_id: str
    session_id: str | None = None


@frozen
class RequestInfo:
    """What authenticators, and handlers that must, may know of the request beside its contract."""

    request_id: str
    _request: web.BaseRequest = field(repr=False)

    @property
    def method(self) -> str:
        """The method, in upper case."""
        return self._request.method

    @property
    def path(self) -> str:
        """The path, without the query."""
        return self._request.path

    @property
    def client_address(self) -> str:
        """The address at the other end of the connection."""
        return self._request.remote or ""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, by names in any case."""
        return Headers(self._request.headers)


Authenticator = Callable[[RequestInfo], Awaitable[Caller]]
"""Tells who asks; raises `Unauthenticated` or `Forbidden`."""

PUBLIC = "public"
