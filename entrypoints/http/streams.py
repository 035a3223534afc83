"""What all answers that are sent in pieces have in common."""

from collections.abc import AsyncIterable
from typing import Any, Protocol, runtime_checkable

from aiohttp import web

from entrypoints.http.exchange import Exchange
from entrypoints.http.request_id import REQUEST_ID


@runtime_checkable
class Cancelling(Protocol):
    """A connection that cancels the handler when its client leaves."""

    streaming: bool


async def send(answer: web.StreamResponse, pieces: AsyncIterable[bytes], exchange: Exchange) -> web.StreamResponse:
    """Send pieces as they come and close their source whatever happens; a client that leaves ends it."""
    protocol = exchange.request.protocol
    answer.headers[REQUEST_ID] = exchange.request_id
    if exchange.life.draining:
        answer.force_close()
    exchange.begun = True
    try:
        if isinstance(protocol, Cancelling):
            protocol.streaming = True
        await answer.prepare(exchange.request)
        if exchange.request.method != "HEAD":
            await _pour(pieces, answer, exchange)
        await answer.write_eof()
    finally:
        if isinstance(protocol, Cancelling):
            protocol.streaming = False
        await close(pieces)
    return answer


async def close(source: Any) -> None:
    """Close an iterator that can be closed."""
    if hasattr(source, "aclose"):
        await source.aclose()


async def _pour(pieces: AsyncIterable[bytes], answer: web.StreamResponse, exchange: Exchange) -> None:
    async for piece in pieces:
        await answer.write(piece)
        if exchange.transcript is not None:
            exchange.transcript += piece
