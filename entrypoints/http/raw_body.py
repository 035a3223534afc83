"""Bodies that a handler reads as they arrive."""

from collections.abc import AsyncIterator

from aiohttp import hdrs
from attrs import frozen
from typing_extensions import override

from entrypoints.http.exchange import Exchange
from entrypoints.http.intake import Intake
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Take
from entrypoints.http.route import Route


@frozen
class RawBody:
    """A body in pieces; more of them than the route takes is refused in the middle.

    `size` is what the client announced, None when it did not.
    """

    content_type: str
    size: int | None
    pieces: AsyncIterator[bytes]

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.pieces


@frozen
class RawBodyInput(Input):
    """The body as it arrives."""

    refusals = Intake.refusals

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        intake = Intake(media=(), limit=route.body_limit, deadline=assembly.service.body_idle.total_seconds())

        def take(exchange: Exchange) -> RawBody:
            intake.admit(exchange)
            content_type = exchange.header(hdrs.CONTENT_TYPE) or ""
            return RawBody(content_type, exchange.request.content_length, intake.pieces(exchange))

        return take

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        operation.body({"application/octet-stream": {}})
