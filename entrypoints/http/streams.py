"""What all answers that are sent in pieces have in common."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, Protocol, runtime_checkable

from aiohttp import web
from attrs import define
from typing_extensions import override

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
        if not is_head(exchange):
            await _pour(pieces, answer, exchange)
        await answer.write_eof()
    finally:
        if isinstance(protocol, Cancelling):
            protocol.streaming = False
        await close(pieces)
    return answer


async def begun(pieces: AsyncIterable[bytes]) -> AsyncIterable[bytes]:
    """Wait for the first piece, so that a source that fails at once still fails with a status."""
    source = aiter(pieces)
    try:
        return _Begun(await anext(source, b""), source)
    except BaseException:
        await close(source)
        raise


@define
class _Begun(AsyncIterator[bytes]):
    _first: bytes | None
    _rest: AsyncIterator[bytes]

    @override
    async def __anext__(self) -> bytes:
        first, self._first = self._first, None
        return await anext(self._rest) if first is None else first

    async def aclose(self) -> None:
        """Close the source."""
        await close(self._rest)


def is_head(exchange: Exchange) -> bool:
    """Tell whether the client wants headers only."""
    return exchange.request.method == "HEAD"


async def close(source: Any) -> None:
    """Close an iterator that can be closed."""
    if hasattr(source, "aclose"):
        await source.aclose()


async def _pour(pieces: AsyncIterable[bytes], answer: web.StreamResponse, exchange: Exchange) -> None:
    async for piece in pieces:
        await answer.write(piece)
        if exchange.transcript is not None:
            exchange.transcript += piece
