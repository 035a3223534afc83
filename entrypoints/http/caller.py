"""Who asks, and how a handler comes to know it."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property

from aiohttp import web
from attrs import field, frozen

from entrypoints.http.headers import Headers
from ports.hop_signer import Hop


@frozen(kw_only=True)
class Caller:
    """Somebody who has shown who they are; features may subclass it to know more."""

    user_id: str
    session_id: str | None = None


@frozen(eq=False)
class RequestInfo:
    """What authenticators, and handlers that must, may know of the request beside its contract."""

    request_id: str
    _request: web.BaseRequest = field(repr=False)
    _hop_of: "HopOf" = field(repr=False)

    @property
    def method(self) -> str:
        """The method, in upper case."""
        return self._request.method

    @property
    def target(self) -> str:
        """The path and the query, exactly as they were sent."""
        return self._request.raw_path

    @property
    def path(self) -> str:
        """The path, without the query."""
        return self._request.path

    @cached_property
    def hop(self) -> Hop | None:
        """What the gateway vouches for, if the request came through it."""
        return self._hop_of(self)

    @property
    def client_address(self) -> str:
        """Where the client is: as the gateway says, or else at the other end of the connection."""
        return self._request.remote or "" if self.hop is None else self.hop.client_address

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, by names in any case."""
        return Headers(self._request.headers)

    def only(self, name: str) -> str:
        """Return the value of a header that was sent once; an empty text for one that was not, or more often."""
        sent = self._request.headers.getall(name, ())
        return sent[0] if len(sent) == 1 else ""


HopOf = Callable[[RequestInfo], Hop | None]
"""Finds what the gateway vouches for; None where nobody does."""


def no_hop(_: RequestInfo) -> Hop | None:
    """Believe nobody: there is no gateway in front."""
    return None


Authenticator = Callable[[RequestInfo], Awaitable[Caller]]
"""Tells who asks; raises `Unauthenticated` or `Forbidden`."""

PUBLIC = "public"
