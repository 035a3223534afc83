"""WebSockets (RFC 6455): a handler returns messages, and they are sent as JSON as they happen.

A client listens: it may answer pings and say goodbye, and anything else ends the connection. An error of core that the
messages end with is told by the code of the close frame.
"""

import sys
from collections.abc import AsyncIterable, Mapping
from typing import Any, ClassVar, Final, Generic, TypeVar

from aiohttp import hdrs, web
from attrs import define, frozen
from typing_extensions import override

from entrypoints.http.answers import standing_headers
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Output, Present, Take
from entrypoints.http.refusals import Refusal
from entrypoints.http.request_id import REQUEST_ID
from entrypoints.http.route import Route
from entrypoints.http.websocket_talk import GOODBYE_WITHIN, Talk, Tempo

T = TypeVar("T")

SWITCHED: Final = 101
ANY_NUMBER: Final = sys.maxsize
LONGEST_MESSAGE: Final = 1024  # of a client, whose messages nobody wants


@define(kw_only=True)
class NotAHandshake(Refusal):
    """The request does not ask to go on by WebSocket."""

    code: ClassVar[str] = "upgrade-required"
    says: ClassVar[str] = "this path speaks WebSocket only: ask for it as RFC 6455 says"
    status: ClassVar[int] = 426

    @override
    def headers(self) -> Mapping[str, str]:
        # RFC 9110 section 15.5.22, and section 7.8 for the second.
        return {hdrs.UPGRADE: "websocket", hdrs.CONNECTION: "Upgrade"}


@frozen
class WebSocket(Generic[T]):
    """Messages as they happen, until there are no more.

    While nothing happens, `heartbeat` is sent now and then: pages cannot see the pings of WebSocket itself.
    """

    messages: AsyncIterable[T]
    heartbeat: T


@frozen
class Handshake:
    """A request to go on by WebSocket: others are refused before their handler is called."""

    def accept(self, messages: AsyncIterable[T], *, heartbeat: T) -> WebSocket[T]:
        """Agree to it."""
        return WebSocket(messages, heartbeat)


@frozen
class HandshakeInput(Input):
    """Sees to it that the request is a handshake."""

    refusals = (NotAHandshake,)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return _handshake

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        """Add nothing: which headers a handshake has is for RFC 6455 to say."""


@frozen
class WebSocketOutput(Output):
    """Presents messages over WebSocket."""

    kind: Any
    answers = (WebSocket,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        write = assembly.writing.of(self.kind)
        headers = standing_headers(assembly.service.name, None)
        tempo = Tempo(beat=assembly.service.heartbeat.total_seconds())
        stopping = assembly.life.stopping

        async def present(exchange: Exchange, told: WebSocket[Any]) -> web.StreamResponse:
            socket = _socket()
            socket.headers.update(headers)
            socket.headers[REQUEST_ID] = exchange.request_id
            exchange.begun = True
            await socket.prepare(_without_protocols(exchange.request))
            talk = Talk(socket, exchange.request, tempo, write(told.heartbeat))
            await talk.run(told.messages, write, stopping)
            return socket

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        messages = operation.schemas.of(self.kind, "output")
        operation.answer(SWITCHED, content={"application/json": messages})


def _handshake(exchange: Exchange) -> Handshake:
    if exchange.request.method != hdrs.METH_GET or not _socket().can_prepare(_without_protocols(exchange.request)):
        raise NotAHandshake
    return Handshake()


def _socket() -> web.WebSocketResponse:
    return web.WebSocketResponse(
        timeout=GOODBYE_WITHIN,
        autoclose=False,
        autoping=False,
        compress=False,
        max_msg_size=LONGEST_MESSAGE,
        writer_limit=ANY_NUMBER,  # the talk itself waits for those who are slow
    )


def _without_protocols(request: web.BaseRequest) -> web.BaseRequest:
    """Return a handshake that asks for no sub-protocol: there is none to agree on, and aiohttp would log each such."""
    if hdrs.SEC_WEBSOCKET_PROTOCOL not in request.headers:
        return request
    headers = request.headers.copy()
    headers.popall(hdrs.SEC_WEBSOCKET_PROTOCOL)
    return request.clone(headers=headers)
