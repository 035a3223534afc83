"""What the gateway refuses to make sense of, before it knows what is asked for."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import define
from typing_extensions import override

from entrypoints.http.refusals import Refusal


@define(kw_only=True)
class NotOriginForm(Refusal):
    """The request line does not name a path."""

    code: ClassVar[str] = "not-origin-form"
    says: ClassVar[str] = "ask for a path that begins with a slash; the host belongs into the header Host"


@define(kw_only=True)
class AmbiguousPath(Refusal):
    """The path could be read in more than one way."""

    code: ClassVar[str] = "ambiguous-path"
    says: ClassVar[str] = "the path {why}"
    why: str


@define(kw_only=True)
class BadQuery(Refusal):
    """The query is not spelled as RFC 3986 says."""

    code: ClassVar[str] = "bad-query"
    says: ClassVar[str] = "the query {why}"
    why: str


@define(kw_only=True)
class DisguisedHeader(Refusal):
    """A header passes for another one where separators are not told apart."""

    code: ClassVar[str] = "disguised-header"
    says: ClassVar[str] = "the header {name} looks like one that means something here; write `-` between its words"
    name: str


@define(kw_only=True)
class BadHandshake(Refusal):
    """The request begins to upgrade the connection, but not as WebSocket does."""

    code: ClassVar[str] = "bad-handshake"
    says: ClassVar[str] = "this is no WebSocket handshake: {why}"
    why: str


@define(kw_only=True)
class WrongWebSocketVersion(Refusal):
    """The client does not speak the one version of WebSocket."""

    code: ClassVar[str] = "wrong-websocket-version"
    says: ClassVar[str] = "send Sec-WebSocket-Version: 13"
    status: ClassVar[int] = 426

    @override
    def headers(self) -> Mapping[str, str]:
        # RFC 6455 section 4.4, and RFC 9110 section 7.8 for the first two.
        return {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
